//! `grant`, `revoke` and `grants`: access on the command line, for the first administrator and for when nobody can get in.

use std::collections::BTreeSet;

use clap::Args;
use time::Date;

use crate::model::date::{format_date, parse_date};
use crate::model::filter::is_organization_id;
use crate::model::rights::{Capability, Grant, Place, PlacedGrant, Role, Subject};
use crate::model::scope::Scope;
use crate::server::access::{self, AccessError};
use crate::server::clock::Clock;
use crate::server::config::Config;
use crate::server::store::{Db, OpenError, grants};

/// Why access was not changed: one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum AccessCommandError {
    #[error("Cannot start: {0}.")]
    Open(#[from] OpenError),
    #[error("Access was not changed: {0}.")]
    Access(#[from] AccessError),
    #[error("The database does not answer: {0}.")]
    Database(#[from] sqlx::Error),
    #[error("A {role} cannot be granted {extra} as well.")]
    Extra { role: &'static str, extra: &'static str },
}

/// What `grant` takes.
#[derive(Args, Debug)]
pub struct GrantArguments {
    /// jAccount name. Or give an identity type and an organisation.
    #[arg(required_unless_present = "identity_type", conflicts_with_all = ["identity_type", "organization"])]
    account: Option<String>,
    /// With `--organization`: everyone whose default identity is of this type there, as `faculty`.
    #[arg(long, requires = "organization")]
    identity_type: Option<String>,
    #[arg(long, requires = "identity_type", value_parser = organization)]
    organization: Option<String>,
    /// viewer, exporter, auditor or administrator.
    #[arg(long, value_parser = |text: &str| Role::from_code(text).ok_or("viewer, exporter, auditor or administrator"))]
    role: Role,
    /// Beyond the role: reveal; for exporters also export-unmasked.
    #[arg(long, value_delimiter = ',', value_parser = |text: &str| Capability::from_code(text).ok_or("reveal or export-unmasked"))]
    also: Vec<Capability>,
    /// all, or codes of organisations separated by commas.
    #[arg(long, value_parser = scope)]
    scope: Scope,
    /// The first day, as 2026-09-01.
    #[arg(long, value_parser = |text: &str| parse_date(text).ok_or("a day is written as 2026-09-01"))]
    from: Option<Date>,
    /// The last day.
    #[arg(long, value_parser = |text: &str| parse_date(text).ok_or("a day is written as 2026-09-30"))]
    until: Option<Date>,
}

fn organization(text: &str) -> Result<String, &'static str> {
    if is_organization_id(text) { Ok(text.to_owned()) } else { Err("a code as 40100") }
}

fn scope(text: &str) -> Result<Scope, &'static str> {
    match text {
        "all" => Ok(Scope::All),
        codes => codes.split(',').map(|code| organization(code.trim())).collect::<Result<_, _>>().map(Scope::Organizations),
    }
}

impl GrantArguments {
    fn grant(self) -> Result<Grant, AccessCommandError> {
        let extras: BTreeSet<Capability> = self.also.into_iter().collect();
        if let Some(extra) = extras.iter().find(|extra| !self.role.extras().contains(extra)) {
            return Err(AccessCommandError::Extra { role: self.role.code(), extra: extra.code() });
        }
        let subject = match (self.account, self.identity_type, self.organization) {
            (None, Some(identity_type), Some(organization_id)) => Subject::Rule { identity_type, organization_id },
            (account, ..) => Subject::Account(account.unwrap_or_default()),
        };
        Ok(Grant { subject, role: self.role, extras, scope: self.scope, from: self.from, until: self.until })
    }
}

/// Gives a grant.
///
/// # Errors
/// It means nothing, or the database cannot be used.
pub async fn grant(config: Config, arguments: GrantArguments) -> Result<(), AccessCommandError> {
    let grant = arguments.grant()?;
    let (db, clock) = (open(config).await?.0, Clock::system());
    let id = access::grant_at_console(&db, &grant, clock.unix(), clock.today()).await?;
    println!("Granted, as number {id}: {}", words(&grant));
    db.close().await;
    Ok(())
}

/// Withdraws a grant.
///
/// # Errors
/// There is none with this number, nobody would remain who can grant access, or the database cannot be used.
pub async fn revoke(config: Config, id: i64) -> Result<(), AccessCommandError> {
    let clock = Clock::system();
    let (db, config) = open(config).await?;
    access::withdraw_at_console(&db, &config, id, clock.unix(), clock.today()).await?;
    println!("Grant {id} is withdrawn.");
    db.close().await;
    Ok(())
}

/// Prints all grants that were not withdrawn.
///
/// # Errors
/// The database cannot be used.
pub async fn list(config: Config) -> Result<(), AccessCommandError> {
    let (db, config) = open(config).await?;
    for PlacedGrant { place, grant } in access::configured(&config).into_iter().chain(grants::list(&db).await?) {
        match place {
            Place::Configuration => println!("{:>6}  {}", "config", words(&grant)),
            Place::Database { id, withdrawn: None, granted_by, .. } => println!("{id:>6}  {}  (by {granted_by})", words(&grant)),
            Place::Database { .. } => {}
        }
    }
    db.close().await;
    Ok(())
}

async fn open(config: Config) -> Result<(Db, Config), OpenError> {
    Ok((Db::open(&config.database_url, config.data_key.clone()).await?, config))
}

fn words(grant: &Grant) -> String {
    let subject = match &grant.subject {
        Subject::Account(account) => account.clone(),
        Subject::Rule { identity_type, organization_id } => format!("{identity_type} of {organization_id}"),
    };
    let rights: Vec<&str> = [grant.role.code()].into_iter().chain(grant.extras.iter().map(|extra| extra.code())).collect();
    let scope = match &grant.scope {
        Scope::All => "all".to_owned(),
        Scope::Organizations(ids) => ids.iter().map(String::as_str).collect::<Vec<_>>().join(","),
    };
    let day = |label: &str, day: Option<Date>| day.map(|day| format!(" {label} {}", format_date(day))).unwrap_or_default();
    format!("{subject}: {} for {scope}{}{}", rights.join("+"), day("from", grant.from), day("until", grant.until))
}
