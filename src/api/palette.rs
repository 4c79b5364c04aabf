//! The palette: from anywhere to accounts, views, organisations, pages and actions.

use leptos::prelude::*;

use super::error::ApiError;
#[cfg(feature = "ssr")]
use {
    super::call::Call,
    super::read::accounts as read,
    crate::components::context::draw,
    crate::components::navigation::places,
    crate::components::palette_list::{PaletteItem, PaletteList, PaletteSection, preferences},
    crate::i18n::PaletteTexts,
    crate::server::accounts,
    crate::server::views,
    index::pattern::Pattern,
    index::pinyin::signs,
    model::account_address::account_path,
    model::account_name,
    model::audit::{AuditFilter, is_request_id},
    model::column::Column,
    model::filter::AccountFilter,
    model::rights::Capability,
    model::search_text::{Looks, guid, looks_like},
    model::text_key,
};

/// Of each kind.
#[cfg(feature = "ssr")]
const MOST: usize = 6;

/// What is offered for a text, drawn. The number of a person is looked up when somebody means it, and never while they type.
#[server(prefix = "/api", endpoint = "palette/find")]
pub async fn find_in_palette(#[server(default)] text: String) -> Result<String, ApiError> {
    let call = Call::current()?;
    let text = account_name::in_text(text.trim(), &call.app.config.account_domains).into_owned();
    let is_number = looks_like(&text) != Looks::Plain
        // Upstream is not asked while somebody types.
        || call.app.replica().is_ok()
            && accounts::document_typed(&call.app, &call.viewer, &text).await?.is_some();
    let text = if is_number { String::new() } else { text };
    let t = call.language().palette();
    let sought = Sought::new(&text);
    let mut sections = Vec::new();
    if !is_number {
        sections.push(found_accounts(&call, t, &text).await?);
        sections.push(found_request(&call, t, &text));
        sections.push(found_views(&call, t, &sought).await?);
        sections.push(found_organizations(&call, t, &sought).await?);
    }
    let here = call.here().unwrap_or_else(|| "/accounts".to_owned());
    let html = draw(call.context.clone(), move || {
        let pages = places().into_iter().filter(|place| !is_number && sought.is_in(place.label));
        let pages = pages.map(|place| item(place.path.to_owned(), place.label, String::new()));
        sections.push(PaletteSection { title: t.pages, items: pages.collect() });
        let question = here.strip_prefix("/accounts").filter(|rest| rest.is_empty() || rest.starts_with('?'));
        let export = question
            .filter(|_| !is_number && call.context.may(Capability::Export) && sought.is_in(t.export_list))
            .map(|query| item(format!("/export{query}"), t.export_list, String::new()));
        sections.push(PaletteSection { title: t.actions, items: export.into_iter().collect() });
        // They are many, and seldom meant.
        let mut preferences = preferences();
        preferences.retain(|preference| !sought.is_empty() && sought.is_in(preference.label));
        let may_leave = !sought.is_empty() && sought.is_in(call.language().texts().sign_out);
        view! { <PaletteList sections preferences may_leave is_number here /> }
    });
    Ok(html)
}

#[cfg(feature = "ssr")]
fn item(path: String, label: &str, note: String) -> PaletteItem {
    PaletteItem { path, label: label.to_owned(), note }
}

/// A text that is looked for in labels: as it is written, or by its sound.
#[cfg(feature = "ssr")]
struct Sought {
    key: String,
    pattern: Option<Pattern>,
}

#[cfg(feature = "ssr")]
impl Sought {
    fn new(text: &str) -> Self {
        let key = text_key::key(text);
        Self { pattern: Pattern::new(&key), key }
    }

    fn is_empty(&self) -> bool {
        self.key.is_empty()
    }

    fn is_in(&self, label: &str) -> bool {
        let label = text_key::key(label);
        label.contains(&self.key)
            || self.pattern.as_ref().is_some_and(|pattern| pattern.matches(&signs(&label)))
    }
}

#[cfg(feature = "ssr")]
async fn found_accounts(call: &Call, t: &PaletteTexts, text: &str) -> Result<PaletteSection, ApiError> {
    let Ok(replica) = call.app.replica() else {
        return Ok(PaletteSection { title: t.accounts, items: Vec::new() });
    };
    let (title, found) = if text.is_empty() {
        (t.recent, accounts::recently_viewed(&replica, &call.viewer, MOST).await?)
    } else if let Some(guid) = guid(text) {
        (t.accounts, accounts::of_guid(&replica, &call.viewer, &guid).await?)
    } else {
        let filter = AccountFilter { text: text.to_owned(), page_size: 25, ..AccountFilter::default() };
        (
            t.accounts,
            read::found(call, &filter, &Column::LISTED).await.map_err(|problem| problem.kind)?.accounts,
        )
    };
    // An account that upstream gave no name has no page either.
    let named = found.into_iter().filter_map(|account| Some((account.name.clone()?, account)));
    let items = named.take(MOST).map(|(name, account)| {
        let note = [Some(name.clone()), account.organization.name].into_iter().flatten();
        let note = note.collect::<Vec<_>>().join(" · ");
        item(account_path(&name), account.display_name.as_deref().unwrap_or(&name), note)
    });
    Ok(PaletteSection { title, items: items.collect() })
}

/// The page of a problem tells the number of its request, for whoever keeps the log.
#[cfg(feature = "ssr")]
fn found_request(call: &Call, t: &PaletteTexts, text: &str) -> PaletteSection {
    let found = call.context.may_everywhere(Capability::Audit) && is_request_id(text);
    let path = || AuditFilter { request: text.to_owned(), ..AuditFilter::default() }.to_path();
    let items = found.then(|| item(path(), &(t.request)(text), String::new()));
    PaletteSection { title: t.audit_log, items: items.into_iter().collect() }
}

#[cfg(feature = "ssr")]
async fn found_views(call: &Call, t: &PaletteTexts, sought: &Sought) -> Result<PaletteSection, ApiError> {
    let mut items = Vec::new();
    if let Ok(replica) = call.app.replica() {
        let mut found = views::list(&replica, &call.viewer).await?;
        found.retain(|listed| listed.view.deleted_at.is_none() && sought.is_in(&listed.view.name));
        // Those at hand first, in the order of the side bar.
        found.sort_by_key(|listed| (listed.mark.pinned.is_none(), listed.mark.pinned));
        for listed in found.into_iter().take(MOST) {
            items.push(item(format!("/views/{}", listed.view.id), &listed.view.name, String::new()));
        }
    }
    Ok(PaletteSection { title: t.views, items })
}

#[cfg(feature = "ssr")]
async fn found_organizations(
    call: &Call,
    t: &PaletteTexts,
    sought: &Sought,
) -> Result<PaletteSection, ApiError> {
    let known = accounts::known_organizations(&call.app, &call.viewer).await?;
    let found =
        known.iter().filter(|(id, name)| !sought.is_empty() && (sought.is_in(name) || *id == &sought.key));
    let items = found.take(MOST).map(|(id, name)| {
        let of = AccountFilter { organizations: vec![id.clone()], ..AccountFilter::default() };
        item(of.to_path(), if name.is_empty() { id } else { name }, id.clone())
    });
    Ok(PaletteSection { title: t.organizations, items: items.collect() })
}
