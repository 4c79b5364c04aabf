//! `dev`: the demonstration from a quick build, rebuilt and restarted when a file changes.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::{Context as _, Result};
use notify::{RecursiveMode, Watcher as _};

use crate::bundle::{self, Programs};
use crate::demo::{self, SANDBOX_PORT, SERVER_PORT};
use crate::place;
use crate::process::{self, Running};

/// Changes that come within this time of each other are one.
const QUIET: Duration = Duration::from_millis(200);

pub fn run() -> Result<()> {
    demo::check_ports()?;
    let (sender, changes) = channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if let Ok(event) = event
            && !event.kind.is_access()
        {
            // The other side is gone only when we stop.
            _ = sender.send(event.paths);
        }
    })?;
    for folder in ["crates", "src", "style", "public", "migrations", "demo.toml"] {
        watcher
            .watch(&place::root().join(folder), RecursiveMode::Recursive)
            .with_context(|| format!("{folder} cannot be watched"))?;
    }
    let mut programs = bundle::build_debug()?;
    let sandbox = Running::start(
        Command::new(&programs.sandbox)
            .args(["--port", &SANDBOX_PORT.to_string(), "--live", "1"])
            .stdout(Stdio::null()),
    )?;
    while !process::is_stopping() {
        let server = start_server(&programs);
        match &server {
            Ok(_) => println!("▸ http://127.0.0.1:{SERVER_PORT} is up; waiting for changes"),
            Err(error) => println!("✗ {error:#}; waiting for changes"),
        }
        let Some(only_style) = next_change(&changes) else { break };
        drop(server);
        let built =
            if only_style { bundle::refresh_style().map(|()| None) } else { bundle::build_debug().map(Some) };
        match built {
            Ok(Some(built)) => programs = built,
            Ok(None) => {}
            Err(error) => println!("✗ {error:#}"),
        }
    }
    drop(sandbox);
    println!("\nStopped.");
    Ok(())
}

fn start_server(programs: &Programs) -> Result<Running> {
    let database = place::target()?.join("dev.db");
    let sandbox = format!("http://127.0.0.1:{SANDBOX_PORT}");
    let mut server = Running::start(
        demo::server_command(&programs.server, &database, &sandbox, SERVER_PORT)?
            .env("JACCOUNT_ADMIN_LOG__FILTER", "info,jaccount_admin=debug"),
    )?;
    server.wait_for(&format!("http://127.0.0.1:{SERVER_PORT}/readyz"), Duration::from_secs(10))?;
    Ok(server)
}

/// Waits for a change and the quiet after it: `true` when only the style changed, `None` when we are to stop.
fn next_change(changes: &Receiver<Vec<std::path::PathBuf>>) -> Option<bool> {
    let mut only_style: Option<bool> = None;
    loop {
        match changes.recv_timeout(QUIET) {
            Ok(paths) => {
                only_style = Some(only_style.unwrap_or(true) && paths.iter().all(|path| is_style(path)));
            }
            Err(RecvTimeoutError::Timeout) if process::is_stopping() => return None,
            Err(RecvTimeoutError::Timeout) if only_style.is_some() => return only_style,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
}

fn is_style(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "css" || ending == "svg")
}
