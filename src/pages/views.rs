//! `/views`: a person's saved views and those shared with them.

use leptos::prelude::*;

use super::answer::{Answer, Screen, part_of_list, part_of_path};
use crate::api::read::views::{self as read, Around, DigestWays, Subscription, ViewSummary, ViewsPageData};
use crate::api::{Call, Failed};

use crate::components::chips::OrganizationNames;
use crate::components::context::{context, texts, view_texts};
use crate::components::digest_form::{DigestForm, WantedWord};
use crate::components::drawn::Draw as _;
use crate::components::frame::Frame;
use crate::components::record_table::RecordTable;
use crate::components::version::Version;
use crate::i18n::replica::grouped;
use crate::i18n::{access, question, views};
use model::filter::AccountFilter;
use model::problem::ProblemKind;
use model::rights::Role;
use model::view::{SavedView, Sharing, kept_query};

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let Some(said) = call.said().await? else {
        return Ok(screen(&call, Around { page: part_of_list(&call), ..Around::default() }).await?.into());
    };
    Ok(screen(&call, Around::of(&said, call.language())).await?.with_status(said.status).into())
}

/// The page with what it says besides the views.
async fn screen(call: &Call, around: Around) -> Result<Screen, Failed> {
    let data = read::views(call, around).await?;
    Ok(Screen::new(call.language().views().title, || view! { <ViewsPage data /> }))
}

/// Opens a view: its question goes on in the list.
pub async fn open(call: Call) -> Result<Answer, Failed> {
    let id = part_of_path("id")?.parse().map_err(|_| ProblemKind::NotFound)?;
    if let Some(query) = read::question(&call, id).await? {
        return Ok(Answer::Redirect(list_of(&query, id)));
    }
    let error = Some(call.language().views().error_not_there.to_owned());
    Ok(screen(&call, Around { error, ..Around::default() }).await?.with_status(404).into())
}

/// The list that a saved question leads to. What of it is not understood any more stays in the address, so that the list says so.
pub fn list_of(query: &str, id: i64) -> String {
    let query = kept_query(query);
    let between = if query.is_empty() { "" } else { "&" };
    format!("/accounts?{query}{between}view={id}")
}

#[component]
pub fn ViewsPage(data: ViewsPageData) -> impl IntoView {
    let t = view_texts();
    let error = data.error.map(|error| view! { <p class="notice notice-warning" role="alert"><strong>{t.error_title}</strong>" "{error}</p> });
    let message = data.message.map(|message| view! { <p class="notice" role="status">{message}</p> });
    let organizations = data.organizations;
    let again = data.typed.map(|(name, query)| {
        let words = question::sentence(context().language, &AccountFilter::parse(&query).0, &organizations);
        view! {
            <form class="panel field-row" method="post" action="/views" autocomplete="off">
                <input type="hidden" name="query" value=query />
                <label class="field">{t.save_name}<input class="facet-input" name="name" value=name maxlength="80" required /></label>
                <button class="button button-primary">{t.save}</button>
                <p class="note">{words}</p>
            </form>
        }
    });
    let link = |to: usize, rel: &'static str, label: &'static str| view! { <a class="button" rel=rel href=format!("/views?page={to}")>{label}</a> };
    let previous = (data.page > 0).then(|| link(data.page - 1, "prev", texts().previous_page));
    let next = (data.page + 1 < data.pages).then(|| link(data.page + 1, "next", texts().next_page));
    let has_pasted = !data.pasted.is_empty();
    let list = if data.views.is_empty() {
        view! { <p class="empty">{t.none}</p> }.drawn()
    } else {
        let typed = |id| data.renamed.as_ref().filter(|(its, _)| *its == id).map(|(_, name)| name.clone());
        let ways = data.ways;
        let row = |summary: ViewSummary| view! { <ViewRow typed=typed(summary.view.id) summary ways organizations=organizations.clone() /> };
        let rows = data.views.into_iter().map(row).collect_view();
        view! { <RecordTable label=t.title headings=vec![t.column_view, t.column_count, t.column_shared, ""]>{rows}</RecordTable> }.drawn()
    };
    view! {
        <Frame>
            <h1>{t.title}</h1>
            <p class="note">{t.note}</p>
            {error}
            {message}
            {again}
            {list}
            <div class="field-row">{previous}{next}</div>
            <div class="field-row view-files">
                <a class="button" href="/views/file" download="">{t.file}</a>
                <details open=has_pasted>
                    <summary class="button">{t.import}</summary>
                    <form class="panel" method="post" action="/views/import">
                        <label class="field">{t.import_note}<textarea class="facet-input" name="views" rows="6" required>{data.pasted}</textarea></label>
                        <button class="button">{t.import}</button>
                    </form>
                </details>
            </div>
        </Frame>
    }
}

#[component]
fn ViewRow(
    summary: ViewSummary,
    typed: Option<String>,
    ways: DigestWays,
    organizations: OrganizationNames,
) -> impl IntoView {
    let (t, context) = (view_texts(), context());
    let language = context.language;
    let ViewSummary { view, may_change, pin: place, is_default, counts: (total, joined, left), subscription } =
        summary;
    let wanted = subscription.map(|Subscription { every, by_mail, feed_hash, .. }| WantedWord {
        every,
        by_mail,
        by_feed: feed_hash.is_some(),
    });
    let is_own = context.badge.as_ref().is_some_and(|badge| badge.account == view.owner);
    let action = format!("/views/{}", view.id);
    let folder = view
        .name
        .rsplit_once('/')
        .map(|(folder, _)| view! { <small class="folder">{folder.replace('/', " / ")}" / "</small> });
    let short = view.name.rsplit('/').next().unwrap_or_default().to_owned();
    let words = question::sentence(language, &AccountFilter::parse(&view.query).0, &organizations);
    let is_deleted = view.deleted_at.is_some();
    let name = if is_deleted {
        view! { <s>{short}</s> }.drawn()
    } else {
        view! { <a href=action.clone()>{short}</a> }.drawn()
    };
    let button = |what: &'static str, label: &'static str| view! { <button class="button" name="what" value=what>{label}</button> };
    let actions = if is_deleted {
        view! { <form method="post" action=action data-in-place><Version of=view.version /><span class="note">{t.deleted}</span>" "{button("restore", t.restore)}</form> }.drawn()
    } else {
        let places = place.map(|place| {
            view! { <input type="hidden" name="place" value=place />{button("up", t.up)}{button("down", t.down)} }
        });
        let default = if is_default {
            button("undefault", t.unmake_default)
        } else {
            button("default", t.make_default)
        };
        let pin = if place.is_some() { button("unpin", t.unpin) } else { button("pin", t.pin) };
        let is_open = typed.is_some();
        let name = typed.unwrap_or_else(|| view.name.clone());
        let own = may_change.then(|| view! { <ViewChanges view=view.clone() name organizations=organizations.clone() action=action.clone() /> });
        view! {
            <div class="row-actions">
                <form class="row-actions" method="post" action=action.clone() data-in-place>{pin}{places}</form>
                <details class="row-more" open=is_open>
                    <summary class="button" aria-label=(t.more)(&view.name)>"…"</summary>
                    <div class="panel">
                        <form class="row-actions" method="post" action=action data-in-place><Version of=view.version />{default}{button("copy", t.copy)}{may_change.then(|| button("delete", t.delete))}</form>
                        {own}
                        {is_own.then(|| view! { <DigestForm view=view.id wanted can_mail=ways.mail can_feed=ways.feeds /> })}
                    </div>
                </details>
            </div>
        }
        .drawn()
    };
    let delta = (joined + left > 0)
        .then(|| view! { " "<small class="delta-count">{(t.delta)(joined, left)}</small> });
    view! {
        <tr class="stacks" class:idle=is_deleted data-key=view.id>
            <th scope="row">
                {folder}{name}
                {is_default.then(|| view! { " "<span class="tag">{t.default}</span> })}
                {wanted.is_some().then(|| view! { " "<span class="tag">{language.digests().is_subscribed}</span> })}
                <br /><small>{words}</small>
            </th>
            <td data-label=t.column_count>{total.map(grouped)}{delta}</td>
            <td data-label=t.column_shared>{if is_own { views::sharing(language, &view.sharing, &organizations) } else { (t.of_owner)(&view.owner) }}</td>
            <td>{actions}</td>
        </tr>
    }
}

/// Another name, and with whom it is shared.
#[component]
fn ViewChanges(
    view: SavedView,
    name: String,
    organizations: OrganizationNames,
    action: String,
) -> impl IntoView {
    let (t, context) = (view_texts(), context());
    let language = context.language;
    let in_scope = context.badge.as_ref().and_then(|badge| badge.organization_ids.clone());
    let roles = Role::ALL.map(Sharing::Role);
    let places = organizations
        .keys()
        .filter(|id| in_scope.as_ref().is_none_or(|ids| ids.contains(id)))
        .cloned()
        .map(Sharing::Organization);
    let choices =
        [Sharing::Private, Sharing::Everyone].into_iter().chain(roles).chain(places).map(|choice| {
            let words = match &choice {
                Sharing::Role(role) => (t.share_role)(access::role(language, *role)),
                other => views::sharing(language, other, &organizations),
            };
            view! { <option value=choice.code() selected=choice == view.sharing>{words}</option> }
        });
    view! {
        <form class="field-row" method="post" action=action.clone() data-in-place autocomplete="off">
            <Version of=view.version />
            <label class="field">{t.save_name}<input class="facet-input" name="name" value=name maxlength="80" required /></label>
            <button class="button" name="what" value="name">{t.rename}</button>
        </form>
        <form class="field-row" method="post" action=action data-in-place>
            <Version of=view.version />
            <label class="field">{t.share}<select class="facet-input" name="share">{choices.collect_view()}</select></label>
            <button class="button" name="what" value="share">{t.share_save}</button>
        </form>
    }
}
