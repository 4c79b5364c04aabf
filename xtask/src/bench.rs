//! `bench`: figures of the release program. Prints; judges nothing but the bundle's bound, which the tests judge.

use std::process::Command;

use anyhow::Result;

use crate::process::run as run_command;
use crate::setup::cargo;
use crate::{bundle, place};

/// Made-up input for everything that reads what others wrote.
pub fn fuzz(arguments: &[String]) -> Result<()> {
    run_command(
        Command::new(cargo())
            .current_dir(place::root())
            .args(["bench", "--quiet", "--features", "ssr", "--bench", "fuzz", "--"])
            .args(arguments)
            .env("CARGO_TARGET_DIR", place::target()?),
    )
}

/// `--record`: what is measured is what later runs are compared with.
pub fn run(arguments: &[String]) -> Result<()> {
    let (record, arguments): (Vec<&String>, Vec<&String>) =
        arguments.iter().partition(|argument| *argument == "--record");
    let programs = bundle::build_release()?;
    let size = bundle::size()?;
    // Without a number: the live directory, then replicas of two sizes, so that growth shows.
    let runs: Vec<Vec<&str>> = if arguments.is_empty() {
        vec![
            vec!["live", "--"],
            vec!["replica", "--", "--accounts", "100000"],
            vec!["replica", "--", "--accounts", "1000000"],
        ]
    } else {
        let given = arguments.iter().map(|argument| argument.as_str());
        vec![["replica", "--"].into_iter().chain(given).collect()]
    };
    runs.iter().try_for_each(|run| {
        let mut bench = Command::new(cargo());
        if !record.is_empty() {
            bench.env("BENCH_RECORD", "1");
        }
        run_command(
            bench
                .current_dir(place::root())
                .args(["bench", "--quiet", "--features", "ssr", "--bench"])
                .args(run)
                .env("BENCH_FIGURES", place::root().join("benches/figures.json"))
                .env("CARGO_TARGET_DIR", place::target()?)
                .env("BUNDLED_SITE", place::site()?)
                .env("BENCH_SERVER", &programs.server)
                .env("BENCH_SANDBOX", &programs.sandbox)
                .env("BENCH_CONFIG", place::root().join("demo.toml"))
                .env("BENCH_BUNDLE_BYTES", (size.wasm + size.script).to_string()),
        )
    })
}
