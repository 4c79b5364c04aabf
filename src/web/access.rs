//! `/admin/access`: for administrators.

use axum::body::Bytes;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{Form, Path};
use axum::response::{Redirect, Response};
use serde::Deserialize;

use super::export::attachment;
use crate::api::Call;
use crate::api::read::access::{ASKS, Asks, EXPLAINS, known_names};
use crate::api::said::{self, Said};
use crate::api::words::{of_access_error, of_grant_form_error};
use crate::i18n::{Language, Words, access as words, grants as told};
use crate::server::access::{self, AccessError, Meant};
use crate::server::accounts;
use crate::server::auth::viewer::{Administer, Permit};
use crate::server::failed::Failed;
use crate::server::grant_review;
use crate::server::known_rights;
use model::date::in_shanghai;
use model::export::{Format, file_name};
use model::grant_form::{GrantForm, GrantFormError, is_account_name};
use model::problem::ProblemKind;
use model::rights::{Grant, PlacedGrant, Role, Subject};
use model::search_text::{Looks, looks_like};

/// Gives a grant, once what it means was shown; or leads back to the form, which asks or says what is wrong.
pub async fn grant(call: Call, body: Bytes) -> Result<Redirect, Failed> {
    let by = call.permitted::<Administer>()?;
    let body = for_the_only_one(&call, body).await?;
    let form = GrantForm::parse(&body);
    let meant = Meant { group: form.confirms_group, unknown: form.confirms_unknown };
    let grant = match form.grant(&call.app.config.account_domains) {
        Ok(grant) => grant,
        Err(GrantFormError::Subject) if is_name_alone(&form) => {
            return ask(&call, &body, Words::new(|language| language.access().error_pick), Asks::Who).await;
        }
        Err(error) => {
            return lead_back(&call, Said::refused(of_grant_form_error(error), said::fields(&body))).await;
        }
    };
    let is_confirmed = is_confirmed(&call, &body, &grant);
    let outcome = if is_confirmed {
        access::grant(&call.app, &by, &grant, meant).await.map(|_| ())
    } else {
        access::check(&call.app, &by, &grant, meant).await.map(|_| ())
    };
    match outcome {
        Ok(()) if is_confirmed => {
            let what = in_words(&call, &grant).await?;
            let done = Words::new(|language| (language.access().granted)(what.of(language)));
            lead_back(&call, Said::done(done)).await
        }
        Ok(()) if is_given(&call, &by, &grant).await? => {
            let what = in_words(&call, &grant).await?;
            let done = Words::new(|language| (language.access().same_before)(what.of(language)));
            lead_back(&call, Said::done(done)).await
        }
        Ok(()) => {
            let what = in_words(&call, &grant).await?;
            let is_gone = matches!(&grant.subject, Subject::Account(account) if accounts::is_gone(&call.app, &call.viewer, account));
            let with_warning =
                |language: Language| format!("{} {}", what.of(language), language.access().grant_gone);
            let what = if is_gone { Words::new(with_warning) } else { what };
            let others = known_rights::others(&call.app, &by, &grant.subject).await?;
            let meant = known_rights::meant_by_rule(&call.app, &by, &grant.subject);
            let what = Words::new(|language| {
                let t = language.access();
                let beside = told::others(language, &others, t.beside);
                let more = told::sentences(meant.map(t.meant_by_rule).into_iter().chain([beside]));
                let what = what.of(language);
                if more.is_empty() { what.to_owned() } else { format!("{what}{} {more}", t.sentence_end) }
            });
            let mut form = said::fields(&body);
            form.push((ASKS.to_owned(), Asks::Sure.code().to_owned()));
            lead_back(&call, Said { form, ..Said::done(what) }).await
        }
        Err(error) => {
            let asks = match error {
                AccessError::Group => Some(Asks::Group),
                AccessError::Unknown => Some(Asks::Unknown),
                _ => None,
            };
            let words = of_access_error(error)?;
            match asks {
                Some(asks) => ask(&call, &body, words, asks).await,
                None => lead_back(&call, Said::refused(words, said::fields(&body))).await,
            }
        }
    }
}

/// What the form sends by which somebody's rights are asked for.
#[derive(Deserialize)]
pub struct ExplainForm {
    of: String,
}

/// Leads to somebody's rights. A POST, since what is typed may be a number of a person, which is not taken into an address.
pub async fn explain(call: Call, form: Result<Form<ExplainForm>, FormRejection>) -> Result<Redirect, Failed> {
    call.permitted::<Administer>()?;
    let Form(form) = form.map_err(|_| ProblemKind::BadRequest)?;
    if matches!(looks_like(&form.of), Looks::IdNumber(_) | Looks::Telephone(_)) {
        let words = Words::new(|language| language.access().explain_number);
        return lead_back(&call, Said::refused(words, vec![(EXPLAINS.to_owned(), String::new())])).await;
    }
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("of", form.of.trim()).finish();
    Ok(Redirect::to(&format!("/admin/access?{query}")))
}

/// Whether the same is granted already.
async fn is_given(call: &Call, by: &Permit<'_, Administer>, grant: &Grant) -> Result<bool, Failed> {
    let known = access::list(&call.app, by).await?;
    Ok(known.iter().any(|placed| placed.grant == *grant && !placed.is_withdrawn()))
}

/// Whether a grant is to be given, and is the one that was shown.
fn is_confirmed(call: &Call, body: &[u8], grant: &Grant) -> bool {
    let fields = said::fields(body);
    let value = |name: &str| fields.iter().find(|(its, _)| its == name).map(|(_, value)| value.as_str());
    let domains = &call.app.config.account_domains;
    let is_as_shown =
        |shown: &str| GrantForm::parse(shown.as_bytes()).grant(domains).is_ok_and(|shown| shown == *grant);
    value("confirmed") == Some("yes") && value("shown").is_none_or(is_as_shown)
}

/// The form with the account of the person that it names, where one alone is called so. Who that is remains to be confirmed.
async fn for_the_only_one(call: &Call, body: Bytes) -> Result<Bytes, Failed> {
    let form = GrantForm::parse(&body);
    if !is_name_alone(&form) || call.app.replica().is_err() {
        return Ok(body);
    }
    let called = accounts::called(&call.app, &call.viewer, &form.account).await?;
    let [only] = called.as_slice() else { return Ok(body) };
    let Some(account) = only.name.clone() else { return Ok(body) };
    let mut fields = said::fields(&body);
    fields.retain(|(name, _)| name != "account" && name != "confirmed");
    fields.push(("account".to_owned(), account));
    Ok(form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish().into())
}

/// Whether a person is named, and nothing else says who is meant.
fn is_name_alone(form: &GrantForm) -> bool {
    !form.account.is_empty()
        && !is_account_name(&form.account)
        && form.identity_type.is_empty()
        && form.organization.is_empty()
}

pub async fn withdraw(call: Call, id: Result<Path<i64>, PathRejection>) -> Result<Redirect, Failed> {
    let by = call.permitted::<Administer>()?;
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    let said = match access::withdraw(&call.app, &by, id).await {
        Ok(grant) => {
            let what = in_words(&call, &grant).await?;
            let others = known_rights::others(&call.app, &by, &grant.subject).await?;
            let given = if grant.role == Role::Administrator { others.given } else { 0 };
            Said::done(Words::new(|language| {
                let t = language.access();
                let given = (given > 0).then(|| (t.remaining_given)(given));
                let done = [(t.withdrawn)(what.of(language)), told::others(language, &others, t.remaining)];
                told::sentences(done.into_iter().chain(given))
            }))
        }
        Err(error) => Said::refused(of_access_error(error)?, Vec::new()),
    };
    lead_back(&call, said).await
}

/// Somebody looked at a grant, and it is still needed.
pub async fn review(call: Call, id: Result<Path<i64>, PathRejection>) -> Result<Redirect, Failed> {
    let by = call.permitted::<Administer>()?;
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    let said = match grant_review::review(&call.app, &by, id).await {
        Ok(()) => Said::done(Words::new(|language| language.access().reviewed)),
        Err(error) => Said::refused(of_access_error(error)?, Vec::new()),
    };
    lead_back(&call, said).await
}

/// All grants as CSV. A POST, since it takes data away.
pub async fn export(call: Call) -> Result<Response, Failed> {
    let by = call.permitted::<Administer>()?;
    let (language, now, today) = (call.language(), call.app.clock.unix(), call.app.clock.today());
    let grants = access::list(&call.app, &by).await?;
    let names = known_names(&call, grants.iter().map(|placed| &placed.grant).collect::<Vec<_>>()).await?;
    let organizations = accounts::known_organizations(&call.app, &call.viewer).await?;
    let tell = |placed: &PlacedGrant| told::exported(language, placed, &organizations, &names, now, today);
    let headings = told::export_headings(language);
    let bytes = grant_review::export(&call.app, &by, &headings, tell).await?;
    let name = file_name(language.access().nav_access, in_shanghai(call.app.clock.now()), "", Format::Csv);
    Ok(attachment(&name, Format::Csv, bytes))
}

async fn in_words(call: &Call, grant: &Grant) -> Result<Words, Failed> {
    let organizations = accounts::known_organizations(&call.app, &call.viewer).await?;
    let names = known_names(call, [grant]).await?;
    Ok(Words::new(|language| words::grant(language, grant, &organizations, &names)))
}

async fn ask(call: &Call, body: &[u8], words: Words, asks: Asks) -> Result<Redirect, Failed> {
    let mut form = said::fields(body);
    form.push((ASKS.to_owned(), asks.code().to_owned()));
    lead_back(call, Said::refused(words, form)).await
}

async fn lead_back(call: &Call, said: Said) -> Result<Redirect, Failed> {
    Ok(Redirect::to(&call.say_at("/admin/access", &said).await?))
}
