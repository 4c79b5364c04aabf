//! Granting and withdrawing access, and what comes of it for a person.

use time::Date;

use super::audit::{self, AuditError};
use super::auth::viewer::{Administer, Permit};
use super::config::Config;
use super::state::App;
use super::store::audit::Actor;
use super::store::grants::{self, Withdrawal};
use super::store::{self, Db};
use crate::model::audit::{Action, Entry};
use crate::model::rights::{Grant, Person, Place, PlacedGrant, Rights, Role};
use crate::model::scope::Scope;

/// Why access was not changed.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    #[error("nobody changes their own rights")]
    OwnRights,
    #[error("the grant reaches further than that of who gives it")]
    BeyondScope,
    #[error("the last day comes before the first")]
    DaysReversed,
    #[error("the grant is over before it begins to matter")]
    AlreadyOver,
    #[error("somebody must remain who can grant access")]
    LastAdministrator,
    #[error("there is no such grant")]
    NotThere,
    #[error(transparent)]
    Audit(#[from] AuditError),
    #[error("the database does not answer: {0}")]
    Database(#[from] sqlx::Error),
}

/// What a person may do now, by the configuration and by what was granted in the application.
///
/// # Errors
/// The database does not answer.
pub async fn rights(app: &App, person: Person<'_>) -> sqlx::Result<Rights> {
    let today = app.clock.today();
    let mut found = configured(&app.config);
    found.retain(|placed| placed.grant.subject.is(person));
    found.extend(grants::for_person(&app.db, person).await?);
    found.retain(|placed| placed.grant.is_in_force(today));
    Ok(Rights::of(found))
}

/// The grants that the configuration holds.
pub fn configured(config: &Config) -> Vec<PlacedGrant> {
    config.grants.iter().map(|grant| PlacedGrant { place: Place::Configuration, grant: grant.clone() }).collect()
}

/// All grants that reach no further than the right of who looks, the newest first, those of the configuration at the end.
///
/// # Errors
/// The database does not answer.
pub async fn list(app: &App, by: &Permit<'_, Administer>) -> sqlx::Result<Vec<PlacedGrant>> {
    let mut found = grants::list(&app.db).await?;
    found.extend(configured(&app.config));
    found.retain(|placed| by.scope().contains(&placed.grant.scope));
    Ok(found)
}

/// Gives a grant.
///
/// # Errors
/// It would raise the rights of who gives it, reach further than these, or never be in force.
pub async fn grant(app: &App, by: &Permit<'_, Administer>, grant: &Grant) -> Result<i64, AccessError> {
    let entry = Entry::of_grant(Action::Granted, grant);
    let refused = if grant.subject.is(by.viewer().session().person()) {
        Some(AccessError::OwnRights)
    } else if !by.scope().contains(&grant.scope) {
        Some(AccessError::BeyondScope)
    } else {
        None
    };
    if let Some(error) = refused {
        audit::record(app, by.viewer(), entry.with("outcome", "refused")).await?;
        return Err(error);
    }
    check_days(grant, app.clock.today())?;
    audit::record(app, by.viewer(), entry).await?;
    Ok(grants::insert(&app.db, grant, by.viewer().account(), app.clock.unix()).await?)
}

/// Withdraws a grant; one that reaches further than the right of who does it is as if it were not there.
///
/// # Errors
/// There is no such grant, or nobody would remain who can grant access.
pub async fn withdraw(app: &App, by: &Permit<'_, Administer>, id: i64) -> Result<(), AccessError> {
    let known = list(app, by).await?;
    withdraw_as(&app.db, &app.config, &by.viewer().actor(), &known, id, app.clock.unix(), app.clock.today()).await
}

/// As [`grant`], by whoever runs the server.
///
/// # Errors
/// It would never be in force.
pub async fn grant_at_console(db: &Db, grant: &Grant, now: i64, today: Date) -> Result<i64, AccessError> {
    check_days(grant, today)?;
    store::audit::append(db, now, &console(), &Entry::of_grant(Action::Granted, grant)).await.map_err(AuditError)?;
    Ok(grants::insert(db, grant, CONSOLE, now).await?)
}

/// As [`withdraw`], by whoever runs the server.
///
/// # Errors
/// As there.
pub async fn withdraw_at_console(db: &Db, config: &Config, id: i64, now: i64, today: Date) -> Result<(), AccessError> {
    withdraw_as(db, config, &console(), &grants::list(db).await?, id, now, today).await
}

fn console() -> Actor {
    Actor { who: CONSOLE.to_owned(), ..Actor::default() }
}

/// Who changes access on the command line; no account has such a name.
pub const CONSOLE: &str = "(console)";

/// Withdraws one of the grants that are known to who does it. That it was refused is recorded as well.
async fn withdraw_as(db: &Db, config: &Config, actor: &Actor, known: &[PlacedGrant], id: i64, now: i64, today: Date) -> Result<(), AccessError> {
    let meant = known.iter().find(|placed| matches!(&placed.place, Place::Database { id: its, withdrawn: None, .. } if *its == id));
    let entry = Entry::of_grant(Action::Withdrawn, &meant.ok_or(AccessError::NotThere)?.grant);
    store::audit::append(db, now, actor, &entry).await.map_err(AuditError)?;
    let is_lasting =
        |grant: &Grant| grant.role == Role::Administrator && grant.scope == Scope::All && grant.until.is_none() && grant.is_in_force(today);
    let configured = config.grants.iter().any(is_lasting);
    let may_go = |gone: Option<PlacedGrant>, left: Vec<PlacedGrant>| {
        configured || gone.is_none_or(|gone| !is_lasting(&gone.grant)) || left.iter().any(|placed| is_lasting(&placed.grant))
    };
    match grants::withdraw(db, id, &actor.who, now, may_go).await? {
        Withdrawal::Done => Ok(()),
        Withdrawal::NotThere => Err(AccessError::NotThere),
        Withdrawal::Refused => {
            store::audit::append(db, now, actor, &entry.with("outcome", "refused")).await.map_err(AuditError)?;
            Err(AccessError::LastAdministrator)
        }
    }
}

fn check_days(grant: &Grant, today: Date) -> Result<(), AccessError> {
    match (grant.from, grant.until) {
        (Some(from), Some(until)) if until < from => Err(AccessError::DaysReversed),
        (_, Some(until)) if until < today => Err(AccessError::AlreadyOver),
        _ => Ok(()),
    }
}
