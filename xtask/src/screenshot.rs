//! `screenshot`: takes the README's pictures anew, or pictures of every page in every guise.

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use crate::process::{free_port, run as run_command};
use crate::test::playwright_command;
use crate::{bundle, demo, place, setup};

pub fn run(arguments: &[String]) -> Result<()> {
    let all = match arguments {
        [] => None,
        [flag, folder] if flag == "--all" => Some(PathBuf::from(folder)),
        _ => bail!("cargo xtask screenshot [--all DIR]"),
    };
    let programs = bundle::build_debug()?;
    setup::browser()?;
    let folder = tempfile::Builder::new().prefix("jaccount-admin-screenshot-").tempdir()?;
    let (sandbox_port, server_port) = (free_port()?, free_port()?);
    let database = folder.path().join("pictures.db");
    let both = if all.is_some() {
        demo::start_synced(&programs, &database, sandbox_port, server_port, None)?
    } else {
        demo::start_after_month(&programs, &database, sandbox_port, server_port)?
    };
    let mut playwright = playwright_command(server_port, sandbox_port);
    playwright
        .args(["test", "--config", "screenshot.config.ts", "--reporter", "line", "--output"])
        .arg(folder.path().join("results"));
    match &all {
        Some(all) => {
            let all = std::path::absolute(all).context("The folder cannot be named")?;
            playwright.env("SCREENSHOT_ALL", all);
        }
        None => _ = playwright.env("SCREENSHOT", place::root().join("docs/pictures")),
    }
    run_command(&mut playwright)?;
    drop(both);
    Ok(())
}
