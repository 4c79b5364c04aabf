//! The program: `serve` (also when nothing is said), `sync` and `check-config`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
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
    /// Read the configuration, say whether it can be used, and stop.
    CheckConfig,
}

/// What the browser gets, built by `cargo xtask build`. It is embedded here and not in the library, so that the library can be compiled meanwhile.
#[derive(RustEmbed)]
#[folder = "$BUNDLED_SITE"]
#[allow_missing = true]
struct Site;

/// Embedding follows files that change, but not files that appear; cargo builds this anew when the variable changes.
const _: Option<&str> = option_env!("BUNDLED_SITE_VERSION");

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    let config = Config::load(arguments.config.as_deref())?;
    if matches!(arguments.command, Some(Command::CheckConfig)) {
        println!("The configuration can be used: {} on {}, {} people are granted access.", config.public_url, config.listen, config.grants.len());
        return Ok(());
    }
    telemetry::start(&config.log)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if let Some(Command::Sync { .. }) = arguments.command {
        return Ok(runtime.block_on(sync_once(config))?);
    }
    Ok(runtime.block_on(serve(config, Assets::new(|path| Site::get(path).map(|file| file.data))))?)
}
