//! The sandbox on the command line.

use std::process::ExitCode;

use clap::Parser;
use jaccount_sandbox::{CLIENT_ID, NameMatch, Options, PEOPLE, Sandbox};

/// A simulated university on one loopback port: jAccount, the profile API and the account API.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Port on 127.0.0.1; 0 takes any free one.
    #[arg(long, default_value_t = 4000)]
    port: u16,
    /// How many accounts, at most 10,000,000.
    #[arg(long, default_value_t = 20_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    accounts: u32,
    /// The same seed gives the same accounts on the same day.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Accounts changed a second.
    #[arg(long, default_value_t = 0.0)]
    live: f64,
    /// Fields of the account API that the client is granted, comma-separated; all when left out.
    #[arg(long, value_delimiter = ',')]
    grant_fields: Option<Vec<String>>,
    /// Whether the `displayName` parameter must equal the whole name.
    #[arg(long, value_enum, default_value_t)]
    name_match: NameMatch,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let options = Options {
        port: arguments.port,
        accounts: arguments.accounts as usize,
        seed: arguments.seed,
        live: arguments.live,
        granted_fields: arguments.grant_fields.map(|fields| fields.into_iter().collect()),
        name_match: arguments.name_match,
    };
    let sandbox = match Sandbox::start(options).await {
        Ok(sandbox) => sandbox,
        Err(error) => {
            eprintln!(
                "The sandbox cannot listen on 127.0.0.1:{}: {error}. Choose another port with --port.",
                arguments.port
            );
            return ExitCode::FAILURE;
        }
    };
    println!("sandbox: {} accounts on {}, client {CLIENT_ID}", arguments.accounts, sandbox.url());
    for person in PEOPLE {
        println!("  {:<12} {} · {}", person.account, person.name, person.role);
    }
    wait_for_stop().await;
    ExitCode::SUCCESS
}

async fn wait_for_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    _ = tokio::signal::ctrl_c().await;
}
