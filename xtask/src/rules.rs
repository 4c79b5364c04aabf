//! Rules of the code that no compiler checks: who may import whom, what must not be in the bundle, what must not be in the text.

use std::process::Command;

use anyhow::{Result, bail};

use crate::circles;
use crate::place::{self, rust_files};
use crate::portable;
use crate::process::output;
use crate::setup::{WASM, cargo};
use crate::unused;

/// A folder and what its files must not name.
const FORBIDDEN: &[(&str, &[&str])] = &[
    ("src/api", &["sqlx", "reqwest", "crate::web", "crate::pages"]),
    (
        "src/i18n",
        &["axum", "sqlx", "reqwest", "crate::server", "crate::web", "crate::pages", "crate::components"],
    ),
    ("src/components", &["axum", "sqlx", "reqwest", "crate::server", "crate::web", "crate::pages"]),
    ("src/pages", &["axum", "sqlx", "reqwest", "crate::server", "crate::web"]),
    (
        "src/islands",
        &["axum", "sqlx", "reqwest", "crate::server", "crate::web", "crate::pages", "crate::components"],
    ),
    (
        "src/server",
        &[
            "sqlx",
            "leptos",
            "axum",
            "crate::web",
            "crate::pages",
            "crate::components",
            "crate::islands",
            "crate::i18n",
        ],
    ),
    ("src/web", &["sqlx", "reqwest"]),
    ("sandbox/src", &["jaccount_admin"]),
];

/// Crates that have no business in a browser.
const SERVER_ONLY: [&str; 6] = ["sqlx", "axum", "reqwest", "oauth2", "tokio", "jsonwebtoken"];

/// Past this a file probably tells two stories.
const MAX_LINES: usize = 400;

pub fn check() -> Result<()> {
    let mut broken = Vec::new();
    for (folder, words) in FORBIDDEN {
        for file in rust_files(&place::root().join(folder))? {
            let text = std::fs::read_to_string(&file)?;
            let code = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
            for (number, line) in code {
                for word in words.iter().filter(|word| names(line, word)) {
                    broken.push(format!("{}:{}: {folder} must not use {word}", file.display(), number + 1));
                }
            }
        }
    }
    for file in ["src", "crates", "sandbox", "xtask", "tests"]
        .iter()
        .map(|folder| rust_files(&place::root().join(folder)))
        .collect::<Result<Vec<_>>>()?
        .concat()
    {
        let lines = std::fs::read_to_string(&file)?.lines().count();
        if lines > MAX_LINES {
            broken.push(format!("{}: {lines} lines, more than {MAX_LINES}", file.display()));
        }
    }
    for src in [
        "src",
        "crates/index/src",
        "crates/jaccount/src",
        "crates/model/src",
        "crates/store/src",
        "sandbox/src",
        "xtask/src",
    ]
    .map(|src| place::root().join(src))
    {
        broken.extend(
            circles::find(&src, &rust_files(&src)?)?
                .into_iter()
                .map(|circle| format!("{}: a circle of {circle}", src.display())),
        );
    }
    broken.extend(server_crates_in_bundle()?);
    broken.extend(differing_migrations()?);
    broken.extend(portable::broken()?);
    broken.extend(unused::find()?);
    if broken.is_empty() { Ok(()) } else { bail!("{}", broken.join("\n")) }
}

/// A word counts where it is used as a path: `axum::`, `use axum`.
fn names(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let begins =
            before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && (word.contains("::") || c != ':'));
        begins && after.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '"')
    })
}

fn server_crates_in_bundle() -> Result<Vec<String>> {
    let tree = output(Command::new(cargo()).current_dir(place::root()).args([
        "tree",
        "--package",
        "jaccount-admin",
        "--features",
        "hydrate",
        "--target",
        WASM,
        "--edges",
        "normal",
        "--prefix",
        "none",
        "--format",
        "{lib}",
    ]))?;
    let found = SERVER_ONLY.iter().filter(|name| tree.lines().any(|line| line.trim() == **name));
    Ok(found.map(|name| format!("{name} is in the browser's bundle")).collect())
}

fn differing_migrations() -> Result<Vec<String>> {
    let names = |folder: &str| -> Result<Vec<String>> {
        let entries = std::fs::read_dir(place::root().join("migrations").join(folder))?;
        let mut names: Vec<String> =
            entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        Ok(names)
    };
    // The audit log of SQLite lies in a file of its own.
    let mut of_sqlite = [names("sqlite")?, names("sqlite-audit")?].concat();
    of_sqlite.sort();
    let same = of_sqlite == names("postgres")?;
    Ok(if same {
        Vec::new()
    } else {
        vec![
            "migrations/sqlite and sqlite-audit do not hold the same files as migrations/postgres".to_owned(),
        ]
    })
}
