//! Where things are.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The project's folder.
pub fn root() -> &'static Path {
    // The manifest of this member lies one folder below.
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."))
}

/// Cargo's target folder: this program lies in `TARGET/PROFILE/xtask`, whatever decided on it.
pub fn target() -> Result<PathBuf> {
    let program = std::env::current_exe().context("This program cannot find itself")?;
    let target = program.ancestors().nth(2).context("This program does not lie in a target folder")?;
    Ok(target.to_owned())
}

/// What the browser gets.
pub fn site() -> Result<PathBuf> {
    Ok(target()?.join("site"))
}

pub fn end2end() -> PathBuf {
    root().join("end2end")
}
