//! `soak`: an office at work for some minutes, while servers are killed and the database restarts.

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};

use crate::postgres::Postgres;
use crate::process::run as run_command;
use crate::setup;

/// Between two restarts of the database.
const RESTART_EVERY: Duration = Duration::from_secs(75);

/// `--minutes N` and `--instances K`.
pub fn run(arguments: &[String]) -> Result<()> {
    let (mut minutes, mut instances) = (30_u64, 3_u64);
    for pair in arguments.chunks(2) {
        let [name, value] = pair else { bail!("{} needs a number", pair.concat()) };
        let value = value.parse().with_context(|| format!("{name} needs a number"))?;
        match name.as_str() {
            "--minutes" => minutes = value,
            "--instances" => instances = value,
            other => bail!("There is no option {other:?}."),
        }
    }
    let test = |more: &[&str]| -> Result<Command> {
        let mut test = setup::cargo_here()?;
        test.args(["test", "--quiet", "--features", setup::TESTED, "--test", "it"]).args(more);
        Ok(test)
    };
    // Built before, so that the database does not restart for a compiler.
    run_command(&mut test(&["--no-run"])?)?;
    let (postgres, is_over) = (Postgres::start()?, AtomicBool::new(false));
    let seconds = minutes * 60;
    std::thread::scope(|scope| {
        let restarts = scope.spawn(|| {
            let (began, mut restarts) = (Instant::now(), 0_u32);
            // What is checked in the end is checked in peace.
            while !is_over.load(Ordering::Relaxed) && began.elapsed() < Duration::from_secs(seconds) {
                std::thread::sleep(Duration::from_millis(200));
                if began.elapsed() > RESTART_EVERY * (restarts + 1) {
                    postgres.restart()?;
                    restarts += 1;
                }
            }
            Ok::<_, anyhow::Error>(restarts)
        });
        let soaked = run_command(
            test(&["--", "--nocapture", "soak::"])?
                .env("TEST_DATABASE_URL", postgres.url())
                .env("SOAK_SECONDS", seconds.to_string())
                .env("SOAK_INSTANCES", instances.to_string())
                .env("SOAK_STAFF", "50"),
        );
        is_over.store(true, Ordering::Relaxed);
        let restarts = restarts.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        soaked?;
        println!("The database restarted {restarts} times.");
        Ok(())
    })
}
