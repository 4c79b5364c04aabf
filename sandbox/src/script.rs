//! Changes on demand: what happens at the university, as a test or a curious person wants it.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use fastrand::Rng;
use serde::Deserialize;

use crate::University;
use crate::calendar::{now, parse_timestamp};
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
    /// An account gets other values; `timestamp` moves to now, or to the one given.
    Change(Change),
    /// An account is taken out.
    Remove { account: String },
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

pub async fn play(State(university): State<Arc<University>>, Json(event): Json<Event>) -> StatusCode {
    match event {
        Event::Random { seed, count } => {
            let mut rng = Rng::with_seed(seed);
            (0..count).for_each(|_| change_one(&university, &mut rng));
            return StatusCode::NO_CONTENT;
        }
        Event::Still => {
            university.still.store(true, Ordering::Relaxed);
            return StatusCode::NO_CONTENT;
        }
        _ => {}
    }
    let mut directory = university.directory_mut();
    let name = match &event {
        Event::Change(Change { account, .. }) | Event::Remove { account } => account,
        Event::Add { like, .. } => like,
        Event::Random { .. } | Event::Still => return StatusCode::NO_CONTENT,
    };
    let Some(index) = directory.find(name) else { return StatusCode::NOT_FOUND };
    match event {
        Event::Change(change) => directory.update(index, |account| apply(account, change)),
        Event::Remove { .. } => directory.remove(index),
        Event::Add { account: name, .. } => directory.insert(index, |account| {
            account.name = name.into();
            account.timestamp = now();
        }),
        Event::Random { .. } | Event::Still => {}
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
