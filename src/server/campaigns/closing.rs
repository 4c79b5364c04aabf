//! The end of a list: its result is sealed, or it is given up.

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::error::CampaignError;
use super::seen::{Seen, find};
use crate::server::audit;
use crate::server::auth::viewer::{Attend, Permit};
use crate::server::state::Replica;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use store::campaigns::{self, SealedLine, Sealing};
use store::{StoreError, StoreResult};

/// SHA-256 of a result: a line of JSON for each account, in the order of the list.
fn digest(lines: &[SealedLine]) -> String {
    let mut hash = Sha256::new();
    for line in lines {
        hash.update(serde_json::json!(line).to_string());
        hash.update("\n");
    }
    HEXLOWER.encode(&hash.finalize())
}

/// So often others may write between looking at the lines and sealing them.
const ATTEMPTS: usize = 20;

/// Seals a list of the caller's: nothing changes any more, and the audit log holds the hash of the result. Sealing one that is sealed changes nothing.
///
/// # Errors
/// [`CampaignError::Unfinished`] where more lines have no verdict than `open_meant`, which who seals it has seen; [`CampaignError::NotThere`].
pub async fn seal(
    app: &Replica<'_>,
    by: &Permit<'_, Attend>,
    id: &str,
    open_meant: usize,
) -> Result<(), CampaignError> {
    let seen = find(app, by.viewer(), id).await?;
    if !seen.is_owner() {
        return Err(CampaignError::NotThere);
    }
    if seen.campaign.sealed_at.is_some() {
        return Ok(());
    }
    for _ in 0..ATTEMPTS {
        let lines = campaigns::sealed_lines(&app.db, id).await?;
        let open = lines.iter().filter(|(_, _, verdict, ..)| verdict.is_none()).count();
        if open > open_meant {
            return Err(CampaignError::Unfinished { open });
        }
        let hash = digest(&lines);
        let entry = Entry::new(Action::CampaignSealed)
            .with(Detail::Campaign, id)
            .with(Detail::Name, &seen.campaign.name)
            .with(Detail::Rows, lines.len())
            .with(Detail::Matched, lines.len() - open)
            .with(Detail::Sha256, &hash);
        audit::record(app, by.viewer(), entry).await?;
        let is_same = |lines: &[SealedLine]| digest(lines) == hash;
        match campaigns::seal(&app.db, id, app.clock.unix(), &hash, is_same).await? {
            Sealing::Done | Sealing::Before => return Ok(()),
            // Somebody said something meanwhile.
            Sealing::Changed => {}
        }
    }
    Err(StoreError::Contended("a list, which is sealed,").into())
}

/// Whether the lines of a sealed list are still those that were sealed; `None` where it is not sealed.
///
/// # Errors
/// The database does not answer.
pub async fn is_as_sealed(app: &Replica<'_>, seen: &Seen) -> StoreResult<Option<bool>> {
    let Some(hash) = &seen.campaign.hash else { return Ok(None) };
    let lines = campaigns::sealed_lines(&app.db, &seen.campaign.id).await?;
    Ok(Some(digest(&lines) == *hash))
}

/// Gives up a list of the caller's that is not sealed, with all that was said in it.
///
/// # Errors
/// [`CampaignError::NotThere`], [`CampaignError::Sealed`].
pub async fn give_up(app: &Replica<'_>, by: &Permit<'_, Attend>, id: &str) -> Result<(), CampaignError> {
    let seen = find(app, by.viewer(), id).await?.own()?;
    let progress = seen.progress();
    // What was said of its lines goes with it.
    let entry = Entry::new(Action::CampaignGivenUp)
        .with(Detail::Campaign, id)
        .with(Detail::Name, &seen.campaign.name)
        .with(Detail::Rows, progress.total)
        .with(Detail::Matched, progress.total - progress.open());
    audit::record(app, by.viewer(), entry).await?;
    if campaigns::delete(&app.db, id).await? {
        return Ok(());
    }
    // Sealed meanwhile, or given up by another request.
    find(app, by.viewer(), id).await?.own().map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_change_of_a_line_changes_the_hash() {
        let line = |note: &str, verdict: Option<&str>| -> SealedLine {
            ("limishu".into(), "03000".into(), verdict.map(str::to_owned), note.into(), None, None)
        };
        let hash = digest(&[line("", Some("present")), line("", None)]);
        assert_eq!(hash.len(), 64);
        for other in [
            vec![line("", None), line("", Some("present"))],
            vec![line("", Some("present")), line("x", None)],
            vec![line("", Some("left")), line("", None)],
            vec![line("", Some("present"))],
        ] {
            assert_ne!(digest(&other), hash);
        }
    }
}
