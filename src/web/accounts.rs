//! `/accounts` and `/accounts/{name}`.

use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{Form, Path};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::api::Call;
use crate::api::read::account::named;
use crate::api::said::Said;
use crate::api::typed::Typed;
use crate::i18n::Words;
use crate::server::accounts;
use crate::server::answers::{self, LookedUp};
use crate::server::auth::viewer::Reveal;
use crate::server::failed::Failed;
use crate::server::reveal::{self, RevealError};
use model::account_address::account_path;
use model::date::{format_date_time, from_unix};
use model::filter::AccountFilter;
use model::problem::ProblemKind;
use model::reveal::{Field, Reason};
use model::search_text::{Looks, guid, looks_like};

/// A plain text becomes an address; a number that must not stand in one is looked up at once.
pub async fn search(call: Call, body: String) -> Result<Response, Failed> {
    let domains = &call.app.config.account_domains;
    let typed = Typed::parse(&body, domains);
    let (what, found) = match looks_like(&typed.text) {
        Looks::Plain => {
            if let Some(path) = of_person(&call, &typed.text).await? {
                return Ok(Redirect::to(&path).into_response());
            }
            let number = accounts::document_typed(&call.app, &call.viewer, &typed.text).await?;
            let Some(number) = number else {
                return Ok(Redirect::to(&typed.path(&call).await?).into_response());
            };
            (LookedUp::Document, Some(accounts::look_up_document(&call.app, &call.viewer, &number).await?))
        }
        Looks::Telephone(number) => {
            (LookedUp::Telephone, accounts::look_up_telephone(&call.app, &call.viewer, &number).await?)
        }
        Looks::Email(address) => {
            (LookedUp::Email, accounts::look_up_email(&call.app, &call.viewer, &address).await?)
        }
        Looks::IdNumber(number) => {
            (LookedUp::Document, Some(accounts::look_up_document(&call.app, &call.viewer, &number).await?))
        }
    };
    let question = typed.filter(domains).to_query();
    let token = answers::keep_look_up(&call.app, &call.viewer, what, found.as_deref(), question).await?;
    Ok(Redirect::to(&format!("/lookup/{token}")).into_response())
}

/// Where the accounts of a person are, if a text is what upstream calls one who has some.
async fn of_person(call: &Call, text: &str) -> Result<Option<String>, Failed> {
    let (Some(guid), Ok(replica)) = (guid(text), call.app.replica()) else { return Ok(None) };
    let found = accounts::of_guid(&replica, &call.viewer, &guid).await?;
    let names: Vec<String> = found.into_iter().filter_map(|account| account.name).collect();
    Ok(match names.as_slice() {
        [] => None,
        [only] => Some(account_path(only)),
        _ => Some(AccountFilter { only: names, ..AccountFilter::default() }.to_path()),
    })
}

/// What the form for reading a masked field sends.
#[derive(Deserialize)]
pub struct RevealForm {
    field: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    typed: String,
}

/// Reads one masked field, and leads to the page that shows it for a minute.
pub async fn reveal(
    call: Call,
    name: Result<Path<String>, PathRejection>,
    form: Result<Form<RevealForm>, FormRejection>,
) -> Result<Response, Failed> {
    let name = account_name(name)?;
    let field = form.as_ref().ok().and_then(|form| Field::from_code(&form.field));
    let by = call.permitted_to::<Reveal>(|entry| reveal::asked(entry, Some(&name), field))?;
    let Form(form) = form.map_err(|_| ProblemKind::BadRequest)?;
    let field = field.ok_or(ProblemKind::BadRequest)?;
    let (words, status) = match Reason::new(&form.reason, &form.typed) {
        None => (Words::new(|language| language.audit().no_reason), 422),
        Some(reason) => match reveal::reveal(&call.app, &by, &name, field, &reason).await {
            Ok(revealed) => {
                let (app, viewer) = (&call.app, &call.viewer);
                let token =
                    answers::keep_revealed(app, viewer, &name, &revealed, reveal::SHOWN_FOR_S).await?;
                return Ok(Redirect::to(&format!("{}?shown={token}", account_path(&name))).into_response());
            }
            Err(RevealError::TooMany) => (Words::new(|language| language.audit().too_many), 429),
            Err(error) => return Err(error.into()),
        },
    };
    let fields = [("field", form.field), ("reason", form.reason), ("typed", form.typed)];
    let form = fields.map(|(name, value)| (name.to_owned(), value)).to_vec();
    let path = call.say_at(&account_path(&name), &Said { status, ..Said::refused(words, form) }).await?;
    Ok(Redirect::to(&path).into_response())
}

/// What the page of a field that was read sends.
#[derive(Deserialize)]
pub struct HideForm {
    token: String,
}

/// Shows a field that was read no more.
pub async fn hide(
    call: Call,
    name: Result<Path<String>, PathRejection>,
    form: Result<Form<HideForm>, FormRejection>,
) -> Result<Redirect, Failed> {
    let name = account_name(name)?;
    let Form(form) = form.map_err(|_| ProblemKind::BadRequest)?;
    answers::hide(&call.app, &call.viewer, &form.token).await?;
    Ok(Redirect::to(&account_path(&name)))
}

/// Asks upstream for this account again, and goes back to its page.
pub async fn refresh(call: Call, name: Result<Path<String>, PathRejection>) -> Result<Redirect, Failed> {
    let name = account_name(name)?;
    if accounts::refresh(&call.app, &call.viewer, &name).await? {
        let now = format_date_time(from_unix(call.app.clock.unix()));
        let said = Said::done(Words::new(|language| (language.texts().refreshed)(&now)));
        Ok(Redirect::to(&call.say_at(&account_path(&name), &said).await?))
    } else {
        Err(ProblemKind::AccountNotFound.into())
    }
}

fn account_name(name: Result<Path<String>, PathRejection>) -> Result<String, Failed> {
    let Path(name) = name.map_err(|_| ProblemKind::AccountNotFound)?;
    Ok(named(&name)?.to_owned())
}
