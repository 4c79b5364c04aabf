//! `/reconcile`: comparing lists.

use std::sync::Arc;

use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{Form, Path};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::export::attachment;
use crate::api::Call;
use crate::api::read::reconcile::{self as read, Within};
use crate::api::said::{Said, file_use_fields};
use crate::api::words::of_reconcile_error;
use crate::i18n::{Language, Words, collation, export as export_words, reconcile as words};
use crate::pages;
use crate::server::auth::viewer::Export;
use crate::server::export::account_file::{FileError, FileOrder};
use crate::server::failed::Failed;
use crate::server::reconcile::reader::Source;
use crate::server::reconcile::{self, FileWords, Reading, ReconcileError, RosterUpload};
use model::date::in_shanghai;
use model::export::{Format, file_name};
use model::problem::ProblemKind;
use model::purpose::FileUse;
use model::roster::{LineKind, MOST_FILE_BYTES};

/// Compares a list and leads to what came of it.
pub async fn compare(call: Call, form: Result<Multipart, MultipartRejection>) -> Result<Redirect, Failed> {
    let mut form = form.map_err(|_| ProblemKind::BadRequest)?;
    // Before the list is taken in: who may not bring one holds no memory.
    let place = match reconcile::begin(&call.app.replica()?, &call.viewer).await {
        Ok(place) => place,
        Err(error) => {
            let words = of_reconcile_error(error)?;
            return say(&call, "/reconcile", words, few_of(form).await?).await;
        }
    };
    let (mut pasted, mut file, mut column, mut within) =
        (Vec::new(), Vec::new(), String::new(), String::new());
    let mut file_name = String::new();
    let mut is_too_large = false;
    while let Some(field) = form.next_field().await.map_err(|error| of_form(error.status()))? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            field.file_name().unwrap_or_default().clone_into(&mut file_name);
        }
        let bytes = field.bytes().await.map_err(|error| of_form(error.status()))?;
        match name.as_str() {
            "pasted" | "file" if bytes.len() > MOST_FILE_BYTES => is_too_large = true,
            "pasted" => pasted = bytes.to_vec(),
            "file" => file = bytes.to_vec(),
            "column" => String::from_utf8_lossy(&bytes).trim().clone_into(&mut column),
            "within" => within = String::from_utf8_lossy(&bytes).into_owned(),
            _ => {}
        }
    }
    // What was pasted is shown again where something is wrong with it, unless it is so long that a page of it would be of no use.
    let shown_again = if pasted.len() <= SHOWN_AGAIN {
        String::from_utf8_lossy(&pasted).into_owned()
    } else {
        String::new()
    };
    let (source, bytes, name) = if file.is_empty() {
        (Source::Pasted, pasted, String::new())
    } else {
        (Source::File, file, file_name.chars().take(LONGEST_NAME).collect())
    };
    let is_both = source == Source::File && !shown_again.trim().is_empty();
    let is_cut = source == Source::Pasted && bytes.len() > SHOWN_AGAIN;
    let words = if is_too_large {
        Words::new(|language| language.reconcile().error_large)
    } else if is_both {
        Words::new(|language| language.reconcile().error_both)
    } else {
        let brought = RosterUpload { source, bytes, name, column: column.parse().ok() };
        match reconcile::compare(Arc::clone(&call.app), Arc::clone(&call.viewer), place, brought).await {
            Ok(id) => {
                return Ok(Redirect::to(&match Within::read("", &within)? {
                    Within::Scope => format!("/reconcile/{id}"),
                    within => pages::absent::address(&id, &within, 0),
                }));
            }
            Err(error) => of_reconcile_error(error)?,
        }
    };
    let cut = |language: Language| format!("{} {}", words.of(language), language.reconcile().not_shown_again);
    let words = if is_cut { Words::new(cut) } else { words };
    let form = [("pasted", shown_again), ("column", column), ("within", within)];
    say(&call, "/reconcile", words, form.map(|(name, value)| (name.to_owned(), value)).to_vec()).await
}

/// What of a list that is not compared is shown again. Who still sends hears nothing: it is all taken in, and what is not kept is thrown away as it comes.
async fn few_of(mut form: Multipart) -> Result<Vec<(String, String)>, Failed> {
    let mut kept = Vec::new();
    while let Some(mut field) = form.next_field().await.map_err(|error| of_form(error.status()))? {
        let name = field.name().unwrap_or_default().to_owned();
        let is_shown = ["pasted", "column", "within"].contains(&&*name);
        let mut bytes = Vec::new();
        while let Some(chunk) = field.chunk().await.map_err(|error| of_form(error.status()))? {
            if is_shown && bytes.len() <= SHOWN_AGAIN {
                bytes.extend_from_slice(&chunk);
            }
        }
        if is_shown && bytes.len() <= SHOWN_AGAIN {
            kept.push((name, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    Ok(kept)
}

/// To the page that says why something was not done.
async fn say(
    call: &Call,
    address: &str,
    words: Words,
    form: Vec<(String, String)>,
) -> Result<Redirect, Failed> {
    Ok(Redirect::to(&call.say_at(address, &Said::refused(words, form)).await?))
}

/// Characters of a file's name that are kept.
const LONGEST_NAME: usize = 120;

/// Bytes of a pasted text that a page shows again.
const SHOWN_AGAIN: usize = 64 * 1024;

fn of_form(status: StatusCode) -> ProblemKind {
    if status == StatusCode::PAYLOAD_TOO_LARGE { ProblemKind::TooLarge } else { ProblemKind::BadRequest }
}

#[derive(Deserialize)]
pub struct ReadForm {
    /// 0-based; a text has none.
    #[serde(default)]
    sheet: String,
    /// As it is counted in the file; empty where it is to be found out.
    #[serde(default)]
    column: String,
    /// The sheet that the column is one of.
    #[serde(default)]
    of_sheet: String,
    /// `none` where no line is a title or a heading; otherwise that is to be found out.
    #[serde(default)]
    headings: String,
}

/// Compares a list that was brought by another sheet or column.
pub async fn compare_again(
    call: Call,
    id: Result<Path<String>, PathRejection>,
    form: Result<Form<ReadForm>, FormRejection>,
) -> Result<Redirect, Failed> {
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    let Form(ReadForm { sheet, column, of_sheet, headings }) = form.map_err(|_| ProblemKind::BadRequest)?;
    let number = |text: &str| text.parse::<usize>().map_err(|_| ProblemKind::BadRequest);
    let sheet = if sheet.is_empty() { 0 } else { number(&sheet)? };
    let is_same_sheet = of_sheet.is_empty() || number(&of_sheet)? == sheet;
    let column = match column.as_str() {
        "" => None,
        _ if !is_same_sheet => None,
        column => Some(column.parse().map_err(|_| ProblemKind::BadRequest)?),
    };
    let reading = Reading { sheet, column, is_without_headings: headings == "none" };
    let (app, viewer) = (Arc::clone(&call.app), Arc::clone(&call.viewer));
    match reconcile::compare_again(app, viewer, id.clone(), reading).await {
        Ok(()) => Ok(Redirect::to(&format!("/reconcile/{id}"))),
        Err(error) => say(&call, &format!("/reconcile/{id}"), of_reconcile_error(error)?, Vec::new()).await,
    }
}

#[derive(Deserialize)]
pub struct ChooseForm {
    /// Which of the list's lines, counted from 0.
    line: usize,
    /// Empty to take a choice back.
    account: String,
    /// Which lines, and which part of them, the page shows.
    #[serde(default)]
    show: String,
    #[serde(default)]
    page: usize,
}

/// Chooses whom a line means.
pub async fn choose(
    call: Call,
    id: Result<Path<String>, PathRejection>,
    form: Result<Form<ChooseForm>, FormRejection>,
) -> Result<Redirect, Failed> {
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    let Form(ChooseForm { line, account, show, page }) = form.map_err(|_| ProblemKind::BadRequest)?;
    let account = (!account.is_empty()).then_some(account.as_str());
    reconcile::choose(&call.app.replica()?, &call.viewer, &id, line, account).await?;
    Ok(Redirect::to(&pages::reconcile::address(&id, LineKind::from_code(&show), page)))
}

#[derive(Deserialize)]
pub struct ResultExportForm {
    format: String,
    #[serde(default)]
    purpose: String,
    #[serde(default)]
    recipient: String,
    #[serde(default)]
    show: String,
}

pub async fn export(
    call: Call,
    id: Result<Path<String>, PathRejection>,
    form: Result<Form<ResultExportForm>, FormRejection>,
) -> Result<Response, Failed> {
    let app = &call.app.replica()?;
    let by = call.permitted::<Export>()?;
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    let Form(ResultExportForm { format, purpose, recipient, show }) =
        form.map_err(|_| ProblemKind::BadRequest)?;
    let format = Format::from_code(&format).ok_or(ProblemKind::BadRequest)?;
    let only = LineKind::from_code(&show);
    let Some(file_use) = FileUse::new(&purpose, &recipient) else {
        let address = pages::reconcile::address(&id, only, 0);
        return Ok(say(&call, &address, no_purpose(), file_use_fields(&purpose, &recipient))
            .await?
            .into_response());
    };
    let compared = read::find(&call, &id).await?;
    let file = FileOrder {
        format,
        file_use: &file_use,
        words: &export_words::of_list(call.language()),
        about: call.language().reconcile().file_name,
    };
    let made = compared.export(app, &by, only, &file, &file_words(call.language())).await;
    let made = match made {
        Err(error @ ReconcileError::File(FileError::TooMany { .. })) => {
            let words = of_reconcile_error(error)?;
            let address = pages::reconcile::address(&id, only, 0);
            return Ok(say(&call, &address, words, file_use_fields(&purpose, &recipient))
                .await?
                .into_response());
        }
        made => made?,
    };
    let name = call.language().reconcile().file_name;
    let name = file_name(name, in_shanghai(app.clock.now()), &made.serial, format);
    Ok(attachment(&name, format, made.bytes))
}

#[derive(Deserialize)]
pub struct AbsentExportForm {
    format: String,
    #[serde(default)]
    purpose: String,
    #[serde(default)]
    recipient: String,
    /// A view's id, or a question; both empty for everybody in the scope.
    #[serde(default)]
    view: String,
    #[serde(default)]
    within: String,
}

/// Who is not on a list, as a file.
pub async fn export_absent(
    call: Call,
    id: Result<Path<String>, PathRejection>,
    form: Result<Form<AbsentExportForm>, FormRejection>,
) -> Result<Response, Failed> {
    let app = &call.app.replica()?;
    let by = call.permitted::<Export>()?;
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    let Form(AbsentExportForm { format, purpose, recipient, view, within }) =
        form.map_err(|_| ProblemKind::BadRequest)?;
    let format = Format::from_code(&format).ok_or(ProblemKind::BadRequest)?;
    let within = Within::read(&view, &within)?;
    let Some(file_use) = FileUse::new(&purpose, &recipient) else {
        let address = pages::absent::address(&id, &within, 0);
        return Ok(say(&call, &address, no_purpose(), file_use_fields(&purpose, &recipient))
            .await?
            .into_response());
    };
    let (filter, collation) = (read::within(&call, &within).await?, collation(call.language()));
    let compared = read::find(&call, &id).await?;
    let file = FileOrder {
        format,
        file_use: &file_use,
        words: &export_words::of_list(call.language()),
        about: call.language().reconcile().absent_file_name,
    };
    let words = file_words(call.language());
    let made = compared.export_absent(app, &by, (&filter, &collation), &file, &words).await;
    // One list lies open at a time, and the page that says why opens it again.
    drop(compared);
    match made {
        Ok(made) => {
            let name = call.language().reconcile().absent_file_name;
            let name = file_name(name, in_shanghai(app.clock.now()), &made.serial, format);
            Ok(attachment(&name, format, made.bytes))
        }
        Err(error) => {
            let words = of_reconcile_error(error)?;
            let address = pages::absent::address(&id, &within, 0);
            Ok(say(&call, &address, words, file_use_fields(&purpose, &recipient)).await?.into_response())
        }
    }
}

fn no_purpose() -> Words {
    Words::new(|language| language.export().error_purpose)
}

fn file_words(language: Language) -> FileWords {
    let [account, name, number, style, org, status, expiry] = export_words::account_headings(language);
    FileWords {
        headings: [
            language.reconcile().outcome.to_owned(),
            account,
            name,
            number,
            style,
            org,
            status,
            expiry,
        ],
        about_line: [language.reconcile().remark.to_owned(), language.reconcile().line.to_owned()],
        remark: Box::new(move |line| {
            let t = language.reconcile();
            let about = words::about_accounts(t, line.kind, line.is_chosen, (&line.cells, &line.accounts));
            // Who is called so is no answer: that stands here, and not where a program looks for the account.
            let alike = (line.kind == LineKind::Missing)
                .then(|| line.accounts.iter().filter_map(|account| account.name.as_deref()));
            let alike = alike.into_iter().flatten().collect::<Vec<_>>().join("; ");
            let about = about.map(|about| match alike.as_str() {
                "" => about.trim_end_matches(['：', ':']).to_owned(),
                alike => format!("{about}{alike}"),
            });
            let remark = line.remark.map(|remark| words::remark(language, remark));
            about.into_iter().chain(remark).collect::<Vec<_>>().join(" · ")
        }),
        column: language.reconcile().column_name,
        kinds: LineKind::ALL
            .iter()
            .map(|kind| (kind.code().to_owned(), words::kind(language, *kind).to_owned()))
            .collect(),
    }
}

pub async fn delete(call: Call, id: Result<Path<String>, PathRejection>) -> Result<Redirect, Failed> {
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    reconcile::delete(&call.app.replica()?, &call.viewer, &id).await?;
    Ok(Redirect::to("/reconcile"))
}
