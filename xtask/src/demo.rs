//! `demo`: a simulated university and the dashboard, side by side, until Ctrl-C.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

use crate::bundle::{self, Profile, Programs};
use crate::place;
use crate::process::{self, Running};
use crate::step::step;

pub const SERVER_PORT: u16 = 3000;
pub const SANDBOX_PORT: u16 = 4000;
const ACCOUNTS: &str = "20000";
const TEST_ACCOUNTS: &str = "4000";
/// Accounts changed a second, so that there is something to watch.
const LIVE: &str = "0.2";

pub fn run() -> Result<()> {
    check_ports()?;
    println!(
        "The first build takes some minutes; then the dashboard starts on http://127.0.0.1:{SERVER_PORT}."
    );
    let programs = bundle::build_release()?;
    let past = step("What plays the past month", || bundle::build_past(Profile::Release))?;
    // The university is made anew with each start, and so is what the dashboard knows of it.
    let folder = place::target()?.join("demo");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)
            .with_context(|| format!("{} cannot be removed", folder.display()))?;
    }
    let database = folder.join("demo.db");
    let mut both = start(
        &programs,
        &database,
        SANDBOX_PORT,
        SERVER_PORT,
        &["--accounts", ACCOUNTS, "--live", LIVE],
        Purpose { past: Some(&past), ..Purpose::default() },
    )?;
    println!("{}", welcome());
    while !process::is_stopping() {
        if both.server.has_ended() || both.sandbox.has_ended() {
            if process::is_stopping() {
                break;
            }
            bail!(
                "The {} has stopped by itself; see above.",
                if both.server.has_ended() { "server" } else { "sandbox" }
            );
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    drop(both);
    println!("\nStopped.");
    Ok(())
}

/// Before anything is built: a port in use is better said now.
pub fn check_ports() -> Result<()> {
    for (port, what) in [(SERVER_PORT, "dashboard"), (SANDBOX_PORT, "simulated university")] {
        TcpListener::bind(("127.0.0.1", port))
            .with_context(|| format!("Port {port} on 127.0.0.1, where the {what} would listen, cannot be used. Stop what uses it and try again"))?;
    }
    Ok(())
}

/// Server and sandbox; the server is stopped first.
pub struct Both {
    pub server: Running,
    pub sandbox: Running,
}

/// Starts the sandbox, brings a replica up to date, and starts a server on it: for tests and pictures, which want a university that holds still.
/// What the server logs goes to `log`, if one is named, in more detail than in earnest.
pub fn start_synced(
    programs: &Programs,
    database: &Path,
    sandbox_port: u16,
    server_port: u16,
    log: Option<&Path>,
) -> Result<Both> {
    let purpose = Purpose { is_for_tests: true, log, past: None };
    start(programs, database, sandbox_port, server_port, &["--accounts", TEST_ACCOUNTS], purpose)
}

/// The same after the month that the demonstration begins with: for pictures that show what one sees there.
pub fn start_after_month(
    programs: &Programs,
    database: &Path,
    sandbox_port: u16,
    server_port: u16,
) -> Result<Both> {
    let past = step("What plays the past month", || bundle::build_past(Profile::Release))?;
    let purpose = Purpose { past: Some(&past), ..Purpose::default() };
    start(programs, database, sandbox_port, server_port, &["--accounts", ACCOUNTS], purpose)
}

/// The same for tests, at a smaller university.
pub fn start_after_month_for_tests(
    programs: &Programs,
    database: &Path,
    sandbox_port: u16,
    server_port: u16,
    log: &Path,
) -> Result<Both> {
    let past = step("What plays the past month", || bundle::build_past(Profile::Debug))?;
    let purpose = Purpose { past: Some(&past), is_for_tests: true, log: Some(log) };
    start(programs, database, sandbox_port, server_port, &["--accounts", TEST_ACCOUNTS], purpose)
}

/// What a server is started for.
#[derive(Clone, Copy, Default)]
struct Purpose<'a> {
    /// The program that plays a month first; without it the replica is brought up to date.
    past: Option<&'a Path>,
    /// A test is one person who asks for more in a minute than people do.
    is_for_tests: bool,
    /// Where the server's log goes, in more detail than in earnest.
    log: Option<&'a Path>,
}

/// Starts the sandbox and a server that is configured for it.
fn start(
    programs: &Programs,
    database: &Path,
    sandbox_port: u16,
    server_port: u16,
    sandbox_arguments: &[&str],
    purpose: Purpose<'_>,
) -> Result<Both> {
    let sandbox_url = format!("http://127.0.0.1:{sandbox_port}");
    let mut sandbox = Running::start(
        Command::new(&programs.sandbox)
            .args(sandbox_arguments)
            .args(["--port", &sandbox_port.to_string()])
            .stdout(Stdio::null()),
    )?;
    sandbox.wait_for(&format!("{sandbox_url}/sandbox/statistics"), Duration::from_secs(30))?;
    match purpose.past {
        Some(past) => step("A month at the simulated university", || {
            // Everything is compared once a week: enough to notice who left.
            process::run(
                server_command(past, database, &sandbox_url, server_port)?
                    .env("JACCOUNT_ADMIN_SYNC__FULL_INTERVAL_HOURS", "168"),
            )
        })?,
        None => process::run(
            server_command(&programs.server, database, &sandbox_url, server_port)?.args(["sync", "--once"]),
        )?,
    }
    let mut command = server_command(&programs.server, database, &sandbox_url, server_port)?;
    if purpose.is_for_tests {
        command.envs([
            ("JACCOUNT_ADMIN_LIMITS__PAGES_PER_MINUTE", "100000"),
            ("JACCOUNT_ADMIN_LIMITS__PAGES_PER_MINUTE_FROM_ADDRESS", "100000"),
            ("JACCOUNT_ADMIN_LIMITS__SIGN_INS_PER_MINUTE", "100000"),
            ("JACCOUNT_ADMIN_EXPORTS__AT_ONCE", "3500"),
        ]);
    }
    if let Some(log) = purpose.log {
        command.env("JACCOUNT_ADMIN_LOG__FILTER", "debug").stderr(std::fs::File::create(log)?);
    }
    let mut server = Running::start(&mut command)?;
    server
        .wait_for(&format!("http://127.0.0.1:{server_port}/readyz"), Duration::from_secs(20))
        .context("The dashboard did not start")?;
    Ok(Both { server, sandbox })
}

/// The server, configured for a sandbox.
pub fn server_command(program: &Path, database: &Path, sandbox_url: &str, port: u16) -> Result<Command> {
    let folder = database.parent().context("The database lies in no folder")?;
    std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be written", folder.display()))?;
    let mut command = Command::new(program);
    command.args(["--config".as_ref(), place::root().join("demo.toml").as_os_str()]).envs([
        ("JACCOUNT_ADMIN_LISTEN", format!("127.0.0.1:{port}")),
        ("JACCOUNT_ADMIN_PUBLIC_URL", format!("http://127.0.0.1:{port}")),
        ("JACCOUNT_ADMIN_DATABASE_URL", format!("sqlite:{}", database.display())),
        ("JACCOUNT_ADMIN_JACCOUNT__ISSUER", format!("{sandbox_url}/oauth2/")),
        ("JACCOUNT_ADMIN_JACCOUNT__PROFILE_URL", format!("{sandbox_url}/v1/me/profile")),
        ("JACCOUNT_ADMIN_ACCOUNT_API__URL", format!("{sandbox_url}/v1/account/info")),
    ]);
    Ok(command)
}

fn welcome() -> String {
    format!(
        "
  The dashboard is at  http://127.0.0.1:{SERVER_PORT}

  Sign in as one of these; there is no password:
    wangyunwei   王运维  administrator of the information centre: sees everyone
    limishu      李秘书  secretary: sees 电子信息与电气工程学院
    zhaoshenji   赵审计  auditor: sees everyone
    chenlaoshi   陈老师  faculty member without any grant: is refused
    sunxiaoming  孙晓明  student: is refused
    nic-service  网络信息中心服务台  group account: is refused

  Ctrl-C stops it."
    )
}
