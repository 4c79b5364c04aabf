//! Where things are.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context as _, Result};

/// The project's folder, as cargo names it when it runs this program. Not as of when it was compiled: clones that share a target folder share
/// this program, too.
pub fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        manifest.as_deref().and_then(Path::parent).map_or_else(|| PathBuf::from("."), Path::to_owned)
    })
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

/// All Rust files in a folder and those in it; none where there is no such folder.
pub fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(files) };
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    Ok(files)
}
