//! The program: `serve` (also when nothing is said) and what is done on the command line.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use jaccount_admin::access_commands::{self, GrantArguments};
use jaccount_admin::audit_verify::{VerifyArguments, audit_accept_loss, audit_verify};
use jaccount_admin::read_list::read_list;
use jaccount_admin::rotate_key::rotate_key;
use jaccount_admin::serve::serve;
use jaccount_admin::server::config::Config;
use jaccount_admin::server::telemetry;
use jaccount_admin::sync_once::sync_once;
use jaccount_admin::web::Assets;
use rust_embed::RustEmbed;

/// The index and the sync allocate much and in all sizes; this allocator gives memory back that the C library's keeps.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    Grant(GrantArguments),
    /// Withdraw a grant by its number.
    Revoke { number: i64 },
    /// List the grants.
    Grants,
    /// Check that no entry of the audit log was changed or taken out.
    AuditVerify(VerifyArguments),
    /// Go on with an audit log of which entries are lost for good; that is recorded.
    AuditAcceptLoss {
        /// How they were lost.
        #[arg(long)]
        reason: String,
    },
    /// Seal the numbers and addresses of people with a new key. It can be stopped and started again, and the server may run meanwhile.
    RotateKey,
    /// Read the configuration, say whether it can be used, and stop.
    CheckConfig,
    /// Read a list from standard input. The server starts this for each list that somebody brings.
    #[command(hide = true)]
    ReadList {
        /// It is a text from the page, and not a file.
        #[arg(long)]
        pasted: bool,
    },
}

/// What the browser gets, built by `cargo xtask build`. It is embedded here and not in the library, so that the library can be compiled meanwhile.
#[derive(RustEmbed)]
#[folder = "$BUNDLED_SITE"]
#[allow_missing = true]
struct Site;

/// Embedding follows files that change, but not files that appear; cargo builds this anew when the variable changes.
const _: Option<&str> = option_env!("BUNDLED_SITE_VERSION");

fn main() -> ExitCode {
    keep_to_oneself();
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Files are for this user alone, memory is not dumped (it holds keys and people), and every file and connection that the system allows may be open.
fn keep_to_oneself() {
    #[cfg(unix)]
    {
        use rustix::fs::Mode;
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit, umask};
        umask(Mode::RWXG | Mode::RWXO);
        let files = getrlimit(Resource::Nofile);
        let limits =
            [(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }), (Resource::Nofile, Rlimit { current: files.maximum, ..files })];
        for (resource, limit) in limits {
            if let Err(error) = setrlimit(resource, limit) {
                eprintln!("A limit of this process cannot be set: {error}.");
            }
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    // Before anything is read or started: this process gets a file that nobody has looked at yet.
    if let Some(Command::ReadList { pasted }) = arguments.command {
        return Ok(read_list(pasted)?);
    }
    let config = Config::load(arguments.config.as_deref())?;
    telemetry::start(&config.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match arguments.command.unwrap_or(Command::Serve) {
            Command::Serve => serve(config, Assets::new(|path| Site::get(path).map(|file| file.data))).await?,
            Command::Sync { .. } => sync_once(config).await?,
            Command::Grant(arguments) => access_commands::grant(config, arguments).await?,
            Command::Revoke { number } => access_commands::revoke(config, number).await?,
            Command::Grants => access_commands::list(config).await?,
            Command::AuditVerify(arguments) => audit_verify(config, arguments).await?,
            Command::AuditAcceptLoss { reason } => audit_accept_loss(config, &reason).await?,
            Command::RotateKey => rotate_key(config).await?,
            // Answered above.
            Command::ReadList { .. } => {}
            Command::CheckConfig => {
                println!("The configuration can be used: {} on {}, {} grants stand in it.", config.public_url, config.listen, config.grants.len());
            }
        }
        Ok(())
    })
}
