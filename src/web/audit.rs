//! `/admin/audit`: for whoever may audit the whole university.

use axum::response::{IntoResponse as _, Redirect, Response};

use super::export::attachment;
use crate::api::Call;
use crate::api::read::audit::NOT_ASKED;
use crate::api::said::Said;
use crate::api::words::of_chain;
use crate::i18n::access::Names;
use crate::i18n::audit_actors::actor_typed;
use crate::i18n::audit_details::{Known, details};
use crate::i18n::replica::grouped;
use crate::i18n::{self, Words};
use crate::server::accounts;
use crate::server::audit::{self, Told};
use crate::server::auth::viewer::Audit;
use crate::server::failed::Failed;
use model::audit::{AuditFilter, Recorded};
use model::date::in_shanghai;
use model::export::{Format, file_name};
use model::filter::Warning;
use model::search_text::{Looks, looks_like};

/// Entries that an export can have.
const MAX_EXPORTED: usize = 100_000;

/// Leads to what was asked. A POST, since what is typed may be a number of a person, which is not taken into an address.
pub async fn ask(call: Call, body: String) -> Result<Redirect, Failed> {
    call.permitted_everywhere::<Audit>()?;
    let (filter, warnings) = AuditFilter::parse(&body);
    let is_number = |value: &str| matches!(looks_like(value), Looks::IdNumber(_) | Looks::Telephone(_));
    let mut values = form_urlencoded::parse(body.as_bytes());
    if warnings.contains(&Warning::NumberInAddress) || values.any(|(_, value)| is_number(&value)) {
        let words = Words::new(|language| language.audit().number_typed);
        let said = Said::refused(words, vec![(NOT_ASKED.to_owned(), String::new())]);
        return Ok(Redirect::to(&call.say_at(&filter.to_path(), &said).await?));
    }
    // What is not understood is said by the page.
    let typed = form_urlencoded::parse(body.as_bytes()).filter(|(_, value)| !value.trim().is_empty());
    let typed = typed.map(|(name, value)| match &*name {
        "who" | "account" => (name, actor_typed(&value).to_owned()),
        _ => (name, value.into_owned()),
    });
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(typed).finish();
    Ok(Redirect::to(&format!("/admin/audit?{query}")))
}

/// The entries that a filter asks for, as CSV. A POST, since it takes data away.
pub async fn export(call: Call, body: String) -> Result<Response, Failed> {
    let by = call.permitted_everywhere::<Audit>()?;
    let filter = AuditFilter { before: None, ..AuditFilter::parse(&body).0 };
    let t = call.language().audit();
    let headings = [
        t.when,
        t.who,
        t.who_name,
        t.what,
        t.about,
        t.about_name,
        t.details,
        t.address,
        t.session,
        t.request,
    ];
    let (language, organizations) =
        (call.language(), accounts::known_organizations(&call.app, &call.viewer).await?);
    let tell = |entry: &Recorded, names: &Names| Told {
        action: i18n::audit::told(language, entry),
        details: details(language, entry, Known { names, organizations: &organizations }),
    };
    let Some(bytes) = audit::export(&call.app, &by, &filter, &headings, &tell, MAX_EXPORTED).await? else {
        let words = Words::new(|language| (language.export().audit_too_many)(&grouped(MAX_EXPORTED)));
        let path = call.say_at(&filter.to_path(), &Said::refused(words, Vec::new())).await?;
        return Ok(Redirect::to(&path).into_response());
    };
    let name = file_name(t.nav_audit, in_shanghai(call.app.clock.now()), "", Format::Csv);
    Ok(attachment(&name, Format::Csv, bytes))
}

/// Checks all entries; a POST, since it is much work.
pub async fn verify(call: Call, body: String) -> Result<Redirect, Failed> {
    let by = call.permitted_everywhere::<Audit>()?;
    let (is_whole, words) = of_chain(&audit::verify(&call.app, &by).await?);
    let found = if is_whole { "whole" } else { "broken" };
    let said = Said { form: vec![("found".to_owned(), found.to_owned())], ..Said::done(words) };
    // The entries stay those that were shown.
    let shown = AuditFilter::parse(&body).0.to_path();
    Ok(Redirect::to(&call.say_at(&shown, &said).await?))
}
