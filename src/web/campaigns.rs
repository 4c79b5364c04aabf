//! `/campaigns`: lists that are gone through line by line.

use axum::body::Bytes;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{Form, Path};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use super::export::attachment;
use crate::api::Call;
use crate::api::read::campaigns as read;
use crate::api::said::{self, Said, file_use_fields};
use crate::api::words::{of_campaign_error, of_file_error};
use crate::i18n::{self, CampaignTexts, Words, campaigns as words, export as export_words};
use crate::server::auth::local_path::local_path;
use crate::server::auth::viewer::{Attend, Export};
use crate::server::campaigns::file::{self, CampaignFileError, CampaignWords};
use crate::server::campaigns::{self, CampaignError};
use crate::server::export::account_file::{FileError, FileOrder};
use crate::server::failed::Failed;
use model::campaign::{CampaignForm, Verdict, campaign_path};
use model::date::in_shanghai;
use model::export::{Format, file_name};
use model::problem::ProblemKind;
use model::purpose::FileUse;

type Id = Result<Path<String>, PathRejection>;

fn read_id(id: Id) -> Result<String, Failed> {
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    Ok(id)
}

/// Begins a list, and leads to it.
pub async fn begin(call: Call, body: Bytes) -> Result<Redirect, Failed> {
    let by = call.permitted::<Attend>()?;
    let form = CampaignForm::parse(&body);
    let collation = i18n::collation(call.language());
    match campaigns::begin(&call.app.replica()?, &by, &form, &collation).await {
        Ok(id) => Ok(Redirect::to(&campaign_path(&id))),
        Err(error) => {
            let path = format!("/campaigns/new?{}", form.question.to_query());
            let said = Said::refused(of_campaign_error(error)?, said::fields(&body));
            Ok(Redirect::to(&call.say_at(&path, &said).await?))
        }
    }
}

#[derive(Deserialize)]
pub struct AssignForm {
    organization: String,
    #[serde(default)]
    assignee: String,
    /// With whom the part was as it was shown.
    stood: Option<String>,
}

/// Asks somebody to go through a part.
pub async fn assign(
    call: Call,
    id: Id,
    form: Result<Form<AssignForm>, FormRejection>,
) -> Result<Redirect, Failed> {
    let (by, id) = (call.permitted::<Attend>()?, read_id(id)?);
    let Form(form) = form.map_err(|_| ProblemKind::BadRequest)?;
    let stood = form.stood.as_deref();
    let done =
        campaigns::assign(&call.app.replica()?, &by, &id, &form.organization, &form.assignee, stood).await;
    let typed = vec![("organization".to_owned(), form.organization), ("assignee".to_owned(), form.assignee)];
    answer(&call, &campaign_path(&id), done, Some(|t| t.done_assigned), typed).await
}

#[derive(Deserialize)]
pub struct JudgeForm {
    line: i64,
    #[serde(default)]
    verdict: String,
    #[serde(default)]
    note: String,
    /// Verdict and note as they were shown.
    stood: Option<String>,
    #[serde(default)]
    stood_note: String,
    #[serde(default)]
    return_to: String,
}

/// Says what became of one account.
pub async fn judge(
    call: Call,
    id: Id,
    form: Result<Form<JudgeForm>, FormRejection>,
) -> Result<Redirect, Failed> {
    let (by, id) = (call.permitted::<Attend>()?, read_id(id)?);
    let Form(form) = form.map_err(|_| ProblemKind::BadRequest)?;
    let verdict = |code: &str| match code {
        "" => Ok(None),
        code => Verdict::from_code(code).map(Some).ok_or(ProblemKind::BadRequest),
    };
    let said = (verdict(&form.verdict)?, form.note.as_str());
    let stood = form.stood.as_deref().map(verdict).transpose()?;
    let stood = stood.map(|verdict| (verdict, form.stood_note.as_str()));
    let done = campaigns::judge(&call.app.replica()?, &by, &id, form.line, said, stood).await;
    let typed = [("line", form.line.to_string()), ("note", form.note), ("stood_note", form.stood_note)];
    let typed = typed.map(|(name, value)| (name.to_owned(), value)).to_vec();
    // The page of the line is none of theirs any more.
    let is_lost = matches!(done, Err(CampaignError::NotYours));
    let page = if is_lost { "/campaigns".to_owned() } else { page_of(&id, &form.return_to) };
    answer(&call, &page, done, None, typed).await
}

#[derive(Deserialize)]
pub struct RestForm {
    organization: String,
    verdict: String,
    #[serde(default)]
    return_to: String,
}

/// Says the same of all lines of a part that have no verdict.
pub async fn judge_rest(
    call: Call,
    id: Id,
    form: Result<Form<RestForm>, FormRejection>,
) -> Result<Redirect, Failed> {
    let (by, id) = (call.permitted::<Attend>()?, read_id(id)?);
    let Form(form) = form.map_err(|_| ProblemKind::BadRequest)?;
    let verdict = Verdict::from_code(&form.verdict).ok_or(ProblemKind::BadRequest)?;
    let done = campaigns::judge_rest(&call.app.replica()?, &by, &id, &form.organization, verdict).await;
    answer(&call, &page_of(&id, &form.return_to), done.map(|_| ()), None, Vec::new()).await
}

#[derive(Deserialize)]
pub struct SealForm {
    /// How many lines without a verdict the page showed on which this was confirmed.
    #[serde(default)]
    open: usize,
}

/// Seals a list.
pub async fn seal(
    call: Call,
    id: Id,
    form: Result<Form<SealForm>, FormRejection>,
) -> Result<Redirect, Failed> {
    let (by, id) = (call.permitted::<Attend>()?, read_id(id)?);
    let Form(form) = form.map_err(|_| ProblemKind::BadRequest)?;
    let done = campaigns::seal(&call.app.replica()?, &by, &id, form.open).await;
    answer(&call, &campaign_path(&id), done, None, Vec::new()).await
}

/// Gives a list up.
pub async fn give_up(call: Call, id: Id) -> Result<Redirect, Failed> {
    let (by, id) = (call.permitted::<Attend>()?, read_id(id)?);
    match campaigns::give_up(&call.app.replica()?, &by, &id).await {
        // Sent twice, it is done all the same.
        Ok(()) | Err(CampaignError::NotThere) => Ok(Redirect::to("/campaigns")),
        Err(error) => answer(&call, &campaign_path(&id), Err(error), None, Vec::new()).await,
    }
}

/// The page of the list that a form was sent from.
fn page_of(id: &str, return_to: &str) -> String {
    let path = campaign_path(id);
    let is_of_it = |page: &&str| page.starts_with(&format!("{path}/lines?"));
    local_path(return_to).as_deref().filter(is_of_it).map_or(path.clone(), str::to_owned)
}

/// Back to a page, with what is to be said.
async fn answer(
    call: &Call,
    page: &str,
    done: Result<(), CampaignError>,
    words: Option<fn(&CampaignTexts) -> &'static str>,
    typed: Vec<(String, String)>,
) -> Result<Redirect, Failed> {
    let said = match (done, words) {
        (Ok(()), None) => return Ok(Redirect::to(page)),
        (Ok(()), Some(words)) => Said::done(Words::new(|language| words(language.campaigns()))),
        (Err(error), _) => Said::refused(of_campaign_error(error)?, typed),
    };
    Ok(Redirect::to(&call.say_at(page, &said).await?))
}

#[derive(Deserialize)]
pub struct ResultForm {
    format: String,
    #[serde(default)]
    purpose: String,
    #[serde(default)]
    recipient: String,
}

/// The result as a file.
pub async fn export(
    call: Call,
    id: Id,
    form: Result<Form<ResultForm>, FormRejection>,
) -> Result<Response, Failed> {
    let (by, id, app) = (call.permitted::<Export>()?, read_id(id)?, call.app.replica()?);
    let Form(form) = form.map_err(|_| ProblemKind::BadRequest)?;
    let format = Format::from_code(&form.format).ok_or(ProblemKind::BadRequest)?;
    let language = call.language();
    let refused = |words: Words| async {
        let said = Said::refused(words, file_use_fields(&form.purpose, &form.recipient));
        Ok(Redirect::to(&call.say_at(&campaign_path(&id), &said).await?).into_response())
    };
    let Some(file_use) = FileUse::new(&form.purpose, &form.recipient) else {
        return refused(Words::new(|language| language.export().error_purpose)).await;
    };
    let words = CampaignWords {
        account: export_words::account_headings(language),
        own: language.campaigns().file_own.map(str::to_owned),
        verdict: match language {
            i18n::Language::Chinese => |verdict| words::verdict(i18n::Language::Chinese, verdict),
            i18n::Language::English => |verdict| words::verdict(i18n::Language::English, verdict),
        },
    };
    let data = read::campaign(&call, &id).await?;
    let about = [Some(data.seen.campaign.name), data.question];
    let about = about.into_iter().flatten().collect::<Vec<_>>().join(language.export().and);
    let order =
        FileOrder { format, file_use: &file_use, words: &export_words::of_list(language), about: &about };
    match file::export(&app, &by, &id, &order, &words).await {
        Ok(made) => {
            let at = in_shanghai(app.clock.now());
            let name = file_name(language.campaigns().file_name, at, &made.serial, format);
            Ok(attachment(&name, format, made.bytes))
        }
        Err(CampaignFileError::File(error @ FileError::TooMany { .. })) => {
            refused(of_file_error(error)?).await
        }
        Err(error) => Err(error.into()),
    }
}
