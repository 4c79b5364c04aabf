//! Large exports: made in the background, one at a time in each process, taken up again from the start when a process ends in the middle.

use std::sync::Arc;
use std::time::{Duration, Instant};

use strum::{EnumString, IntoStaticStr, VariantArray};
use tracing::Instrument as _;

use super::rows::Source;
use super::{ExportError, HEARTBEAT, Made, Making, make, reading, record, serial};
use crate::server::access;
use crate::server::audit::{self, AuditError};
use crate::server::auth::viewer::{Export, ExportUnmasked, Permit};
use crate::server::depot::FileName;
use crate::server::private_folder;
use crate::server::sealed_file::{self, SealedFile, SealedWriter, Target};
use crate::server::state::{App, Replica};
use crate::server::traces::TRACES;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use model::export::{ExportOrder, Format, JobState, file_name};
use model::rights::{Capability, Person};
use model::scope::Scope;
use store::StoreResult;
use store::audit::Actor;
use store::exports::{self, End, ExportJob};
use store::snapshot::Whose;

/// So often the queue is looked at for what other processes put there, or left.
const TICK: Duration = Duration::from_secs(1);
/// So long a process that is not heard of keeps an export, in seconds.
const LEASE_S: i64 = 30;
/// So often an export says how far it has come.
const HEARD_EVERY: Duration = Duration::from_millis(500);

/// Why a large export came to nothing, as fine as the words for it differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Failure {
    /// The person may no longer export this.
    Rights,
    /// The file could not be written.
    File,
    Internal,
}

model::coded!(Failure);

/// Makes what is in the queue, and forgets what is old, until it is dropped.
pub async fn keep(app: Arc<App>) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(TICK) => {}
            () = app.export_ordered.notified() => {}
        }
        loop {
            match run_next(&app).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    tracing::error!(%error, "the queue of exports does not get on");
                    break;
                }
            }
        }
        if let Err(error) = forget_old(&app).await {
            tracing::error!(%error, "old exports stay for now");
        }
    }
}

/// Makes the export whose turn it is; `false` if there is none.
///
/// # Errors
/// The queue cannot be read or written; what else goes wrong is noted with the export.
pub async fn run_next(app: &App) -> StoreResult<bool> {
    let now = app.clock.unix();
    let Some(job) = exports::take(&app.db, &app.instance, now, now + LEASE_S).await? else {
        return Ok(false);
    };
    tracing::info!(job = job.id, rows = job.rows_total, "export begins");
    let trace = tracing::info_span!(target: TRACES, "export", rows = job.rows_total);
    let failure = match run(app, &job).instrument(trace).await {
        Ok(Outcome::Done) => return Ok(true),
        Ok(Outcome::Cancelled) => {
            tracing::info!(job = job.id, "export cancelled");
            return Ok(true);
        }
        Ok(Outcome::NoRight) => Failure::Rights,
        Err(error) => {
            tracing::error!(job = job.id, %error, "export failed");
            if matches!(error, ExportError::File(_)) { Failure::File } else { Failure::Internal }
        }
    };
    exports::finish(&app.db, &job.id, &app.instance, app.clock.unix(), End::Failed(failure.code())).await?;
    Ok(true)
}

enum Outcome {
    Done,
    /// By its owner, or another process has it now.
    Cancelled,
    NoRight,
}

async fn run(app: &App, job: &ExportJob) -> Result<Outcome, ExportError> {
    let Some(order) = ExportOrder::from_json(&job.work) else { return Err(ExportError::NoColumns) };
    let scope = job.scope();
    let person = Person {
        account: &job.account,
        identity_type: job.identity_type.as_deref(),
        organization_id: job.organization_id.as_deref(),
    };
    let rights = access::rights(app, person).await?;
    let may = |capability| rights.scope(capability).is_some_and(|granted| granted.contains(&scope));
    if !may(Capability::Export) || order.is_unmasked() && !may(Capability::ExportUnmasked) {
        return Ok(Outcome::NoRight);
    }
    let opening =
        Source::open(app, &scope, &order.question, &order.words, Whose::Background, reading(order.format));
    tokio::pin!(opening);
    // The past takes its time to be put together.
    let source = loop {
        tokio::select! {
            source = &mut opening => break source?,
            () = tokio::time::sleep(HEARTBEAT) => {
                if !get_on(app, job, 0, true).await? {
                    return Ok(Outcome::Cancelled);
                }
            }
        }
    };
    let folder = &app.config.exports.folder;
    private_folder::make(folder)?;
    let mut last_heard = Instant::now();
    let heard = |rows: usize| {
        let is_time = last_heard.elapsed() >= HEARD_EVERY;
        if is_time {
            last_heard = Instant::now();
        }
        get_on(app, job, rows, is_time)
    };
    let key = app.db.keys().newest().map_err(std::io::Error::other)?;
    let sealed = SealedWriter::begin(key, folder, &job.id)?;
    let out = if order.format == Format::Xlsx {
        Target::Workbook { plain: tempfile::tempfile_in(folder)?, sealed }
    } else {
        Target::Straight(sealed)
    };
    let making = Making { order: &order, scope: &scope, who: &job.account, serial: &serial::of(&job.id) };
    let Some(Made { out: sealed, rows, members, milliseconds }) =
        make(app, source, &making, (out, Target::finish), heard).await?
    else {
        return Ok(Outcome::Cancelled);
    };
    let own = FileName { id: &job.id, maker: Some(&app.instance) };
    // Under the name lies only what this process made while the export was its own.
    if !get_on(app, job, rows, true).await? {
        return Ok(Outcome::Cancelled);
    }
    let Some(written) = app.depot.keep(own, sealed, || get_on(app, job, rows, true)).await? else {
        return Ok(Outcome::Cancelled);
    };
    let actor = Actor { who: job.account.clone(), session: Some(job.session.clone()), ..Actor::default() };
    record(app, &actor, &job.id, &order, &Made { out: (), rows, members, milliseconds }, &written.hash)
        .await?;
    let count = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let end = End::Done { rows: count(rows as u64), size: count(written.size), hash: &written.hash };
    if exports::finish(&app.db, &job.id, &app.instance, app.clock.unix(), end).await? {
        tracing::info!(job = job.id, rows, milliseconds, "export is through");
        Ok(Outcome::Done)
    } else {
        // Cancelled at the last moment; or another process has it, and where they lie under one name, its file takes that.
        let is_others = |state: JobState| state.is_under_way() || state == JobState::Done;
        if app.depot.tells_makers_apart()
            || !exports::find(&app.db, &job.account, &job.id).await?.is_some_and(|job| is_others(job.state()))
        {
            remove_file(app, own).await;
        }
        Ok(Outcome::Cancelled)
    }
}

async fn get_on(app: &App, job: &ExportJob, rows: usize, is_time: bool) -> Result<bool, ExportError> {
    if !is_time {
        return Ok(true);
    }
    Ok(exports::get_on(
        &app.db,
        &job.id,
        &app.instance,
        i64::try_from(rows).unwrap_or(i64::MAX),
        app.clock.unix() + LEASE_S,
    )
    .await?)
}

/// Forgets exports that were kept long enough, with their files.
pub async fn forget_old(app: &App) -> StoreResult<()> {
    let before = app.clock.unix().saturating_sub_unsigned(app.config.exports.keep.as_secs());
    for (id, maker) in exports::expire(&app.db, before).await? {
        remove_file(app, FileName { id: &id, maker: maker.as_deref() }).await;
    }
    let keep = app.config.exports.keep;
    match sealed_file::remove_parts(&app.config.exports.folder, |_, age| age > keep) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            tracing::warn!(%error, "unfinished files of exports stay for now");
        }
        _ => {}
    }
    Ok(())
}

async fn remove_file(app: &App, name: FileName<'_>) {
    if let Err(error) = app.depot.remove(name).await {
        tracing::warn!(%error, job = name.id, "the file of an export cannot be removed");
    }
}

/// A person's large exports, the newest first.
pub async fn list(app: &Replica<'_>, by: &Permit<'_, Export>) -> StoreResult<Vec<ExportJob>> {
    exports::list(&app.db, by.viewer().account()).await
}

/// Stops an export; `false` if there is none under way.
pub async fn cancel(app: &Replica<'_>, by: &Permit<'_, Export>, id: &str) -> Result<bool, AuditError> {
    let account = by.viewer().account();
    let job = exports::find(&app.db, account, id).await.map_err(AuditError::Read)?;
    if !job.is_some_and(|job| job.state().is_under_way()) {
        return Ok(false);
    }
    audit::record(app, by.viewer(), about_file(Action::ExportCancelled, id)).await?;
    exports::cancel(&app.db, account, id, app.clock.unix()).await.map_err(AuditError::Write)
}

/// What is done with the file of an export, which is told by its serial as well.
fn about_file(action: Action, id: &str) -> Entry {
    Entry::new(action).with(Detail::Export, id).with(Detail::Serial, serial::of(id))
}

/// Forgets an export that is through, with its file; `false` if there is none.
pub async fn delete(app: &Replica<'_>, by: &Permit<'_, Export>, id: &str) -> Result<bool, AuditError> {
    let account = by.viewer().account();
    let job = exports::find(&app.db, account, id).await.map_err(AuditError::Read)?;
    if job.is_none_or(|job| job.state().is_under_way()) {
        return Ok(false);
    }
    audit::record(app, by.viewer(), about_file(Action::ExportDeleted, id)).await?;
    let deleted = exports::delete(&app.db, account, id).await.map_err(AuditError::Write)?;
    let Some((id, maker)) = deleted else { return Ok(false) };
    remove_file(app, FileName { id: &id, maker: maker.as_deref() }).await;
    Ok(true)
}

/// A finished export that may be handed out.
pub struct Download {
    pub id: String,
    pub name: String,
    pub format: Format,
    pub size: u64,
    pub hash: String,
    maker: Option<String>,
}

/// What a person may fetch under an id, if their rights still reach so far.
pub async fn find(
    app: &Replica<'_>,
    by: &Permit<'_, Export>,
    unmasked: Option<&Permit<'_, ExportUnmasked>>,
    id: &str,
) -> StoreResult<Option<Download>> {
    let Some(job) = exports::find(&app.db, by.viewer().account(), id).await? else { return Ok(None) };
    let (Some(order), Some(size), Some(hash)) =
        (ExportOrder::from_json(&job.work), job.size, job.hash.clone())
    else {
        return Ok(None);
    };
    let reaches = |granted: Option<&Scope>| granted.is_some_and(|granted| granted.contains(&job.scope()));
    if !reaches(Some(by.scope())) || order.is_unmasked() && !reaches(unmasked.map(Permit::scope)) {
        return Ok(None);
    }
    let at = model::date::from_unix(job.finished_at.unwrap_or(job.created_at));
    let name = file_name(&order.title, at, &serial::of(&job.id), order.format);
    Ok(Some(Download {
        id: job.id,
        name,
        format: order.format,
        size: u64::try_from(size).unwrap_or_default(),
        hash,
        maker: job.maker,
    }))
}

/// The bytes of a finished export from one place on. That they are handed out is recorded before.
///
/// # Errors
/// The file is gone or cannot be reached, or it cannot be recorded.
pub async fn fetch(
    app: &Replica<'_>,
    by: &Permit<'_, Export>,
    download: &Download,
    start: u64,
    count: u64,
) -> Result<SealedFile, ExportError> {
    let name = FileName { id: &download.id, maker: download.maker.as_deref() };
    let opened = app.depot.open(name, download.size, start, count).await;
    let file = opened.map_err(ExportError::Fetch)?;
    let entry = about_file(Action::Downloaded, &download.id).with(Detail::Sha256, &download.hash);
    let entry = if start == 0 { entry } else { entry.with(Detail::From, start) };
    audit::record(app, by.viewer(), entry).await?;
    Ok(file)
}
