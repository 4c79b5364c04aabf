//! The command line: `serve` (also when nothing is said), and one file for each of the other commands or their noun.

mod access;
mod audit;
mod backup;
mod check_config;
mod doctor;
mod move_database;
mod read_list;
mod ready;
mod restore;
mod rotate_key;
pub mod serve;
mod stop_signal;
mod sync;

use std::error::Error;
use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::server::config::{self, Config};
use crate::server::telemetry;
use crate::web::Assets;

/// A dashboard in which university staff find and understand jAccounts.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Configuration file (TOML). Environment variables `JACCOUNT_ADMIN_…` go before it.
    #[arg(long, short, global = true, env = "JACCOUNT_ADMIN_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the dashboard (the default).
    Serve,
    /// Bring the replica up to date.
    Sync {
        /// Run what is due once, and stop. (The server itself syncs as long as it runs.)
        #[arg(long, required = true)]
        once: bool,
    },
    /// Grant access: `grant wangyunwei --role administrator --scope all`.
    Grant(access::GrantArguments),
    /// Withdraw a grant by its number.
    Revoke { number: i64 },
    /// List the grants.
    Grants,
    /// Check that no entry of the audit log was changed or taken out.
    AuditVerify(audit::VerifyArguments),
    /// Go on with an audit log of which entries are lost for good; that is recorded.
    AuditAcceptLoss {
        /// How they were lost.
        #[arg(long)]
        reason: String,
    },
    /// Copy a SQLite database and its audit log, and check the copy. The server may run meanwhile.
    Backup(backup::BackupArguments),
    /// Put such a copy in the place of the database, and check it. Stop the server, and move the database away before.
    Restore(restore::RestoreArguments),
    /// Move everything from SQLite to PostgreSQL or back, and compare both ends. Stop the server before.
    Move(move_database::MoveArguments),
    /// Seal the numbers and addresses of people with a new key. It can be stopped and started again, and the server may run meanwhile.
    RotateKey,
    /// Read the configuration, say whether it can be used, and stop.
    CheckConfig,
    /// Say whether database, disk, clock, jAccount, account service, public address and mail server are as the server needs them.
    Doctor,
    /// Ask the server of this machine whether it can do its work, for health checks.
    Ready,
    /// Print a configuration file with every setting, its default and its meaning.
    ExampleConfig,
    /// Read a list from standard input. The server starts this for each list that somebody brings.
    #[command(hide = true)]
    ReadList {
        /// It is a text from the page, and not a file.
        #[arg(long)]
        pasted: bool,
    },
}

/// Does what the arguments of this process say; `assets` is what the browser gets.
///
/// # Errors
/// What was asked for could not be done: a sentence for the operator.
pub fn run(assets: Assets) -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    // Before anything is read or started: this process gets a file that nobody has looked at yet.
    if let Some(Command::ReadList { pasted }) = arguments.command {
        return Ok(read_list::read_list(pasted)?);
    }
    if let Some(Command::ExampleConfig) = arguments.command {
        print!("{}", config::EXAMPLE);
        return Ok(());
    }
    let config = Config::load(arguments.config.as_deref())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let traces = telemetry::start(&config.log, runtime.handle())?;
    let done = runtime.block_on(async {
        match arguments.command.unwrap_or(Command::Serve) {
            Command::Serve => Box::pin(serve::serve(config, assets)).await?,
            Command::Sync { .. } => Box::pin(sync::sync_once(config)).await?,
            Command::Grant(arguments) => access::grant(config, arguments).await?,
            Command::Revoke { number } => access::revoke(config, number).await?,
            Command::Grants => access::list(config).await?,
            Command::AuditVerify(arguments) => audit::audit_verify(config, arguments).await?,
            Command::AuditAcceptLoss { reason } => audit::audit_accept_loss(config, &reason).await?,
            Command::Backup(arguments) => backup::backup(config, arguments).await?,
            Command::Restore(arguments) => restore::restore(config, arguments).await?,
            Command::Doctor => doctor::doctor(config).await?,
            Command::Ready => ready::ready(config).await?,
            Command::Move(arguments) => move_database::move_database(config, arguments).await?,
            Command::RotateKey => rotate_key::rotate_key(config).await?,
            // Answered above.
            Command::ReadList { .. } | Command::ExampleConfig => {}
            Command::CheckConfig => check_config::check_config(&config),
        }
        Ok(())
    });
    if let Some(traces) = traces {
        traces.end();
    }
    done
}
