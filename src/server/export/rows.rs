//! The accounts of an export, one batch after the other, as of one moment.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use tokio::sync::OwnedSemaphorePermit;

use super::error::ExportError;
use super::reading::{Ids, Places, Reading};
use crate::server::accounts::{self, Past};
use crate::server::state::App;
use crate::server::table::Cell;
use model::account::{Account, Expiry, Organization, Relation};
use model::column::Column;
use model::export::{ExportOrder, Words};
use model::filter::AccountFilter;
use model::history::Event;
use model::identity_type::IdentityType;
use model::masking;
use model::reveal::Field;
use model::scope::Scope;
use model::status::Status;
use store::accounts::StoredAccount;
use store::batch::{Batch, Needs};
use store::snapshot::{Snapshot, Whose};
use store::{StoreError, StoreResult};

/// So often merges may come between looking at the database and at the index; each time both are looked at anew.
const ATTEMPTS: usize = 100;

/// Who is exported, in order, and the database as it was when that was decided.
pub struct Source {
    snapshot: Snapshot,
    /// What the database was at.
    revision: i64,
    _turn: Option<OwnedSemaphorePermit>,
    ids: Ids,
    decoder: Arc<Decoder>,
}

/// Accounts that were read at once.
pub struct RowsPart {
    from: Read,
    pub places: Places,
}

/// Where accounts were read.
enum Read {
    /// In the index, in the order of their places; `None` who is not in scope.
    Indexed(Vec<Option<Account>>),
    Stored(Batch),
}

/// What makes accounts of what was read.
#[derive(Debug)]
pub struct Decoder {
    /// What is taken back of each account, where the past is exported.
    past: Option<HashMap<i64, Vec<Event>>>,
    organizations: Arc<BTreeMap<String, String>>,
}

/// An account of an export.
pub struct Row<'a> {
    /// In its window.
    pub place: usize,
    pub id: i64,
    pub account: Cow<'a, Account>,
}

impl Source {
    /// Answers the question as of one moment: index and database are of the same revision.
    pub async fn open(
        app: &App,
        scope: &Scope,
        question: &AccountFilter,
        words: &Words,
        whose: Whose,
        reading: Reading,
    ) -> Result<Self, ExportError> {
        // The background has connections of its own.
        let mut turn = match whose {
            Whose::Page => Some(app.export_slots.take().await),
            Whose::Background => None,
        };
        // Taken before the snapshot: who waits for a turn must not hold a connection that the others need.
        let _past = if question.as_of.is_some() { Some(app.past_questions.turn().await) } else { None };
        let mut asked = 0;
        loop {
            let organizations = app.index.organizations();
            let collation = words.collation(Arc::clone(&organizations));
            app.index.catch_up(&app.db).await?;
            let (snapshot, revision) = Snapshot::begin(&app.db, whose).await?;
            let answer = match question.as_of {
                None => {
                    let calendar = app.calendar();
                    let ask = app.index.at_revision(revision, |index| {
                        index.all(index.scope(scope).as_ref(), question, calendar, &collation)
                    });
                    ask.await.map(|ids| (ids, None))
                }
                Some(day) => {
                    let past = Past::at(app, scope, day).await?;
                    let is_same = app.index.at_revision(revision, |_| ()).await.is_some();
                    let calendar = app.calendar_on(day);
                    is_same.then(|| {
                        let ids = past.index.all(past.within.as_ref(), question, calendar, &collation);
                        (ids, Some(past.events))
                    })
                }
            };
            if let Some((ids, past)) = answer {
                return Ok(Self {
                    snapshot,
                    revision,
                    _turn: turn.take(),
                    ids: Ids::new(ids, reading),
                    decoder: Arc::new(Decoder { past, organizations }),
                });
            }
            asked += 1;
            if asked == ATTEMPTS {
                return Err(StoreError::Contended("the directory, which is exported,").into());
            }
        }
    }

    pub fn total(&self) -> usize {
        self.ids.left()
    }

    pub fn decoder(&self) -> Arc<Decoder> {
        Arc::clone(&self.decoder)
    }

    /// The next accounts, with what `columns` show; `None` when all were read.
    pub async fn next(
        &mut self,
        app: &App,
        scope: &Scope,
        columns: &[Column],
    ) -> StoreResult<Option<RowsPart>> {
        let Some(places) = self.ids.next() else { return Ok(None) };
        let ids: Vec<i64> = places.of.iter().map(|(id, _)| *id).collect();
        let needs = if self.decoder.past.is_some() { Needs::EVERYTHING } else { Needs::of(columns) };
        let from = match self.indexed(app, &ids, columns) {
            Some(rows) => Read::Indexed(self.filled_in(scope, &ids, rows, needs).await?),
            None => Read::Stored(self.snapshot.batch(scope, &ids, needs).await?),
        };
        Ok(Some(RowsPart { from, places }))
    }

    /// The accounts as the index knows them, where it holds all that is asked for and is as old as the database here. They are within the scope, as it was
    /// the index that found them. `None` for those that look otherwise than it can tell.
    fn indexed(&self, app: &App, ids: &[i64], columns: &[Column]) -> Option<Vec<Option<Account>>> {
        if self.decoder.past.is_some() || !columns.iter().all(|column| column.is_indexed()) {
            return None;
        }
        app.index.if_at_revision(self.revision, |index| index.rows(ids))
    }

    /// Accounts of the index, with those that the database alone can tell.
    async fn filled_in(
        &mut self,
        scope: &Scope,
        ids: &[i64],
        mut rows: Vec<Option<Account>>,
        needs: Needs,
    ) -> StoreResult<Vec<Option<Account>>> {
        let untold: Vec<usize> = (0..ids.len()).filter(|at| rows[*at].is_none()).collect();
        if untold.is_empty() {
            return Ok(rows);
        }
        let wanted: Vec<i64> = untold.iter().map(|at| ids[*at]).collect();
        let batch = self.snapshot.batch(scope, &wanted, needs).await?;
        let mut places = untold.into_iter();
        for stored in batch.accounts() {
            let stored = stored?;
            if let Some(at) = places.find(|at| ids[*at] == stored.id) {
                rows[at] = Some(stored.account);
            }
        }
        Ok(rows)
    }
}

impl Decoder {
    /// The accounts of a part, as they were read.
    pub fn rows<'a>(&'a self, read: &'a RowsPart) -> Box<dyn Iterator<Item = StoreResult<Row<'a>>> + 'a> {
        let mut places = read.places.of.iter().copied();
        match &read.from {
            Read::Indexed(accounts) => Box::new(places.zip(accounts).filter_map(|((id, place), account)| {
                Some(Ok(Row { place, id, account: Cow::Borrowed(account.as_ref()?) }))
            })),
            Read::Stored(batch) => {
                let mut row = move |stored: StoredAccount| {
                    let (id, place) = places.find(|(id, _)| *id == stored.id)?;
                    let account = match &self.past {
                        None => stored.account,
                        Some(past) => {
                            accounts::as_it_was(&stored, past.get(&id).map_or(&[], Vec::as_slice)).account
                        }
                    };
                    Some(Row { place, id, account: Cow::Owned(account) })
                };
                Box::new(batch.accounts().filter_map(move |stored| stored.map(&mut row).transpose()))
            }
        }
    }

    /// The cells of one account.
    pub fn cells<'a>(&'a self, account: &'a Account, order: &'a ExportOrder) -> Vec<Cell<'a>> {
        order.columns.iter().map(|column| cell(*column, account, order, &self.organizations)).collect()
    }
}

fn cell<'a>(
    column: Column,
    account: &'a Account,
    order: &'a ExportOrder,
    organizations: &'a BTreeMap<String, String>,
) -> Cell<'a> {
    let words = &order.words;
    match column {
        Column::Name => Cell::text(account.display_name.as_deref()),
        Column::Account => Cell::text(account.name.as_deref()),
        Column::Number => Cell::text(account.number.as_deref()),
        Column::IdentityType => {
            coded(account.identity_type.as_ref().map(IdentityType::code), &words.identity_types)
        }
        Column::Organization => Cell::text(called(&account.organization, organizations)),
        Column::OrganizationId => Cell::text(account.organization.id.as_deref()),
        Column::Status => coded(account.status.as_ref().map(Status::as_wire), &words.statuses),
        Column::Expiry => match &account.expiry {
            None => Cell::Empty,
            Some(Expiry::On(date)) => Cell::Date(*date),
            Some(Expiry::Unreadable(text)) => Cell::text(Some(text)),
        },
        Column::Updated => account.updated_at.map_or(Cell::Empty, Cell::Moment),
        Column::DocumentKind => coded(account.document.kind.as_deref(), &words.document_kinds),
        Column::DocumentNumber => sensitive(Field::DocumentNumber, account, order),
        Column::Telephone => sensitive(Field::Telephone, account, order),
        Column::Email => sensitive(Field::Email, account, order),
        Column::Guid => Cell::text(account.guid.as_deref()),
        Column::Identities => {
            let mut text = String::new();
            for relation in account.relations() {
                push_identity(&mut text, relation, words, organizations);
            }
            Cell::owned(Some(text))
        }
    }
}

/// The name of an organisation as far as one is known, otherwise its code.
fn called<'a>(
    organization: &'a Organization,
    organizations: &'a BTreeMap<String, String>,
) -> Option<&'a str> {
    let id = organization.id.as_deref();
    organization.name.as_deref().or_else(|| organizations.get(id?).map(String::as_str)).or(id)
}

fn coded<'a>(code: Option<&'a str>, words: &'a BTreeMap<String, String>) -> Cell<'a> {
    match code.filter(|code| !code.is_empty()) {
        None => Cell::Empty,
        Some(code) => Cell::Coded(code, words.get(code).map_or(code, String::as_str)),
    }
}

fn sensitive<'a>(field: Field, account: &'a Account, order: &ExportOrder) -> Cell<'a> {
    if order.wants_unmasked {
        Cell::text(field.of(account).map(model::account::Sensitive::expose))
    } else {
        Cell::owned(masking::field(field, account, order.reader))
    }
}

/// One more identity in a few words: type, organisation, number, expiry.
fn push_identity(
    text: &mut String,
    relation: &Relation,
    words: &Words,
    organizations: &BTreeMap<String, String>,
) {
    if !text.is_empty() {
        text.push_str("; ");
    }
    let expiry = relation.expiry.as_ref().map(Expiry::to_wire);
    let parts = [
        relation
            .identity_type
            .as_ref()
            .map(|code| words.identity_types.get(code.code()).map_or(code.code(), String::as_str)),
        called(&relation.organization, organizations),
        relation.number.as_deref(),
        expiry.as_deref(),
        relation.deleted.then_some(words.deleted.as_str()),
    ];
    for (at, part) in parts.into_iter().flatten().enumerate() {
        if at > 0 {
            text.push(' ');
        }
        text.push_str(part);
    }
}
