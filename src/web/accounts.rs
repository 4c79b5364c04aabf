//! `/accounts` and `/accounts/{name}`.

use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{Form, Path};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use crate::api::Call;
use crate::api::read::account::named;
use crate::api::said::Said;
use crate::i18n::{self, Words};
use crate::server::accounts;
use crate::server::answers::{self, LookedUp};
use crate::server::auth::viewer::Reveal;
use crate::server::config::DirectoryMode;
use crate::server::failed::Failed;
use crate::server::reveal::{self, RevealError};
use model::account_address::account_path;
use model::account_name;
use model::filter::AccountFilter;
use model::problem::ProblemKind;
use model::reveal::{Field, Reason};
use model::search_syntax;
use model::search_text::{Looks, looks_like};

/// What the search box sends, alone or in one form with the filters.
struct Search {
    q: String,
    /// The filters, as a query.
    filters: String,
}

impl Search {
    /// `body`: urlencoded. What the box stood beside may come as a field of its own, `filters`.
    fn parse(body: &str) -> Self {
        let (mut q, mut filters) = (String::new(), form_urlencoded::Serializer::new(String::new()));
        for (name, value) in form_urlencoded::parse(body.as_bytes()) {
            match &*name {
                "q" => q = value.into_owned(),
                "filters" => {
                    filters.extend_pairs(form_urlencoded::parse(value.as_bytes()));
                }
                // Numbers of people never stand in an address, whichever field they were typed into.
                _ if !value.trim().is_empty() && looks_like(&value) == Looks::Plain => {
                    filters.append_pair(&name, &value);
                }
                _ => {}
            }
        }
        Self { q, filters: filters.finish() }
    }
}

/// A plain text becomes an address; a number that must not stand in one is looked up at once.
pub async fn search(call: Call, body: String) -> Result<Response, Failed> {
    let Search { q, filters } = Search::parse(&body);
    let (filter, warnings) = AccountFilter::parse_under(&filters, &call.app.config.account_domains);
    let filter = filter.first_page();
    let q = account_name::in_text(&q, &call.app.config.account_domains);
    let looks = looks_like(&q);
    let (what, found) = match looks {
        // The list says what it does not understand of the filters.
        Looks::Plain if !warnings.is_empty() => {
            let question = AccountFilter { text: q.trim().to_owned(), ..AccountFilter::default() };
            return Ok(Redirect::to(&format!("/accounts?{filters}&{}", question.to_query())).into_response());
        }
        Looks::Plain => {
            let filter = match call.app.config.directory {
                DirectoryMode::Live => AccountFilter { text: q.trim().to_owned(), ..filter },
                DirectoryMode::Replica => {
                    let organizations = accounts::known_organizations(&call.app, &call.viewer).await?;
                    search_syntax::apply(&q, filter, &organizations, &i18n::find_identity_type)
                }
            };
            return Ok(Redirect::to(&filter.to_path()).into_response());
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
    let question = filter.to_query();
    let token = answers::keep_look_up(&call.app, &call.viewer, what, found.as_deref(), question).await?;
    Ok(Redirect::to(&format!("/lookup/{token}")).into_response())
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
    let by = call.permitted::<Reveal>()?;
    let Form(form) = form.map_err(|_| ProblemKind::BadRequest)?;
    let field = Field::from_code(&form.field).ok_or(ProblemKind::BadRequest)?;
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

/// Asks upstream for this account again, and goes back to its page.
pub async fn refresh(call: Call, name: Result<Path<String>, PathRejection>) -> Result<Redirect, Failed> {
    let name = account_name(name)?;
    if accounts::refresh(&call.app, &call.viewer, &name).await? {
        Ok(Redirect::to(&account_path(&name)))
    } else {
        Err(ProblemKind::AccountNotFound.into())
    }
}

fn account_name(name: Result<Path<String>, PathRejection>) -> Result<String, Failed> {
    let Path(name) = name.map_err(|_| ProblemKind::AccountNotFound)?;
    Ok(named(&name)?.to_owned())
}
