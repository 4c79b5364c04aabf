//! `grant`, `revoke` and `grants`: access on the command line, for the first administrator and for when nobody can get in.

use clap::Args;
use time::Date;

use crate::server::access::{self, AccessError};
use crate::server::clock::Clock;
use crate::server::config::Config;
use model::date::format_date;
use model::grant_form::{GrantForm, GrantFormError};
use model::rights::{Grant, Place, PlacedGrant, Subject};
use model::scope::Scope;
use store::audit::{self, LogError};
use store::{Db, OpenError, StoreError, grants};

/// Why access was not changed: one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum AccessCommandError {
    #[error("Cannot start: {0}.")]
    Open(#[from] OpenError),
    #[error("Cannot start: {0}.")]
    AuditLog(#[from] LogError),
    #[error("Access was not changed: {0}.")]
    Access(#[from] AccessError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("Access was not changed: {0}.")]
    Form(#[from] GrantFormError),
}

/// What `grant` takes.
#[derive(Args, Debug)]
pub struct GrantArguments {
    /// jAccount name. Or give an identity type and an organisation.
    #[arg(default_value = "", hide_default_value = true)]
    account: String,
    /// With `--organization`: everyone whose default identity is of this type there, as `faculty`.
    #[arg(long, default_value = "", hide_default_value = true)]
    identity_type: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    organization: String,
    /// viewer, exporter, auditor or administrator.
    #[arg(long)]
    role: String,
    /// Beyond the role: reveal; for exporters also export-unmasked.
    #[arg(long, value_delimiter = ',')]
    also: Vec<String>,
    /// all, or codes of organisations separated by commas.
    #[arg(long)]
    scope: String,
    /// The first day, as 2026-09-01.
    #[arg(long, default_value = "", hide_default_value = true)]
    from: String,
    /// The last day.
    #[arg(long, default_value = "", hide_default_value = true)]
    until: String,
}

impl GrantArguments {
    fn grant(self, domains: &[String]) -> Result<Grant, GrantFormError> {
        let is_for_all = self.scope == "all";
        let form = GrantForm {
            account: self.account,
            identity_type: self.identity_type,
            organization: self.organization,
            role: self.role,
            extras: self.also,
            is_for_all,
            organizations: if is_for_all { String::new() } else { self.scope },
            from: self.from,
            until: self.until,
            ..GrantForm::default()
        };
        form.grant(domains)
    }
}

/// Gives a grant.
///
/// # Errors
/// It means nothing.
pub async fn grant(config: Config, arguments: GrantArguments) -> Result<(), AccessCommandError> {
    let grant = arguments.grant(&config.account_domains)?;
    let (db, clock) = (open(config).await?.0, Clock::system());
    audit::check(&db).await?;
    let id = access::grant_at_console(&db, &grant, clock.unix(), clock.today()).await?;
    audit::remember(&db).await?;
    println!("Granted, as number {id}: {}", words(&grant));
    db.close().await;
    Ok(())
}

/// Withdraws a grant.
///
/// # Errors
/// There is none with this number, or nobody would remain who can grant access.
pub async fn revoke(config: Config, id: i64) -> Result<(), AccessCommandError> {
    let clock = Clock::system();
    let (db, config) = open(config).await?;
    audit::check(&db).await?;
    access::withdraw_at_console(&db, &config, id, clock.unix(), clock.today()).await?;
    audit::remember(&db).await?;
    println!("Grant {id} is withdrawn.");
    db.close().await;
    Ok(())
}

/// Prints all grants that were not withdrawn.
pub async fn list(config: Config) -> Result<(), AccessCommandError> {
    let (db, config) = open(config).await?;
    for PlacedGrant { place, grant } in
        access::configured(&config).into_iter().chain(grants::list(&db).await?)
    {
        match place {
            Place::Configuration => println!("{:>6}  {}", "config", words(&grant)),
            Place::Database { id, withdrawn: None, granted_by, .. } => {
                println!("{id:>6}  {}  (by {granted_by})", words(&grant));
            }
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
    let rights: Vec<&str> =
        [grant.role.code()].into_iter().chain(grant.extras.iter().map(|extra| extra.code())).collect();
    let scope = match &grant.scope {
        Scope::All => "all".to_owned(),
        Scope::Organizations(ids) => ids.iter().map(String::as_str).collect::<Vec<_>>().join(","),
    };
    let day = |label: &str, day: Option<Date>| {
        day.map(|day| format!(" {label} {}", format_date(day))).unwrap_or_default()
    };
    format!(
        "{subject}: {} for {scope}{}{}",
        rights.join("+"),
        day("from", grant.from),
        day("until", grant.until)
    )
}
