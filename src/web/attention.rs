//! `/attention`: saying of what is to be checked that it is as it should be, and taking that back; and a rule's accounts as a file.

use axum::extract::Form;
use axum::extract::rejection::FormRejection;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::export::attachment;
use super::two_days::question_of;

use crate::api::Call;
use crate::api::read::attention as read;
use crate::api::said::{Said, file_use_fields};
use crate::api::words::{of_attention_error, of_file_error};
use crate::i18n::attention as words;
use crate::i18n::{AttentionTexts, Words, collation, export as export_words};
use crate::server::attention::{self, AttentionError, Struck};
use crate::server::attention_file::{self, StruckWords};
use crate::server::auth::local_path::local_path;
use crate::server::auth::viewer::{Attend, Export};
use crate::server::export::account_file::{AccountFileError, FileError, FileOrder};
use crate::server::failed::Failed;
use model::account_address::named;
use model::attention::Check;
use model::audit::Entry;
use model::audit_detail::Detail;
use model::date::in_shanghai;
use model::export::{ExportForm, file_name};
use model::filter::AccountFilter;
use model::problem::ProblemKind;
use model::purpose::FileUse;

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
    let form = read(form);
    let by = call.permitted_to::<Attend>(|entry| about(entry, &form))?;
    let (form, check) = form?;
    let done = attention::set_aside(&call.app.replica()?, &by, &form.account, check, &form.note).await;
    answer(&call, form, check, done, |t| t.done_confirmed).await
}

pub async fn take_back(call: Call, form: Result<Form<MarkForm>, FormRejection>) -> Result<Redirect, Failed> {
    let form = read(form);
    let by = call.permitted_to::<Attend>(|entry| about(entry, &form))?;
    let (form, check) = form?;
    let done = attention::take_back(&call.app.replica()?, &by, &form.account, check).await;
    answer(&call, form, check, done, |t| t.done_taken_back).await
}

/// What a refused mark was to be on, as far as its form says.
fn about(entry: Entry, form: &Result<(MarkForm, Check), Failed>) -> Entry {
    let Ok((form, check)) = form else { return entry };
    let entry = entry.with(Detail::Check, check.code());
    named(&form.account).map_or(entry.clone(), |account| entry.about(account))
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

/// The accounts of a rule as a file. The fields of the file stand beside those of the question.
pub async fn export(call: Call, body: String) -> Result<Response, Failed> {
    let (by, app, language) = (call.permitted::<Export>()?, call.app.replica()?, call.language());
    let form = ExportForm::parse(body.as_bytes());
    let query = question_of(&body);
    let check = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "check");
    let check = check.and_then(|(_, code)| Check::from_code(&code)).ok_or(ProblemKind::BadRequest)?;
    let (question, warnings) = read::asked(&call, check, &query);
    let page = question.first_page().to_attention_path();
    if !warnings.is_empty() {
        // The page says which; what is not understood means nobody.
        return Ok(Redirect::to(&page).into_response());
    }
    let refused = |words: Words| async {
        let said = Said::refused(words, file_use_fields(&form.purpose, &form.recipient));
        Ok(Redirect::to(&call.say_at(&page, &said).await?).into_response())
    };
    let Some(file_use) = FileUse::new(&form.purpose, &form.recipient) else {
        return refused(Words::new(|language| language.export().error_purpose)).await;
    };
    let t = language.attention();
    let today = app.clock.today();
    let told = |struck: &Struck| {
        let office = read::office(&call, check, &struck.account);
        let others = struck.others.iter().filter_map(|account| account.name.as_deref());
        [
            words::why(language, check, struck.valid_through, today),
            others.collect::<Vec<_>>().join(", "),
            words::since(language, struck.since),
            office.name,
            office.contact.unwrap_or_default(),
        ]
    };
    let own = [t.column_why, t.column_others, t.column_since, t.column_office, t.column_contact];
    let file_words = StruckWords {
        account: export_words::account_headings(language),
        own: own.map(str::to_owned),
        told: &told,
    };
    let file = FileOrder {
        format: form.format,
        file_use: &file_use,
        words: &export_words::of_list(language),
        about: words::check(language, check),
    };
    let asked = (&question, &collation(language));
    match attention_file::export(&app, &by, check, asked, &file, &file_words).await {
        Ok(made) => {
            let name = file_name(t.file_name, in_shanghai(app.clock.now()), &made.serial, form.format);
            Ok(attachment(&name, form.format, made.bytes))
        }
        Err(AccountFileError::File(error @ (FileError::TooMany { .. } | FileError::TooManyRows { .. }))) => {
            refused(of_file_error(error)?).await
        }
        Err(error) => Err(error.into()),
    }
}
