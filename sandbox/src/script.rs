//! Changes on demand: what happens at the university, as a test or a curious person wants it.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use fastrand::Rng;
use serde::Deserialize;

use crate::University;
use crate::calendar::{now, parse_timestamp, set_back};
use crate::directory::{Account, Relation};
use crate::live::change_one;
use crate::names::ORGANIZATIONS;

/// `POST /sandbox/accounts`: one of these.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// So many random changes, made from this seed.
    Random { seed: u64, count: u32 },
    /// Accounts change by themselves no more.
    Still,
    /// The clock of the university is set: it is so many seconds ago.
    Ago { seconds: i64 },
    /// An account gets other values; `timestamp` moves to now, or to the one given.
    Change(Change),
    /// An account is taken out.
    Remove { account: String },
    /// An account with these values, in the place of one of its name, which comes to stand before all others.
    Put(Put),
    /// An account that is a copy of another comes to stand before it.
    Add { account: String, like: String },
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Change {
    account: String,
    display_name: Option<String>,
    status: Option<String>,
    telephone: Option<String>,
    card_no: Option<String>,
    /// Code of the organisation of account and first identity.
    organization: Option<String>,
    /// Of account and first identity.
    expire_date: Option<String>,
    /// Of the first identity.
    deleted: Option<bool>,
    /// One more identity, of this type, in the account's organisation.
    add_identity: Option<String>,
    timestamp: Option<String>,
    /// The timestamp stays as it was: such a change is only found by comparing everything.
    silent: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Put {
    account: String,
    guid: Option<String>,
    display_name: Option<String>,
    number: Option<String>,
    card_no: Option<String>,
    telephone: Option<String>,
    email: Option<String>,
    /// The account API's spelling, of account and first identity.
    style: String,
    /// Code of the organisation of all identities.
    organization: String,
    /// Identities beside the default one: type, number, day of expiry.
    others: Vec<(String, String, String)>,
}

impl Put {
    fn into_account(self) -> Account {
        let text = |value: Option<String>| value.map(String::into_boxed_str);
        let organization = ORGANIZATIONS
            .iter()
            .position(|(known, _)| *known == self.organization)
            .and_then(|at| u16::try_from(at).ok());
        let relation = |(style, number, expire_date): (String, Option<String>, String)| Relation {
            style: style.into(),
            user_id: text(number),
            expire_date: Some(expire_date.into()),
            card_type: None,
            card_no: None,
            organization,
            deleted: Some(false),
        };
        let expires = "2031-07-31".to_owned();
        let own = (self.style.clone(), self.number.clone(), expires.clone());
        let others = self.others.into_iter().map(|(style, number, expires)| (style, Some(number), expires));
        Account {
            name: self.account.into(),
            guid: text(self.guid),
            display_name: text(self.display_name),
            status: "正常".into(),
            style: self.style.into(),
            user_id: text(self.number),
            identity_expire_date: Some(expires.into()),
            card_type: self.card_no.as_ref().map(|_| "01".into()),
            card_no: text(self.card_no),
            telephone: text(self.telephone),
            email: text(self.email),
            organization,
            timestamp: now(),
            relations: std::iter::once(own).chain(others).map(relation).collect(),
            planted: Vec::new(),
        }
    }
}

pub async fn play(State(university): State<Arc<University>>, Json(event): Json<Event>) -> StatusCode {
    match event {
        Event::Random { seed, count } => {
            let mut rng = Rng::with_seed(seed);
            (0..count).for_each(|_| change_one(&university, &mut rng));
            return StatusCode::NO_CONTENT;
        }
        Event::Ago { seconds } => {
            set_back(seconds);
            return StatusCode::NO_CONTENT;
        }
        Event::Still => {
            university.still.store(true, Ordering::Relaxed);
            return StatusCode::NO_CONTENT;
        }
        Event::Put(put) => {
            let account = put.into_account();
            let mut directory = university.directory_mut();
            if let Some(index) = directory.find(&account.name) {
                directory.remove(index);
            }
            directory.insert(0, |copy| *copy = account);
            drop(directory);
            return StatusCode::NO_CONTENT;
        }
        _ => {}
    }
    let mut directory = university.directory_mut();
    let name = match &event {
        Event::Change(Change { account, .. }) | Event::Remove { account } => account,
        Event::Add { like, .. } => like,
        Event::Random { .. } | Event::Still | Event::Ago { .. } | Event::Put(_) => {
            return StatusCode::NO_CONTENT;
        }
    };
    let Some(index) = directory.find(name) else { return StatusCode::NOT_FOUND };
    match event {
        Event::Change(change) => directory.update(index, |account| apply(account, change)),
        Event::Remove { .. } => directory.remove(index),
        Event::Add { account: name, .. } => directory.insert(index, |account| {
            account.name = name.into();
            account.timestamp = now();
        }),
        Event::Random { .. } | Event::Still | Event::Ago { .. } | Event::Put(_) => {}
    }
    StatusCode::NO_CONTENT
}

fn apply(account: &mut Account, change: Change) {
    let set = |field: &mut Option<Box<str>>, value: Option<String>| {
        if let Some(value) = value {
            *field = Some(value.into());
        }
    };
    let organization = change
        .organization
        .and_then(|code| ORGANIZATIONS.iter().position(|(known, _)| *known == code))
        .and_then(|at| u16::try_from(at).ok());
    set(&mut account.display_name, change.display_name);
    set(&mut account.telephone, change.telephone);
    set(&mut account.card_no, change.card_no);
    set(&mut account.identity_expire_date, change.expire_date.clone());
    if let Some(status) = change.status {
        account.status = status.into();
    }
    if organization.is_some() {
        account.organization = organization;
    }
    if let Some(first) = account.relations.first_mut() {
        set(&mut first.expire_date, change.expire_date);
        first.deleted = change.deleted.or(first.deleted);
        first.organization = organization.or(first.organization);
    }
    if let Some(style) = change.add_identity {
        account.relations.push(Relation {
            style: style.into(),
            user_id: account.user_id.clone(),
            expire_date: account.identity_expire_date.clone(),
            card_type: account.card_type.clone(),
            card_no: account.card_no.clone(),
            organization: account.organization,
            deleted: Some(false),
        });
    }
    if !change.silent {
        account.timestamp = change.timestamp.as_deref().and_then(parse_timestamp).unwrap_or_else(now);
    }
}
