//! A throw-away PostgreSQL for the tests: started on a free port in a temporary folder, stopped in the end.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};
use tempfile::TempDir;

use crate::process::{free_port, output};
use crate::setup;

/// A server where the tests may make databases.
pub enum Postgres {
    /// One that was named by `TEST_DATABASE_URL`.
    Given(String),
    Own {
        programs: PathBuf,
        folder: TempDir,
        port: u16,
    },
}

impl Postgres {
    pub fn start() -> Result<Self> {
        if let Ok(url) = std::env::var("TEST_DATABASE_URL") {
            return Ok(Self::Given(url));
        }
        let programs = setup::postgres()?;
        let folder = tempfile::Builder::new().prefix("jaccount-admin-postgres-").tempdir()?;
        let data = folder.path().join("data");
        let port = free_port()?;
        if is_root() {
            // PostgreSQL refuses to run as root; Debian's package brings a user for it.
            output(Command::new("chown").arg("postgres").arg(folder.path()))?;
        }
        output(
            as_user(&programs.join("initdb"))
                .args(["--auth=trust", "--username=postgres", "--no-sync", "--encoding=UTF8", "--pgdata"])
                .arg(&data),
        )?;
        let own = Self::Own { programs: programs.clone(), port, folder };
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c max_connections=200"
        );
        let log = data.join("log");
        let mut start = as_user(&programs.join("pg_ctl"));
        start
            .args(["start", "--wait", "--silent", "--options", &options, "--log"])
            .arg(&log)
            .arg("--pgdata")
            .arg(&data);
        // Its output must not be captured: the server inherits it and would keep it open.
        let started = start.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        anyhow::ensure!(
            started.success(),
            "PostgreSQL did not start:\n{}",
            std::fs::read_to_string(&log).unwrap_or_default()
        );
        Ok(own)
    }

    /// Ends every connection at once, as if the machine had failed, and goes on. Of one that is somebody else's, nothing.
    pub fn restart(&self) -> Result<()> {
        let Self::Own { programs, folder, .. } = self else { return Ok(()) };
        let data = folder.path().join("data");
        let mut restart = as_user(&programs.join("pg_ctl"));
        restart.args(["restart", "--mode=immediate", "--wait", "--silent", "--log"]).arg(data.join("log"));
        restart.arg("--pgdata").arg(&data).stdout(Stdio::null()).stderr(Stdio::null());
        anyhow::ensure!(restart.status()?.success(), "PostgreSQL did not come back");
        Ok(())
    }

    pub fn url(&self) -> String {
        match self {
            Self::Given(url) => url.clone(),
            Self::Own { port, .. } => format!("postgres://postgres@127.0.0.1:{port}/postgres"),
        }
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Self::Own { programs, folder, .. } = self {
            let data = folder.path().join("data");
            let stopped = output(
                as_user(&programs.join("pg_ctl"))
                    .args(["stop", "--mode=immediate", "--wait", "--pgdata"])
                    .arg(data),
            );
            if let Err(error) = stopped.context("PostgreSQL was not stopped") {
                eprintln!("{error:#}");
            }
        }
    }
}

fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn as_user(program: &Path) -> Command {
    let mut command;
    if is_root() {
        command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
    } else {
        command = Command::new(program);
    }
    // A folder that the other user may not enter would be complained of.
    command.current_dir("/");
    command
}
