//! `test`: every check and test, with a table in the end.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::bundle::{self, Programs};
use crate::postgres::Postgres;
use crate::process::{self, free_port, run as run_command, succeeds, watch};
use crate::setup::{self, cargo};
use crate::{demo, deploy, place, rules};

/// Bundle and script together, compressed, may be this large: 150 KB.
const MAX_BUNDLE_BYTES: usize = 150 * 1_000;

/// What one part came to.
#[derive(Default)]
struct Outcome {
    passed: u32,
    failed: u32,
    note: String,
}

impl Outcome {
    /// A check that either holds or does not.
    fn of(result: Result<String>) -> Self {
        match result {
            Ok(note) => Self { passed: 1, failed: 0, note },
            Err(error) => {
                eprintln!("{error:#}");
                Self {
                    passed: 0,
                    failed: 1,
                    note: format!("{error:#}").lines().next().unwrap_or_default().chars().take(80).collect(),
                }
            }
        }
    }

    /// Reads what cargo's test runner prints at the end of each program.
    fn read_cargo(&mut self, line: &str) {
        if let Some(counts) = line.strip_prefix("test result: ") {
            self.passed += count_before(counts, " passed");
            self.failed += count_before(counts, " failed");
        }
    }

    /// Reads Playwright's closing lines: `  12 passed (1.2m)`, `  1 failed`. A flaky test failed and then held: that is told, for somebody to find out why.
    fn read_playwright(&mut self, line: &str) {
        let line = line.trim();
        if line.contains(" passed (") {
            self.passed += count_before(line, " passed");
        } else if line.ends_with(" failed") || line.ends_with(" did not run") {
            self.failed += line.split(' ').next().and_then(|count| count.parse().ok()).unwrap_or(0);
        } else if line.ends_with(" flaky") {
            self.passed += count_before(line, " flaky");
            self.note = format!("{line}: held at the second try only");
        }
    }

    /// A runner that fails has failed, whatever it counted; one that counted nothing has not run.
    fn settle(mut self, result: Result<bool>) -> Self {
        let succeeded = result.unwrap_or_else(|error| {
            eprintln!("{error:#}");
            false
        });
        if (!succeeded || self.passed == 0) && self.failed == 0 {
            self.failed = 1;
        }
        self
    }
}

fn count_before(text: &str, word: &str) -> u32 {
    let before = text.split(word).next().unwrap_or_default();
    before.rsplit(|c: char| !c.is_ascii_digit()).next().and_then(|count| count.parse().ok()).unwrap_or(0)
}

type Part = (&'static str, fn() -> Outcome);

const PARTS: [Part; 10] = [
    ("fmt", || Outcome::of(format())),
    ("clippy", || Outcome::of(clippy())),
    ("doc", || Outcome::of(doc())),
    ("rules", || {
        Outcome::of(rules::check().map(|()| {
            "imports, circles, lengths, bundle's crates, migrations, portable SQL, unused crates".to_owned()
        }))
    }),
    ("deny", deny),
    ("deploy", || Outcome::of(deploy::check())),
    ("unit", unit),
    ("http", http),
    ("bundle", || Outcome::of(bundle_size())),
    ("browser", browser),
];

fn parts_named(names: &[String]) -> Result<Vec<&'static Part>> {
    if let Some(unknown) = names.iter().find(|name| !PARTS.iter().any(|(part, _)| part == name)) {
        bail!("There is no part {unknown:?}; there are {}.", PARTS.map(|(name, _)| name).join(", "));
    }
    Ok(PARTS.iter().filter(|(part, _)| names.is_empty() || names.iter().any(|name| name == part)).collect())
}

pub fn run(names: &[String]) -> Result<()> {
    let parts = parts_named(names)?;
    let mut table = Vec::new();
    for (name, work) in parts {
        println!("\n━━ {name}");
        let started = Instant::now();
        let outcome = work();
        if process::is_stopping() {
            bail!("Stopped.");
        }
        table.push((*name, outcome, started.elapsed()));
    }
    print_table(&table);
    let passed: u32 = table.iter().map(|(_, outcome, _)| outcome.passed).sum();
    let failed: u32 = table.iter().map(|(_, outcome, _)| outcome.failed).sum();
    println!("\n{passed} passed, {failed} failed");
    if failed > 0 {
        std::process::exit(1);
    }
    Ok(())
}

fn print_table(table: &[(&str, Outcome, Duration)]) {
    println!("\n{:<10} {:>7} {:>7} {:>9}", "part", "passed", "failed", "seconds");
    for (name, outcome, took) in table {
        println!(
            "{name:<10} {:>7} {:>7} {:>9.1}  {}",
            outcome.passed,
            outcome.failed,
            took.as_secs_f64(),
            outcome.note
        );
    }
}

fn format() -> Result<String> {
    run_command(setup::cargo_here()?.args(["fmt", "--all", "--check"]))?;
    Ok(String::new())
}

fn clippy() -> Result<String> {
    run_command(setup::cargo_here()?.args([
        "clippy",
        "--quiet",
        "--workspace",
        "--all-targets",
        "--features",
        setup::TESTED,
        "--",
        "-D",
        "warnings",
    ]))?;
    // As it is built by default.
    run_command(setup::cargo_here()?.args([
        "clippy",
        "--quiet",
        "--lib",
        "--bins",
        "--features",
        "ssr",
        "--",
        "-D",
        "warnings",
    ]))?;
    // For this machine instead of for WebAssembly: the lints are the same, and not every compiler for WebAssembly comes with clippy.
    run_command(setup::cargo_here()?.args([
        "clippy",
        "--quiet",
        "--lib",
        "--features",
        "hydrate",
        "--",
        "-D",
        "warnings",
    ]))?;
    Ok("server and browser".to_owned())
}

/// What the documentation refers to is there; the examples of the client are compiled.
fn doc() -> Result<String> {
    let flags = ("RUSTDOCFLAGS", "-D warnings");
    let items = ["doc", "--quiet", "--workspace", "--no-deps", "--features", setup::TESTED];
    run_command(setup::cargo_here()?.args(items).env(flags.0, flags.1))?;
    run_command(setup::cargo_here()?.args(["test", "--quiet", "--doc", "--package", "jaccount"]))?;
    Ok("no warnings".to_owned())
}

/// Licences, sources, banned crates; advisories where their database is at hand. Without cargo-deny nothing is checked, and nothing counted.
fn deny() -> Outcome {
    if !succeeds(Command::new(cargo()).args(["deny", "--version"])) {
        return Outcome {
            note: "skipped: cargo-deny is not installed (cargo install --locked cargo-deny)".to_owned(),
            ..Outcome::default()
        };
    }
    Outcome::of(run_deny())
}

fn run_deny() -> Result<String> {
    run_command(setup::cargo_here()?.args([
        "deny",
        "--log-level",
        "error",
        "check",
        "licenses",
        "bans",
        "sources",
    ]))?;
    let has_database = place_of_advisories().is_some_and(|folder| folder.exists());
    if !has_database {
        return Ok("advisories not checked: their database is not at hand (cargo deny fetch)".to_owned());
    }
    run_command(setup::cargo_here()?.args([
        "deny",
        "--log-level",
        "error",
        "check",
        "--disable-fetch",
        "advisories",
    ]))?;
    Ok("with advisories".to_owned())
}

fn place_of_advisories() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cargo")))?;
    Some(home.join("advisory-dbs"))
}

fn unit() -> Outcome {
    let mut outcome = Outcome::default();
    let result = run_unit(&mut outcome);
    outcome.settle(result)
}

fn run_unit(outcome: &mut Outcome) -> Result<bool> {
    watch(
        setup::cargo_here()?.args([
            "test",
            "--quiet",
            "--workspace",
            "--features",
            setup::TESTED,
            "--lib",
            "--bins",
        ]),
        |line| outcome.read_cargo(line),
    )
}

fn http() -> Outcome {
    let mut outcome = Outcome::default();
    let result = run_http(&mut outcome);
    outcome.settle(result)
}

fn run_http(outcome: &mut Outcome) -> Result<bool> {
    let postgres = Postgres::start()?;
    let (python, servers) = (setup::python_client()?, setup::others_servers()?);
    watch(
        setup::cargo_here()?
            .args([
                "test",
                "--quiet",
                "--workspace",
                "--features",
                setup::TESTED,
                "--test",
                "*",
                "--",
                "--include-ignored",
            ])
            .env("TEST_DATABASE_URL", postgres.url())
            .env("OAUTH_JACCOUNT_PYTHON", python)
            .env("SERVERS_PYTHON", servers),
        |line| outcome.read_cargo(line),
    )
}

fn bundle_size() -> Result<String> {
    bundle::build_site()?;
    let size = bundle::size()?;
    let total = size.wasm + size.script;
    let note = format!("wasm {} + js {} = {total} bytes brotli, css {}", size.wasm, size.script, size.style);
    if total > MAX_BUNDLE_BYTES {
        bail!("The bundle is larger than {MAX_BUNDLE_BYTES} bytes: {note}");
    }
    println!("{note}");
    Ok(note)
}

fn browser() -> Outcome {
    let mut outcome = Outcome::default();
    let result = run_browser(&mut outcome);
    outcome.settle(result)
}

/// Every spec on a copy that was made just now; then those of the past on one that has a month behind it.
fn run_browser(outcome: &mut Outcome) -> Result<bool> {
    let programs: Programs = bundle::build_debug()?;
    setup::browser()?;
    let folder = tempfile::Builder::new().prefix("jaccount-admin-browser-").tempdir()?;
    let (sandbox_port, server_port) = (free_port()?, free_port()?);
    let (python, soffice) = setup::export_readers()?;
    let (database, log) = (folder.path().join("test.db"), folder.path().join("server.log"));
    let mut playwright = |projects: &[&str], database: &Path, log: &Path| {
        let mut playwright = playwright_command(server_port, sandbox_port);
        playwright
            .env("SERVER_LOG", log)
            .env("DATABASE", database)
            .env("PYTHON", &python)
            .env("SOFFICE", soffice.clone().unwrap_or_default())
            .args(["test", "--reporter", "list"])
            .args(projects.iter().flat_map(|project| ["--project", project]))
            .arg("--output")
            .arg(folder.path().join("results"));
        watch(&mut playwright, |line| outcome.read_playwright(line)).context("Playwright did not run")
    };
    let both = demo::start_synced(&programs, &database, sandbox_port, server_port, Some(&log))?;
    // It depends on all others that want this copy.
    let is_right = playwright(&["alone"], &database, &log)?;
    drop(both);
    let (database, log) = (folder.path().join("month.db"), folder.path().join("month.log"));
    let both = demo::start_after_month_for_tests(&programs, &database, sandbox_port, server_port, &log)?;
    let is_past_right = playwright(&["past", "past without script"], &database, &log)?;
    drop(both);
    Ok(is_right && is_past_right)
}

/// Playwright, told where the server and the sandbox are.
pub fn playwright_command(server_port: u16, sandbox_port: u16) -> Command {
    let mut command = Command::new("npx");
    command
        .arg("playwright")
        .current_dir(place::end2end())
        .env("BASE_URL", format!("http://127.0.0.1:{server_port}"))
        .env("SANDBOX_URL", format!("http://127.0.0.1:{sandbox_port}"));
    command
}
