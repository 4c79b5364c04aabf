//! An entry of the log as it stands in the database, and its place in the chain.

use sqlx::query_builder::Separated;
use sqlx::{Database, Encode, FromRow, Type};

use crate::keyring::{Fingerprint, Key, KeyError, Keyring};
use crate::store_error::{StoreError, StoreResult};
use model::audit::{Entry, Recorded};
use model::audit_detail;

/// Who did something, and in which request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Actor {
    pub who: String,
    /// The handle of the session.
    pub session: Option<String>,
    pub address: Option<String>,
    pub request: Option<String>,
}

#[derive(FromRow)]
pub(super) struct AuditRow {
    pub id: i64,
    at: i64,
    pub action: String,
    who: String,
    session: Option<String>,
    address: Option<String>,
    request: Option<String>,
    subject: Option<String>,
    /// A JSON list of names and values.
    details: String,
    pub hash: Vec<u8>,
}

pub(super) const COLUMNS: &str = "id, at, action, who, session, address, request, subject, details, hash";

impl AuditRow {
    /// Over everything in the entry and the hash before; each part with its length, so that nothing can be moved from one to the next.
    fn content(&self, before: &[u8]) -> Vec<u8> {
        let mut content = before.to_vec();
        content.extend(self.id.to_le_bytes());
        content.extend(self.at.to_le_bytes());
        let texts = [
            Some(&self.action),
            Some(&self.who),
            self.session.as_ref(),
            self.address.as_ref(),
            self.request.as_ref(),
            self.subject.as_ref(),
            Some(&self.details),
        ];
        for text in texts {
            content.extend(text.map_or(u64::MAX, |text| text.len() as u64).to_le_bytes());
            content.extend(text.map_or(&b""[..], |text| text.as_bytes()));
        }
        content
    }

    /// The fingerprint of a key, then what it makes of the entry and the hash before.
    fn chained(&self, before: &[u8], key: &Key) -> Vec<u8> {
        [&key.fingerprint.bytes()[..], &key.chain(&[&self.content(before)])].concat()
    }

    /// Whether the hash is that of the entry.
    pub fn holds(&self, before: &[u8], keys: &Keyring) -> Result<bool, KeyError> {
        match self.hash.split_first_chunk() {
            Some((fingerprint, _)) => {
                Ok(self.chained(before, &*keys.key(Fingerprint::from(*fingerprint))?) == self.hash)
            }
            None => Ok(false),
        }
    }

    /// An entry that has no place in the chain yet.
    pub fn new(at: i64, actor: &Actor, entry: &Entry) -> StoreResult<Self> {
        let details = serde_json::to_string(&entry.details)
            .map_err(|_| StoreError::Corrupt("the details of an entry"))?;
        Ok(Self {
            id: 0,
            at,
            action: entry.action.code().to_owned(),
            who: actor.who.clone(),
            session: actor.session.clone(),
            address: actor.address.clone(),
            request: actor.request.clone(),
            subject: entry.subject.clone(),
            details,
            hash: Vec::new(),
        })
    }

    /// Puts the entry behind the one with this number and hash.
    pub fn follow(&mut self, last: i64, hash: &[u8], key: &Key) {
        self.id = last + 1;
        self.hash = self.chained(hash, key);
    }

    /// Its values, in the order of [`COLUMNS`].
    pub fn push_to<DB: Database>(&self, values: &mut Separated<'_, DB, &'static str>)
    where
        i64: for<'t> Encode<'t, DB> + Type<DB>,
        String: for<'t> Encode<'t, DB> + Type<DB>,
        Option<String>: for<'t> Encode<'t, DB> + Type<DB>,
        Vec<u8>: for<'t> Encode<'t, DB> + Type<DB>,
    {
        values
            .push_bind(self.id)
            .push_bind(self.at)
            .push_bind(self.action.clone())
            .push_bind(self.who.clone())
            .push_bind(self.session.clone())
            .push_bind(self.address.clone())
            .push_bind(self.request.clone())
            .push_bind(self.subject.clone())
            .push_bind(self.details.clone())
            .push_bind(self.hash.clone());
    }

    pub fn into_recorded(self) -> Recorded {
        Recorded {
            id: self.id,
            at: self.at,
            action: self.action,
            who: self.who,
            session: self.session,
            address: self.address,
            request: self.request,
            subject: self.subject,
            details: audit_detail::read(&self.details),
        }
    }
}
