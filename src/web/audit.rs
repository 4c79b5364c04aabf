//! `/admin/audit`: for whoever may audit the whole university.

use axum::response::Response;

use super::export::attachment;
use super::render;
use crate::api::Call;
use crate::api::words::of_chain;
use crate::i18n;
use crate::i18n::replica::grouped;
use crate::pages;
use crate::server::audit;
use crate::server::auth::viewer::Audit;
use crate::server::failed::Failed;
use model::audit::{Action, AuditFilter};
use model::date::in_shanghai;
use model::export::{Format, file_name};

/// Entries that an export can have.
const MAX_EXPORTED: usize = 100_000;

/// The entries that a filter asks for, as CSV. A POST, since it takes data away.
pub async fn export(call: Call, body: String) -> Result<Response, Failed> {
    let by = call.permitted_everywhere::<Audit>()?;
    let filter = AuditFilter { before: None, ..AuditFilter::parse(&body).0 };
    let t = call.language().audit();
    let headings =
        [t.when, t.who, t.what, t.about, t.details, t.address, t.session, t.request].map(str::to_owned);
    let actions = Action::ALL
        .iter()
        .map(|action| (action.code().to_owned(), i18n::audit::action(call.language(), *action).to_owned()))
        .collect();
    let Some(bytes) = audit::export(&call.app, &by, &filter, &headings, &actions, MAX_EXPORTED).await? else {
        let words = (call.language().export().audit_too_many)(&grouped(MAX_EXPORTED));
        let screen = pages::audit::screen(&call, filter, Vec::new(), Some((false, words))).await?;
        return Ok(render::answer(&call, screen).await);
    };
    let name = file_name(t.nav_audit, in_shanghai(call.app.clock.now()), Format::Csv);
    Ok(attachment(&name, Format::Csv, bytes))
}

/// Checks all entries; a POST, since it is much work.
pub async fn verify(call: Call) -> Result<Response, Failed> {
    let by = call.permitted_everywhere::<Audit>()?;
    let checked = of_chain(call.language(), &audit::verify(&call.app, &by).await?);
    let screen = pages::audit::screen(&call, AuditFilter::default(), Vec::new(), Some(checked)).await?;
    Ok(render::answer(&call, screen).await)
}
