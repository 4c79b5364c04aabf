//! Whether what was granted is still needed: when it was last used, who looked at it again, and all of it as a file.

use std::io::Cursor;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::access::{self, AccessError};
use super::audit::{self, AuditError};
use super::auth::viewer::{Administer, Permit, Viewer};
use super::state::App;
use super::table::{About, Cell, Heading, Layout, Table};
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use model::export::Format;
use model::rights::{Place, PlacedGrant};
use store::{StoreResult, grants};

/// Columns of the file, by their codes.
pub const EXPORTED: [&str; 9] =
    ["for", "role", "scope", "days", "state", "granted", "last-used", "reviewed", "note"];

/// A review of the same grant by the same person so soon, seconds, is the same form sent again.
const SAME_FORM_S: i64 = 60;

/// What was noted is noted again after so many seconds.
const NOTED_FOR_S: i64 = 12 * 3_600;

/// Notes that somebody is here with what is granted to them, also since they signed in; what they do with it is in the audit log.
pub async fn note_use(app: &App, by: &Viewer) -> StoreResult<()> {
    let ids: Vec<i64> = by.rights().because().iter().filter_map(|placed| placed.place.id()).collect();
    let (now, key) = (app.clock.unix(), format!("used {} {ids:?}", by.account()));
    if app.log.recorded.is_known(&key, now) {
        return Ok(());
    }
    grants::touch(&app.db, &ids, now).await?;
    app.log.recorded.note(key, now, now + NOTED_FOR_S);
    Ok(())
}

/// Somebody looked at a grant, and it is still needed. That is recorded.
///
/// # Errors
/// There is no such grant that is not withdrawn, or it reaches further than the right of who looks.
pub async fn review(app: &App, by: &Permit<'_, Administer>, id: i64) -> Result<(), AccessError> {
    let known = access::list(app, by).await?;
    let is_meant = |placed: &&PlacedGrant| placed.place.id() == Some(id) && !placed.is_withdrawn();
    let found = known.iter().find(is_meant).ok_or(AccessError::NotThere)?;
    if let Place::Database { reviewed: Some((who, at)), .. } = &found.place
        && who == by.viewer().account()
        && app.clock.unix() - at < SAME_FORM_S
    {
        return Ok(());
    }
    audit::record(app, by.viewer(), Entry::of_grant(Action::GrantReviewed, &found.grant)).await?;
    Ok(grants::review(&app.db, id, by.viewer().account(), app.clock.unix()).await?)
}

/// All grants that reach no further than the right of who asks, as CSV. `headings`: of [`EXPORTED`]; `tell`: a grant in words under these.
///
/// # Errors
/// It cannot be recorded.
pub async fn export(
    app: &App,
    by: &Permit<'_, Administer>,
    headings: &[&str; EXPORTED.len()],
    tell: impl Fn(&PlacedGrant) -> [String; EXPORTED.len()],
) -> Result<Vec<u8>, AccessError> {
    let found = access::list(app, by).await?;
    let heading = |(code, label): (&&str, &&str)| Heading {
        code: (*code).to_owned(),
        label: (*label).to_owned(),
        width: 20,
    };
    let headings: Vec<Heading> = EXPORTED.iter().zip(headings).map(heading).collect();
    let written = || -> std::io::Result<Vec<u8>> {
        let folder = &app.config.exports.folder;
        let mut table =
            Table::begin(&Layout::of(Format::Csv, ""), Cursor::new(Vec::new()), &headings, folder)?;
        for placed in &found {
            let cells = tell(placed).map(|text| Cell::owned(Some(text)));
            table.row(&cells)?;
        }
        Ok(table.finish(&About::default())?.into_inner())
    };
    let bytes = written().map_err(|error| AuditError::Encode(error.into()))?;
    let entry = Entry::new(Action::Exported)
        .with(Detail::What, "grants")
        .with(Detail::Rows, found.len())
        .with(Detail::Sha256, HEXLOWER.encode(&Sha256::digest(&bytes)));
    audit::record_file(app, by.viewer(), entry).await?;
    Ok(bytes)
}
