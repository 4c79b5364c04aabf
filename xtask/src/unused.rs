//! Dependencies that no file of their package names.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::place::{self, rust_files};
use crate::process::output;
use crate::setup::cargo;

/// One line for each.
pub fn find() -> Result<Vec<String>> {
    let metadata = output(Command::new(cargo()).current_dir(place::root()).args([
        "metadata",
        "--no-deps",
        "--format-version",
        "1",
    ]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let mut unused = Vec::new();
    for package in metadata["packages"].as_array().context("cargo metadata lists packages")? {
        let manifest = text(&package["manifest_path"])?;
        let folder = Path::new(manifest).parent().context("a manifest lies in a folder")?;
        let program = code_of(folder, &["src"])?;
        let all = program.clone() + &code_of(folder, &["tests", "benches", "examples"])?;
        for dependency in package["dependencies"].as_array().context("cargo metadata lists dependencies")? {
            let name = dependency["rename"].as_str().map_or_else(|| text(&dependency["name"]), Ok)?;
            let code = if dependency["kind"] == "dev" { &all } else { &program };
            if !is_named(code, &lib_name(name)) {
                unused.push(format!("{manifest}: nothing uses {name}"));
            }
        }
    }
    Ok(unused)
}

/// Our own libraries are called otherwise than their packages.
fn lib_name(package: &str) -> String {
    package.strip_prefix("jaccount-admin-").unwrap_or(package).replace('-', "_")
}

fn text(value: &Value) -> Result<&str> {
    value.as_str().context("cargo metadata has another shape")
}

/// What the files in parts of a package's folder hold.
fn code_of(folder: &Path, parts: &[&str]) -> Result<String> {
    let mut code = String::new();
    for part in parts {
        for file in rust_files(&folder.join(part))? {
            code.push_str(&std::fs::read_to_string(file)?);
        }
    }
    Ok(code)
}

fn is_named(code: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(name).any(|(at, _)| {
        let (before, after) = (code[..at].chars().next_back(), code[at + name.len()..].chars().next());
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_counts_as_a_whole_word() {
        assert!(is_named("use url::Url;", "url") && is_named("#[derive(url)]", "url"));
        assert!(!is_named("use form_urlencoded::parse; let curl = 1;", "url"));
    }
}
