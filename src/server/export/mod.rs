//! Taking accounts away in a file: exactly the question on screen, within the scope, recorded before anything leaves.

pub mod account_file;
mod error;
pub mod job;
pub mod layout;
pub mod reading;
pub mod recording;
pub mod rows;
pub mod serial;
pub mod slots;
pub mod templates;
pub mod whose;

use std::io::{Cursor, Seek, Write};
use std::time::Duration;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use self::reading::Reading;
use self::recording::{record_with, with_use};
use self::rows::{RowsPart, Source};
use super::accounts::Past;
use super::audit::{self, AuditError};
use super::auth::viewer::{Export, ExportUnmasked, Permit};
use super::limits::reached;
use super::state::{App, Replica};
use super::table::{Cell, Table};
use super::token;
pub use error::ExportError;
use model::audit::{Action, Entry};
use model::audit_detail::Detail;
use model::column::Column;
use model::date::in_shanghai;
use model::export::{ExportOrder, Format, file_name};
use model::filter::AccountFilter;
use model::masking::Reader;
use model::rights::Capability;
use model::scope::Scope;
use store::audit::{Actor, count_since};
use store::choices;
use store::exports::{self, NewJob};
use store::recorded_exports::Members;
use store::snapshot::Whose;

/// The name under which the columns chosen last are kept.
const COLUMNS_CHOICE: &str = "export-columns";

/// A file that was made at once.
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// What came of an order.
pub enum Ordered {
    File(File),
    /// It is made in the background.
    Job,
}

/// How many rows an export would have. That is a search, and recorded as one, once in a session: two large counts can differ by one account.
///
/// # Errors
/// [`ExportError::Audit`]: that it was asked cannot be recorded.
pub async fn count(
    app: &Replica<'_>,
    by: &Permit<'_, Export>,
    question: &AccountFilter,
) -> Result<usize, ExportError> {
    let rows = count_rows(app, by, question).await?;
    audit::record_once(app, by.viewer(), &question.to_query(), Entry::counted(question, Some(rows))).await?;
    Ok(rows)
}

async fn count_rows(
    app: &Replica<'_>,
    by: &Permit<'_, Export>,
    question: &AccountFilter,
) -> Result<usize, ExportError> {
    if let Some(day) = question.as_of {
        let _turn = app.past_questions.turn().await;
        let past = Past::at(app, by.scope(), day).await?;
        return Ok(past.index.matching(past.within.as_ref(), question, app.calendar_on(day)).count_ones(..));
    }
    let index = app.index.index();
    Ok(index.matching(index.scope(by.scope()).as_ref(), question, app.calendar()).count_ones(..))
}

/// The columns that the person exported last.
pub async fn last_columns(
    app: &Replica<'_>,
    by: &Permit<'_, Export>,
) -> Result<Option<Vec<Column>>, ExportError> {
    let chosen = choices::read(&app.db, by.viewer().account(), COLUMNS_CHOICE).await?;
    Ok(chosen.map(|codes| codes.split(',').filter_map(Column::from_code).collect()))
}

/// Exports: at once, or where that would take long, in the background.
///
/// # Errors
/// A limit is reached, the right does not reach so far, or it cannot be recorded.
pub async fn order(
    app: &Replica<'_>,
    by: &Permit<'_, Export>,
    unmasked: Option<&Permit<'_, ExportUnmasked>>,
    mut order: ExportOrder,
) -> Result<Ordered, ExportError> {
    let (viewer, scope, config) = (by.viewer(), by.scope(), &app.config.exports);
    if order.columns.is_empty() {
        return Err(ExportError::NoColumns);
    }
    if order.file_use.is_none() {
        return Err(ExportError::NoPurpose);
    }
    if order.is_unmasked() && !unmasked.is_some_and(|permit| permit.scope().contains(scope)) {
        let refused = Entry::new(Action::RightMissing)
            .with(Detail::Lacking, Capability::ExportUnmasked.code())
            .with_question(&order.question);
        audit::record(app, viewer, refused).await?;
        return Err(ExportError::NotUnmasked);
    }
    // What a mask leaves depends on the rights alone.
    order.reader = Reader::who(viewer.may_reveal(scope));
    let work = order.to_json().map_err(ExportError::Order)?;
    let order_key = HEXLOWER.encode(&Sha256::digest(&work));
    if exports::is_under_way(&app.db, viewer.account(), &order_key).await? {
        return Ok(Ordered::Job);
    }
    let ordered = || async {
        count_since(&app.db, viewer.account(), Action::ExportOrdered, app.clock.unix() - 3_600)
            .await
            .map_err(AuditError::Read)
    };
    if ordered().await? >= config.per_hour {
        reached::record(app, viewer, "exports").await?;
        return Err(ExportError::TooOften { limit: config.per_hour });
    }
    let rows = count_rows(app, by, &order.question).await?;
    let limit = if order.is_unmasked() { config.unmasked_rows } else { config.rows };
    if rows > limit {
        return Err(ExportError::TooManyRows { rows, limit });
    }
    choices::write(&app.db, viewer.account(), COLUMNS_CHOICE, &order.column_codes()).await?;
    templates::keep(app, by, &order).await?;
    let id = token::random();
    audit::record(app, viewer, entry(Action::ExportOrdered, &id, &order)).await?;
    // Counted again with this one: others may have been ordered at the same moment.
    if ordered().await? > config.per_hour {
        reached::record(app, viewer, "exports").await?;
        return Err(ExportError::TooOften { limit: config.per_hour });
    }
    if rows <= config.at_once {
        let source =
            Source::open(app, scope, &order.question, &order.words, Whose::Page, reading(order.format))
                .await?;
        let end = |out: Cursor<Vec<u8>>| Ok(out.into_inner());
        let serial = serial::of(&id);
        let making = Making { order: &order, scope, who: viewer.account(), serial: &serial };
        let made = make(app, source, &making, (Cursor::new(Vec::new()), end), |_| async { Ok(true) }).await?;
        let Some(made) = made else {
            return Err(ExportError::File(std::io::Error::other("nobody cancels what is made at once")));
        };
        record(app, &viewer.actor(), &id, &order, &made, &HEXLOWER.encode(&Sha256::digest(&made.out)))
            .await?;
        return Ok(Ordered::File(File {
            name: file_name(&order.title, in_shanghai(app.clock.now()), &serial, order.format),
            bytes: made.out,
        }));
    }
    let person = viewer.session().person();
    let job = NewJob {
        id: &id,
        account: viewer.account(),
        session: &viewer.session().handle,
        identity_type: person.identity_type,
        organization_id: person.organization_id,
        scope,
        work: &work,
        order_key: &order_key,
        rows_total: i64::try_from(rows).unwrap_or(i64::MAX),
    };
    exports::insert(&app.db, &job, app.clock.unix()).await?;
    app.export_ordered.notify_one();
    Ok(Ordered::Job)
}

/// Rows of a workbook are written in their order; lines are put in order after.
fn reading(format: Format) -> Reading {
    if format == Format::Xlsx { Reading::InOrder } else { Reading::AsTheyLie }
}

fn entry(action: Action, id: &str, order: &ExportOrder) -> Entry {
    let entry = Entry::new(action)
        .with(Detail::Export, id)
        .with(Detail::Format, order.format.code())
        .with(Detail::Columns, order.column_codes())
        .with(Detail::Masked, if order.is_unmasked() { "no" } else { "yes" });
    let entry = match &order.file_use {
        Some(file_use) => with_use(entry, id, file_use),
        None => entry,
    };
    entry.with_question(&order.question)
}

/// What a table is written for.
struct Making<'a> {
    order: &'a ExportOrder,
    scope: &'a Scope,
    who: &'a str,
    serial: &'a str,
}

/// A table that was written, and what it was written to.
struct Made<T> {
    out: T,
    rows: usize,
    members: Members,
    milliseconds: u128,
}

/// Records an export that is finished and about to be handed out, and whom it names.
async fn record<T>(
    app: &App,
    actor: &Actor,
    id: &str,
    order: &ExportOrder,
    made: &Made<T>,
    hash: &str,
) -> Result<(), ExportError> {
    let entry = entry(Action::Exported, id, order)
        .with(Detail::Rows, made.rows)
        .with(Detail::Sha256, hash)
        .with(Detail::Ms, made.milliseconds);
    Ok(record_with(app, actor, id, entry, &made.members).await?)
}

/// Parts that may have been read and wait to be written.
const PARTS_AHEAD: usize = 2;

/// So often an export that only writes says that it goes on.
const HEARTBEAT: Duration = Duration::from_secs(1);

/// Writes the table of an order, and ends what it is written to. Reading and writing go side by side. `heard` hears how far it has come and says
/// whether to go on.
async fn make<W, T, F>(
    app: &App,
    mut source: Source,
    making: &Making<'_>,
    (out, end): (W, impl FnOnce(W) -> std::io::Result<T> + Send + 'static),
    mut heard: impl FnMut(usize) -> F,
) -> Result<Option<Made<T>>, ExportError>
where
    W: Write + Seek + Send + 'static,
    T: Send + 'static,
    F: Future<Output = Result<bool, ExportError>>,
{
    let began = std::time::Instant::now();
    let Making { order, scope, who, serial } = *making;
    let about = layout::about(app, order, who, serial, source.total());
    let headings = layout::headings(order);
    let (sender, mut parts) = tokio::sync::mpsc::channel::<RowsPart>(PARTS_AHEAD);
    let decoder = source.decoder();
    let mut writer = tokio::task::spawn_blocking({
        let (order, folder) = (order.clone(), app.config.exports.folder.clone());
        let (layout, serial) =
            (layout::of_order(&order, serial), order.has_serial.then(|| serial.to_owned()));
        move || -> Result<(T, usize, Members), ExportError> {
            let mut table = Table::begin(&layout, out, &headings, &folder)?;
            let (mut rows, mut members) = (0, Members::default());
            while let Some(part) = parts.blocking_recv() {
                for row in decoder.rows(&part) {
                    let row = row?;
                    let mut cells = decoder.cells(&row.account, &order);
                    cells.extend(serial.as_deref().map(|serial| Cell::text(Some(serial))));
                    table.row_at(row.place, &cells)?;
                    members.add(row.id)?;
                    rows += 1;
                }
                if part.places.is_last {
                    table.settle()?;
                }
            }
            Ok((end(table.finish(&about)?)?, rows, members))
        }
    });
    let (mut read, mut is_wanted) = (0, true);
    while let Some(part) = source.next(app, scope, &order.columns).await? {
        read += part.places.of.len();
        // Whoever writes has failed, and says so below.
        if sender.send(part).await.is_err() {
            break;
        }
        is_wanted = heard(read).await?;
        if !is_wanted {
            break;
        }
    }
    drop(sender);
    // A large workbook is put together for many seconds after its last row.
    let written = loop {
        tokio::select! {
            written = &mut writer => break written,
            () = tokio::time::sleep(HEARTBEAT) => is_wanted &= heard(read).await?,
        }
    };
    let (out, rows, members) = written.map_err(std::io::Error::other)??;
    Ok(is_wanted.then(|| Made { out, rows, members, milliseconds: began.elapsed().as_millis() }))
}
