//! `/compare`: who came and left, and what changed, as a file.

use axum::response::{IntoResponse as _, Redirect, Response};

use super::export::attachment;
use crate::api::Call;
use crate::api::read::two_days::asked;
use crate::api::said::{Said, file_use_fields};
use crate::api::words::of_file_error;
use crate::i18n::{Words, change, export as export_words, question};
use crate::server::accounts;
use crate::server::auth::viewer::Export;
use crate::server::export::account_file::{AccountFileError, FileError, FileOrder};
use crate::server::failed::Failed;
use crate::server::two_days::Moved;
use crate::server::two_days_file::{self, MovedWords};
use model::date::{format_date, format_date_time, from_unix, in_shanghai};
use model::export::{ExportForm, file_name};
use model::problem::ProblemKind;
use model::purpose::FileUse;

/// The file of a comparison. The fields of the file stand beside those of the question.
pub async fn export(call: Call, body: String) -> Result<Response, Failed> {
    let (by, app, language) = (call.permitted::<Export>()?, call.app.replica()?, call.language());
    let form = ExportForm::parse(body.as_bytes());
    let asked = asked(&call, &question_of(&body));
    if !asked.is_possible() {
        return Err(ProblemKind::BadRequest.into());
    }
    let refused = |words: Words| async {
        let said = Said::refused(words, file_use_fields(&form.purpose, &form.recipient));
        Ok(Redirect::to(&call.say_at(&asked.to_path(), &said).await?).into_response())
    };
    let Some(file_use) = FileUse::new(&form.purpose, &form.recipient) else {
        return refused(Words::new(|language| language.export().error_purpose)).await;
    };
    let organizations = accounts::organization_names(&call.app);
    let known = accounts::known_organizations(&call.app, &call.viewer).await?;
    let (from, until) = (format_date(asked.from), format_date(asked.until));
    let about = (language.two_days().file_about)(
        &from,
        &until,
        &question::sentence(language, &asked.question, &known),
    );
    let changes = |moved: &Moved| {
        let lines = moved.events.iter().map(|event| {
            let at = format_date_time(from_unix(event.observed_at));
            format!(
                "{at} {}",
                change::line(language, &event.change, moved.account.relations(), &organizations)
            )
        });
        let lines: Vec<String> = lines.collect();
        if lines.is_empty() { language.two_days().by_day.to_owned() } else { lines.join("; ") }
    };
    let words = MovedWords {
        account: export_words::account_headings(language),
        own: [language.two_days().column_move.to_owned(), language.two_days().column_changes.to_owned()],
        moves: language.two_days().moves.map(str::to_owned),
        changes: &changes,
    };
    let file = FileOrder {
        format: form.format,
        file_use: &file_use,
        words: &export_words::of_list(language),
        about: &about,
    };
    let days = (asked.from, asked.until);
    match two_days_file::export(&app, &by, &asked.question, days, &file, &words).await {
        Ok(made) => {
            let at = in_shanghai(app.clock.now());
            let name = file_name(language.two_days().file_name, at, &made.serial, form.format);
            Ok(attachment(&name, form.format, made.bytes))
        }
        Err(AccountFileError::File(error @ (FileError::TooMany { .. } | FileError::TooManyRows { .. }))) => {
            refused(of_file_error(error)?).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The fields of the question alone.
pub(super) fn question_of(body: &str) -> String {
    let of_file = ["format", "purpose", "recipient"];
    let fields =
        form_urlencoded::parse(body.as_bytes()).filter(|(name, _)| !of_file.contains(&name.as_ref()));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
