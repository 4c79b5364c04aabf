//! `/attention`: saying of what is to be checked that it is as it should be, and taking that back.

use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use axum::response::Redirect;
use serde::Deserialize;

use crate::api::Call;
use crate::api::said::Said;
use crate::api::words::of_attention_error;
use crate::i18n::{AttentionTexts, Words};
use crate::server::attention::{self, AttentionError};
use crate::server::auth::local_path::local_path;
use crate::server::auth::viewer::Attend;
use crate::server::failed::Failed;
use model::attention::Check;
use model::filter::AccountFilter;
use model::problem::ProblemKind;

#[derive(Deserialize)]
pub struct MarkForm {
    account: String,
    check: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    return_to: String,
}

pub async fn set_aside(call: Call, form: Result<Form<MarkForm>, FormRejection>) -> Result<Redirect, Failed> {
    let by = call.permitted::<Attend>()?;
    let (form, check) = read(form)?;
    let done = attention::set_aside(&call.app.replica()?, &by, &form.account, check, &form.note).await;
    answer(&call, form, check, done, |t| t.done_confirmed).await
}

pub async fn take_back(call: Call, form: Result<Form<MarkForm>, FormRejection>) -> Result<Redirect, Failed> {
    let by = call.permitted::<Attend>()?;
    let (form, check) = read(form)?;
    let done = attention::take_back(&call.app.replica()?, &by, &form.account, check).await;
    answer(&call, form, check, done, |t| t.done_taken_back).await
}

fn read(form: Result<Form<MarkForm>, FormRejection>) -> Result<(MarkForm, Check), Failed> {
    let Form(form) = form.map_err(|_| ProblemKind::BadRequest)?;
    let check = Check::from_code(&form.check).ok_or(ProblemKind::BadRequest)?;
    Ok((form, check))
}

/// Back to the page of the rule, with what went wrong.
async fn answer(
    call: &Call,
    form: MarkForm,
    check: Check,
    done: Result<(), AttentionError>,
    words: fn(&AttentionTexts) -> fn(&str) -> String,
) -> Result<Redirect, Failed> {
    let of_rule = || AccountFilter { checks: vec![check], ..AccountFilter::default() }.to_attention_path();
    let page = local_path(&form.return_to).filter(|path| path.starts_with("/attention?"));
    let page = page.unwrap_or_else(of_rule);
    let said = match done {
        Ok(()) => Said::done(Words::new(|language| words(language.attention())(&form.account))),
        Err(error) => {
            let form = vec![("account".to_owned(), form.account), ("note".to_owned(), form.note)];
            Said::refused(of_attention_error(error)?, form)
        }
    };
    Ok(Redirect::to(&call.say_at(&page, &said).await?))
}
