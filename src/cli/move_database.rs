//! `move`: everything to a database of the other engine.

use clap::Args;
use secrecy::SecretString;

use crate::server::access::console;
use crate::server::clock::Clock;
use crate::server::config::Config;
use model::audit::{Action, Entry};
use store::moving::{self, MoveError};
use store::{Db, OpenError, StoreError, audit};

#[derive(Args)]
pub struct MoveArguments {
    /// `sqlite:PATH` or `postgres://…`; `database_url` unless it is given.
    #[arg(long, value_name = "URL", env = "JACCOUNT_ADMIN_MOVE_FROM", hide_env_values = true)]
    from: Option<SecretString>,
    /// The other one; a password is better kept in the variable.
    #[arg(long, value_name = "URL", env = "JACCOUNT_ADMIN_MOVE_TO", hide_env_values = true)]
    to: SecretString,
}

/// Why not everything is at the other end: one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum MoveFailed {
    #[error("Cannot start: {0}.")]
    From(OpenError),
    #[error("The database to move to cannot be used: {0}.")]
    To(OpenError),
    #[error("Nothing was moved, since that cannot be recorded: {0}.")]
    Audit(#[from] StoreError),
    #[error("Not everything was moved: {0}.")]
    Move(#[from] MoveError),
}

/// Copies everything, and compares both ends. Servers that use the database must be stopped.
///
/// # Errors
/// Not everything is at the other end; run again, it goes on from where it is.
pub async fn move_database(config: Config, arguments: MoveArguments) -> Result<(), MoveFailed> {
    let from = arguments.from.unwrap_or_else(|| config.database_url.clone());
    let from = Db::open(&from, config.data_key.clone()).await.map_err(MoveFailed::From)?;
    let to = Db::open_to_move(&arguments.to, config.data_key).await.map_err(MoveFailed::To)?;
    audit::append(&from, Clock::system().unix(), &console(), &Entry::new(Action::DatabaseMoved)).await?;
    audit::remember(&from).await?;
    let moved = moving::move_all(&from, &to, |table, rows| println!("{table}: {rows}")).await;
    from.close().await;
    to.close().await;
    let moved = moved?;
    println!(
        "All {} tables are at the other end and the same there: {} rows, and {} entries of the audit log, whole. Set `database_url` to it; the key stays where it \
         is. Keep the old database until the new one has been backed up.",
        moved.tables, moved.rows, moved.entries
    );
    Ok(())
}
