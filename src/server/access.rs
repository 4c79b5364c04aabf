//! Granting and withdrawing access, and what comes of it for a person.

use time::Date;

use super::accounts;
use super::audit::{self, AuditError};
use super::auth::viewer::{Administer, Permit};
use super::config::Config;
use super::standing::{self, IdentitiesError, Standing};
use super::state::App;
use model::audit::{Action, CONSOLE, Entry};
use model::audit_detail::Detail;
use model::rights::{Grant, Person, Place, PlacedGrant, Rights, Role, Subject};
use model::scope::Scope;
use store::audit::Actor;
use store::grants::{self, Withdrawal};
use store::{self, Db, StoreError, StoreResult};

/// Why access was not changed.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    #[error("nobody changes their own rights")]
    OwnRights,
    #[error("it is not known which identities the giver has")]
    IdentityUnknown,
    #[error("several people use the account, and it was not said that this is meant")]
    Group,
    #[error("an account that several people use is no administrator's, and reads nothing unmasked")]
    GroupRights,
    #[error("who audits reads nothing unmasked")]
    AuditorReads,
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
    #[error("nobody of this name is known, and it was not said that this is meant")]
    Unknown,
    #[error("there is no organization {0}")]
    UnknownOrganization(String),
    #[error(transparent)]
    Audit(#[from] AuditError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a person may do now, by the configuration and by what was granted in the application.
pub async fn rights(app: &App, person: Person<'_>) -> StoreResult<Rights> {
    let standing = standing::of(app, person).await?;
    rights_of(app, standing.person(person.account), &standing).await
}

/// As [`rights`], of somebody of whom is known who they are.
///
/// # Errors
/// As there.
pub async fn rights_of(app: &App, person: Person<'_>, standing: &Standing) -> StoreResult<Rights> {
    Ok(rights_by(app, person, standing, grants::for_person(&app.db, person).await?))
}

/// As [`rights_of`], where the grants were looked up that may be for the person.
pub fn rights_by(app: &App, person: Person<'_>, standing: &Standing, given: Vec<PlacedGrant>) -> Rights {
    let today = app.clock.today();
    let mut found = configured(&app.config);
    found.extend(given);
    found.retain(|placed| placed.grant.subject.is(person) && placed.grant.is_in_force(today));
    if standing.is_group {
        // A group account: nobody could say who of its users it was.
        found.retain(|placed| placed.grant.role != Role::Administrator);
    }
    // Who audits reads masked, whatever else they are granted.
    if standing.is_group || found.iter().any(|placed| placed.grant.role == Role::Auditor) {
        for placed in &mut found {
            placed.grant.extras.clear();
        }
    }
    Rights::of(found)
}

/// The grants that the configuration holds.
pub fn configured(config: &Config) -> Vec<PlacedGrant> {
    config
        .grants
        .iter()
        .map(|grant| PlacedGrant { place: Place::Configuration, grant: grant.clone() })
        .collect()
}

/// All grants that reach no further than the right of who looks, the newest first, those of the configuration at the end.
pub async fn list(app: &App, by: &Permit<'_, Administer>) -> StoreResult<Vec<PlacedGrant>> {
    let mut found = grants::list(&app.db).await?;
    found.extend(configured(&app.config));
    found.retain(|placed| by.scope().contains(&placed.grant.scope));
    Ok(found)
}

/// What was said to be meant of a grant that looks like a slip.
#[derive(Clone, Copy, Debug, Default)]
pub struct Meant {
    /// An account that several people use.
    pub group: bool,
    /// An account of which nothing is known.
    pub unknown: bool,
}

/// Gives a grant. One that is in force already is not given twice.
///
/// # Errors
/// As for [`check`].
pub async fn grant(
    app: &App,
    by: &Permit<'_, Administer>,
    grant: &Grant,
    meant: Meant,
) -> Result<i64, AccessError> {
    let entry = check(app, by, grant, meant).await?;
    let is_same = |placed: &PlacedGrant| match placed.place {
        Place::Database { id, withdrawn: None, .. } if placed.grant == *grant => Some(id),
        _ => None,
    };
    if let Some(id) = grants::list(&app.db).await?.iter().find_map(is_same) {
        return Ok(id);
    }
    audit::record(app, by.viewer(), entry).await?;
    Ok(grants::insert(&app.db, grant, by.viewer().account(), app.clock.unix()).await?)
}

/// Whether a grant may be given; the answer is what the log says of it. That it may not is recorded.
///
/// # Errors
/// It would raise the rights of who gives it, reach further than these, never be in force, concern an organisation that does not exist, or is for an
/// account that several people use, or of which nothing is known, and it was not said that this is meant.
pub async fn check(
    app: &App,
    by: &Permit<'_, Administer>,
    grant: &Grant,
    meant: Meant,
) -> Result<Entry, AccessError> {
    let entry = Entry::of_grant(Action::Granted, grant);
    let is_group = is_for_group(app, by, &grant.subject).await?;
    let refused = match raises_own(app, by, &grant.subject).await? {
        Some(error) => Some(error),
        None if !by.scope().contains(&grant.scope) => Some(AccessError::BeyondScope),
        None if is_group && (grant.role == Role::Administrator || !grant.extras.is_empty()) => {
            Some(AccessError::GroupRights)
        }
        None if unmasks_auditor(app, grant).await? => Some(AccessError::AuditorReads),
        None => check_days(grant, app.clock.today()).err().or_else(|| unknown_organization(app, by, grant)),
    };
    let is_unknown = is_unknown(app, by, &grant.subject).await?;
    let refused = refused.or((is_unknown && !meant.unknown).then_some(AccessError::Unknown));
    // That it is one is told with this, so it is recorded like a refusal.
    let refused = refused.or((is_group && !meant.group).then_some(AccessError::Group));
    let entry = if is_group { entry.with(Detail::Group, "yes") } else { entry };
    let entry = if is_unknown { entry.with(Detail::Unknown, "yes") } else { entry };
    if let Some(error) = refused {
        audit::record(app, by.viewer(), entry.with(Detail::Outcome, "refused")).await?;
        return Err(error);
    }
    Ok(entry)
}

/// Whether an account would be granted both to audit and to read what is masked, now or later.
async fn unmasks_auditor(app: &App, grant: &Grant) -> StoreResult<bool> {
    let Subject::Account(account) = &grant.subject else { return Ok(false) };
    let standing = standing::of(app, Person { account, identity_type: None, organization_id: None }).await?;
    let person = standing.person(account);
    let mut given = grants::for_person(&app.db, person).await?;
    given.extend(configured(&app.config));
    let today = app.clock.today();
    given.retain(|placed| {
        placed.grant.subject.is(person) && placed.grant.until.is_none_or(|until| until >= today)
    });
    let has = |wanted: fn(&Grant) -> bool| given.iter().any(|placed| wanted(&placed.grant));
    let audits = |grant: &Grant| grant.role == Role::Auditor;
    let reads = |grant: &Grant| !grant.extras.is_empty();
    Ok(audits(grant) && has(reads) || reads(grant) && has(audits))
}

/// Whether nobody of this name is known to who gives the grant; nothing can be said without a replica.
async fn is_unknown(app: &App, by: &Permit<'_, Administer>, subject: &Subject) -> StoreResult<bool> {
    Ok(match subject {
        Subject::Account(account) if app.replica().is_ok() => {
            !accounts::is_in_scope(app, by.viewer(), account).await?
        }
        _ => false,
    })
}

/// An organisation of the grant that nobody belongs to; nothing can be said without a replica.
fn unknown_organization(app: &App, by: &Permit<'_, Administer>, grant: &Grant) -> Option<AccessError> {
    app.replica().ok()?;
    let known = app.index.organizations();
    let of_subject = match &grant.subject {
        Subject::Rule { organization_id, .. } => Some(organization_id),
        Subject::Account(_) => None,
    };
    let of_scope = match &grant.scope {
        Scope::Organizations(ids) => ids.iter().collect(),
        Scope::All => Vec::new(),
    };
    let is_unknown = |id: &&String| !known.contains_key(*id) && !names(by.scope(), id);
    of_subject.into_iter().chain(of_scope).find(is_unknown).cloned().map(AccessError::UnknownOrganization)
}

/// Whether a scope has an organisation by its code.
fn names(scope: &Scope, id: &str) -> bool {
    matches!(scope, Scope::Organizations(ids) if ids.contains(id))
}

/// Whether a grant for this subject would be one for who gives it: by any of their accounts, or by any identity that these have. A rule is refused
/// while their identities are not known.
async fn raises_own(
    app: &App,
    by: &Permit<'_, Administer>,
    subject: &Subject,
) -> Result<Option<AccessError>, AccessError> {
    let person = by.viewer().session().person();
    if subject.is(person) {
        return Ok(Some(AccessError::OwnRights));
    }
    let known = match standing::identities(app, person.account).await {
        Ok(known) => known,
        Err(IdentitiesError::Upstream(_)) => None,
        Err(IdentitiesError::Store(error)) => return Err(error.into()),
    };
    Ok(match (known, subject) {
        (Some(identities), subject) => identities.are_meant_by(subject).then_some(AccessError::OwnRights),
        (None, Subject::Rule { .. }) => Some(AccessError::IdentityUnknown),
        (None, Subject::Account(_)) => None,
    })
}

/// Whether several people use what is granted to. Of an account out of scope nothing is told: what a group may not have, it does not get either way.
async fn is_for_group(app: &App, by: &Permit<'_, Administer>, subject: &Subject) -> StoreResult<bool> {
    Ok(match subject {
        Subject::Account(account)
            if *by.scope() != Scope::All && !accounts::is_in_scope(app, by.viewer(), account).await? =>
        {
            false
        }
        Subject::Account(account) => {
            standing::of(app, Person { account, identity_type: None, organization_id: None }).await?.is_group
        }
        Subject::Rule { identity_type, .. } => standing::is_group_type(identity_type),
    })
}

/// Withdraws a grant, and answers it; one that is withdrawn already stays so, and one that reaches further than the right of who does it is as if it
/// were not there.
///
/// # Errors
/// There is no such grant, or nobody would remain who can grant access.
pub async fn withdraw(app: &App, by: &Permit<'_, Administer>, id: i64) -> Result<Grant, AccessError> {
    let known = list(app, by).await?;
    withdraw_as(&app.db, &app.config, &by.viewer().actor(), &known, id, app.clock.unix(), app.clock.today())
        .await
}

/// As [`grant`], by whoever runs the server.
///
/// # Errors
/// It would never be in force.
pub async fn grant_at_console(db: &Db, grant: &Grant, now: i64, today: Date) -> Result<i64, AccessError> {
    check_days(grant, today)?;
    store::audit::append(db, now, &console(), &Entry::of_grant(Action::Granted, grant))
        .await
        .map_err(AuditError::Write)?;
    Ok(grants::insert(db, grant, CONSOLE, now).await?)
}

/// As [`withdraw`], by whoever runs the server.
///
/// # Errors
/// As there.
pub async fn withdraw_at_console(
    db: &Db,
    config: &Config,
    id: i64,
    now: i64,
    today: Date,
) -> Result<Grant, AccessError> {
    withdraw_as(db, config, &console(), &grants::list(db).await?, id, now, today).await
}

/// Whoever runs the server, as the audit log names them.
pub fn console() -> Actor {
    Actor { who: CONSOLE.to_owned(), ..Actor::default() }
}

/// Withdraws one of the grants that are known to who does it. That it was refused is recorded as well.
async fn withdraw_as(
    db: &Db,
    config: &Config,
    actor: &Actor,
    known: &[PlacedGrant],
    id: i64,
    now: i64,
    today: Date,
) -> Result<Grant, AccessError> {
    let is_meant =
        |placed: &&PlacedGrant| matches!(&placed.place, Place::Database { id: its, .. } if *its == id);
    let found = known.iter().find(is_meant).ok_or(AccessError::NotThere)?;
    if matches!(&found.place, Place::Database { withdrawn: Some(_), .. }) {
        return Ok(found.grant.clone());
    }
    let entry = Entry::of_grant(Action::Withdrawn, &found.grant);
    store::audit::append(db, now, actor, &entry).await.map_err(AuditError::Write)?;
    let is_lasting = |grant: &Grant| {
        grant.role == Role::Administrator
            && grant.scope == Scope::All
            && grant.until.is_none()
            && grant.is_in_force(today)
    };
    let configured = config.grants.iter().any(is_lasting);
    let may_go = |gone: Option<PlacedGrant>, left: Vec<PlacedGrant>| {
        configured
            || gone.is_none_or(|gone| !is_lasting(&gone.grant))
            || left.iter().any(|placed| is_lasting(&placed.grant))
    };
    match grants::withdraw(db, id, &actor.who, now, may_go).await? {
        // None is ever deleted: what is not there any more was withdrawn since it was read.
        Withdrawal::Done | Withdrawal::NotThere => Ok(found.grant.clone()),
        Withdrawal::Refused => {
            store::audit::append(db, now, actor, &entry.with(Detail::Outcome, "refused"))
                .await
                .map_err(AuditError::Write)?;
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
