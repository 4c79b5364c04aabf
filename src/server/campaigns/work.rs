//! Going through the lines of a list.

use std::collections::BTreeMap;

use super::error::CampaignError;
use super::seen::{Seen, find};
use crate::server::accounts::{self, known_by_id};
use crate::server::audit;
use crate::server::auth::viewer::{Attend, Permit, Viewer};
use crate::server::state::Replica;
use model::account::Account;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use model::campaign::{Lines, Verdict, note};
use store::campaign_lines::{self, Judgement, Line, Which};

/// Lines of a page.
pub const ROWS: usize = 50;

/// A line with its account.
#[derive(Clone, Debug)]
pub struct Judged {
    pub line: Line,
    pub account: Account,
}

/// A page of the lines of a part.
#[derive(Clone, Debug)]
pub struct LinesPage {
    pub seen: Seen,
    pub lines: Vec<Judged>,
    /// In scope, and of the kind that is shown.
    pub total: usize,
    /// What the people are called who said something.
    pub names: BTreeMap<String, String>,
}

/// A page of the lines of a part whose accounts are in scope. That they are shown is recorded.
///
/// # Errors
/// [`CampaignError::NotThere`]: there is no such part, or it is none of the caller's; [`CampaignError::Audit`].
pub async fn lines(
    app: &Replica<'_>,
    by: &Viewer,
    id: &str,
    organization: &str,
    shown: Lines,
) -> Result<LinesPage, CampaignError> {
    let seen = find(app, by, id).await?;
    seen.part(organization).ok_or(CampaignError::NotThere)?;
    let which = Which {
        campaign: &seen.campaign,
        organization: Some(organization),
        show: shown.show,
        since: shown.since,
    };
    let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let place = (count(shown.page.saturating_mul(ROWS)), count(ROWS));
    let (lines, total) = campaign_lines::lines(&app.db, by.scope(), which, place).await?;
    let ids: Vec<i64> = lines.iter().map(|line| line.account_id).collect();
    let mut known = known_by_id(app, by, &ids).await?;
    let lines: Vec<Judged> = lines
        .into_iter()
        .filter_map(|line| known.remove(&line.account_id).map(|account| Judged { line, account }))
        .collect();
    let people = lines.iter().filter_map(|judged| judged.line.judged_by.as_deref());
    let names = accounts::names_of(app, by.scope(), people).await?;
    let entry = Entry::new(Action::Searched)
        .with(Detail::What, "campaign")
        .with(Detail::Campaign, id)
        .with(Detail::Rows, lines.len());
    audit::record(app, by, entry).await?;
    Ok(LinesPage { seen, lines, total, names })
}

/// Says what became of one account, or takes that back. What stands there already is not recorded twice. `stood`: verdict and note as they were shown to
/// the caller, where that is known.
///
/// # Errors
/// [`CampaignError::NotThere`]: there is no such line in scope; [`CampaignError::NotYours`]: the part is with another, or the list is none of the caller's;
/// [`CampaignError::Sealed`]; [`CampaignError::Meanwhile`].
pub async fn judge(
    app: &Replica<'_>,
    by: &Permit<'_, Attend>,
    id: &str,
    account: i64,
    (verdict, typed): (Option<Verdict>, &str),
    stood: Option<(Option<Verdict>, &str)>,
) -> Result<(), CampaignError> {
    let line =
        campaign_lines::line(&app.db, by.scope(), id, account).await?.ok_or(CampaignError::NotThere)?;
    let seen = find(app, by.viewer(), id).await.and_then(Seen::open).map_err(|error| match error {
        CampaignError::NotThere => CampaignError::NotYours,
        error => error,
    })?;
    seen.part(&line.organization_id).ok_or(CampaignError::NotYours)?;
    let note = note(typed).ok_or(CampaignError::Note)?;
    if line.verdict() == verdict && line.note == note {
        return Ok(());
    }
    if stood.is_some_and(|stood| stood != (line.verdict(), line.note.as_str())) {
        return Err(CampaignError::Meanwhile);
    }
    let known = known_by_id(app, by.viewer(), &[account]).await?;
    let name = known.get(&account).and_then(|account| account.name.as_deref()).unwrap_or_default();
    let entry = Entry::new(Action::Judged)
        .about(name)
        .with(Detail::Campaign, id)
        .with(Detail::Verdict, verdict.map_or("open", Verdict::code));
    let entry = if note.is_empty() { entry } else { entry.with(Detail::Note, &note) };
    audit::record(app, by.viewer(), entry).await?;
    let judgement = Judgement { verdict, note: &note, by: by.viewer().account(), at: app.clock.unix() };
    let is_done = campaign_lines::judge(&app.db, id, by.scope(), account, &judgement).await?;
    if is_done { Ok(()) } else { Err(CampaignError::Sealed) }
}

/// Says the same of all lines of a part of which nobody has said anything yet; how many these were.
///
/// # Errors
/// [`CampaignError::NotThere`], [`CampaignError::Sealed`].
pub async fn judge_rest(
    app: &Replica<'_>,
    by: &Permit<'_, Attend>,
    id: &str,
    organization: &str,
    verdict: Verdict,
) -> Result<u64, CampaignError> {
    let seen = find(app, by.viewer(), id).await?.open()?;
    seen.part(organization).ok_or(CampaignError::NotThere)?;
    let rest = campaign_lines::count_rest(&app.db, id, by.scope(), organization).await?;
    if rest == 0 {
        return Ok(0);
    }
    let entry = Entry::new(Action::Judged)
        .with(Detail::Campaign, id)
        .with(Detail::Organization, organization)
        .with(Detail::Rows, rest)
        .with(Detail::Verdict, verdict.code());
    audit::record(app, by.viewer(), entry).await?;
    let judgement =
        Judgement { verdict: Some(verdict), note: "", by: by.viewer().account(), at: app.clock.unix() };
    Ok(campaign_lines::judge_rest(&app.db, id, by.scope(), organization, &judgement).await?)
}
