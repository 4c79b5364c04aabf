//! The result of a list as a file.

use super::error::CampaignError;
use super::seen::find;
use crate::server::accounts::known_by_id;
use crate::server::auth::viewer::{Export, Permit};
use crate::server::export::account_file::{
    ACCOUNT_COLUMNS, FileError, FileOrder, MadeFile, cells, finish, order,
};
use crate::server::export::recording::with_use;
use crate::server::state::Replica;
use crate::server::table::{Cell, Heading};
use crate::server::token;
use model::audit::{Action, Entry};
use model::audit_detail::{Detail, NOTHING_TO_MASK};
use model::campaign::{Show, Verdict};
use model::date::from_unix;
use store::campaign_lines::{self, Which};
use store::recorded_exports::Members;

/// Why no file of a list is made.
#[derive(Debug, thiserror::Error)]
pub enum CampaignFileError {
    #[error(transparent)]
    Campaign(#[from] CampaignError),
    #[error(transparent)]
    File(#[from] FileError),
}

/// The words of the file.
pub struct CampaignWords {
    /// As [`ACCOUNT_COLUMNS`].
    pub account: [String; 7],
    /// Part, verdict, note, by whom, when, verdict of the round before.
    pub own: [String; 6],
    pub verdict: fn(Verdict) -> &'static str,
}

/// What the columns of the file are called by programs, those of the account between them.
const OWN: [&str; 6] = ["part", "verdict", "note", "judged_by", "judged_at", "previous"];

/// All lines that are the caller's business and whose accounts they may export. That they are taken away is recorded.
///
/// # Errors
/// [`CampaignError::NotThere`], [`FileError::TooMany`]; it cannot be recorded or written.
pub async fn export(
    app: &Replica<'_>,
    by: &Permit<'_, Export>,
    id: &str,
    file: &FileOrder<'_>,
    words: &CampaignWords,
) -> Result<MadeFile, CampaignFileError> {
    let seen = find(app, by.viewer(), id).await?;
    let file_id = token::random();
    let entry = |action| {
        let entry = Entry::new(action)
            .with(Detail::Export, &file_id)
            .with(Detail::What, "campaign")
            .with(Detail::Campaign, id)
            .with(Detail::Format, file.format.code())
            .with(Detail::Masked, NOTHING_TO_MASK);
        with_use(entry, &file_id, file.file_use)
    };
    order(app, by, entry(Action::ExportOrdered)).await?;
    let heading = |(code, label): (&&str, &String)| Heading {
        code: (*code).to_owned(),
        label: label.clone(),
        width: 16,
    };
    let headings = ACCOUNT_COLUMNS.iter().zip(&words.account).chain(OWN.iter().zip(&words.own));
    // The last column says what the round before said.
    let left_out = usize::from(seen.campaign.previous.is_none());
    let shown = ACCOUNT_COLUMNS.len() + OWN.len() - left_out;
    let headings: Vec<Heading> = headings.map(heading).take(shown).collect();
    let mut table = file.begin(*app, &file_id, &headings).map_err(CampaignFileError::File)?;
    let (mut members, mut rows) = (Members::default(), 0);
    let organizations = app.index.organizations();
    let verdict = |verdict: Option<Verdict>| {
        verdict.map_or(Cell::Empty, |verdict| Cell::Coded(verdict.code(), (words.verdict)(verdict)))
    };
    for part in &seen.parts {
        let organization = Some(part.organization_id.as_str());
        let which = Which { campaign: &seen.campaign, organization, show: Show::All, since: None };
        let (lines, _) = campaign_lines::lines(&app.db, by.scope(), which, (0, i64::MAX))
            .await
            .map_err(CampaignError::from)?;
        let ids: Vec<i64> = lines.iter().map(|line| line.account_id).collect();
        let known = known_by_id(app, by.viewer(), &ids).await.map_err(CampaignError::from)?;
        let called = organizations.get(&part.organization_id).filter(|name| !name.is_empty());
        for line in &lines {
            let Some(account) = known.get(&line.account_id) else { continue };
            let mut row: Vec<Cell<'_>> = cells(account, file.words).into();
            row.extend([
                Cell::text(Some(called.unwrap_or(&part.organization_id))),
                verdict(line.verdict()),
                Cell::text(Some(&line.note)),
                Cell::text(line.judged_by.as_deref()),
                line.judged_at.map_or(Cell::Empty, |at| Cell::Moment(from_unix(at))),
                verdict(line.previous()),
            ]);
            row.truncate(shown);
            table.row(&row).map_err(FileError::Table)?;
            members.add(line.account_id).map_err(CampaignError::from)?;
            rows += 1;
        }
    }
    Ok(finish(app, by, (table, rows), file, &file_id, entry(Action::Exported), &members).await?)
}
