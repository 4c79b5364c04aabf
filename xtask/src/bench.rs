//! `bench`: figures of the release program. Prints; judges nothing but the bundle's bound, which the tests judge.

use std::process::Command;

use anyhow::Result;

use crate::process::run as run_command;
use crate::setup::cargo;
use crate::{bundle, place};

pub fn run(arguments: &[String]) -> Result<()> {
    let programs = bundle::build_release()?;
    let size = bundle::size()?;
    run_command(
        Command::new(cargo())
            .current_dir(place::root())
            .args(["bench", "--quiet", "--features", "ssr", "--bench", "pages", "--"])
            .args(arguments)
            .env("CARGO_TARGET_DIR", place::target()?)
            .env("BUNDLED_SITE", place::site()?)
            .env("BENCH_SERVER", &programs.server)
            .env("BENCH_SANDBOX", &programs.sandbox)
            .env("BENCH_CONFIG", place::root().join("demo.toml"))
            .env("BENCH_BUNDLE_BYTES", (size.wasm + size.script).to_string()),
    )
}
