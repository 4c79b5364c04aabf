//! What engines that speak PostgreSQL's protocol do differently, or not at all: no statement may rely on it.

use anyhow::Result;

use crate::place::{self, rust_files};

/// What no statement has, and why.
const FORBIDDEN: [(&str, &str); 12] = [
    ("pg_advisory", "locks of a session get lost in a pool of connections"),
    ("lock table", "distributed engines have no locks of tables"),
    ("listen ", "distributed engines tell nobody of changes"),
    ("notify ", "distributed engines tell nobody of changes"),
    ("serial", "numbers of a sequence come in no order where several servers keep some at hand"),
    ("nextval", "numbers of a sequence come in no order where several servers keep some at hand"),
    ("identity", "numbers of a sequence come in no order where several servers keep some at hand"),
    ("ctid", "a row has no place that lasts"),
    ("xmin", "a row has no number of its transaction"),
    ("temp table", "a table of a session gets lost in a pool of connections"),
    ("plpgsql", "not every engine runs programs"),
    ("collate", "engines differ in the orders of texts that they know"),
];

/// What was there before this was asked for, by migration, and where it was taken away again: how often each word stands in it. What is left at the end is
/// looked up in the tables themselves (`tests/it/schema.rs`).
const KNOWN: [(&str, &str, usize); 10] = [
    ("0003_directory.sql", "identity", 3),
    ("0003_directory.sql", "collate", 1),
    ("0004_sealing.sql", "identity", 1),
    ("0004_sealing.sql", "collate", 1),
    ("0005_access.sql", "identity", 1),
    ("0006_audit.sql", "plpgsql", 1),
    ("0007_audit_base.sql", "plpgsql", 1),
    ("0009_views.sql", "identity", 1),
    ("0032_last_ids.sql", "identity", 5),
    ("0032_last_ids.sql", "collate", 1),
];

/// What stands in the way, in migrations and queries.
pub fn broken() -> Result<Vec<String>> {
    let mut broken = Vec::new();
    for entry in std::fs::read_dir(place::root().join("migrations/postgres"))? {
        let file = entry?;
        let name = file.file_name().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(file.path())?;
        let statements: String = text
            .lines()
            .map(|line| line.split("--").next().unwrap_or_default().to_lowercase() + "\n")
            .collect();
        for (word, why) in FORBIDDEN {
            let allowed =
                KNOWN.iter().find(|(of, known, _)| *of == name && *known == word).map_or(0, |known| known.2);
            let found = words(&statements, word);
            if found != allowed {
                broken.push(format!(
                    "migrations/postgres/{name}: {word} {found} times, {allowed} expected: {why}"
                ));
            }
        }
    }
    for file in rust_files(&place::root().join("crates/store/src"))? {
        let text = std::fs::read_to_string(&file)?;
        let code = text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
        for (number, line) in code.filter(|(_, line)| line.contains('"')) {
            let line = line.to_lowercase();
            for (word, why) in FORBIDDEN.iter().filter(|(word, _)| words(&line, word) > 0) {
                broken.push(format!("{}:{}: {word}: {why}", file.display(), number + 1));
            }
        }
    }
    Ok(broken)
}

/// How often a word begins in a text: `identity` does not in `identity_type`.
fn words(text: &str, word: &str) -> usize {
    let is_part = |sign: Option<char>| sign.is_some_and(|sign| sign.is_alphanumeric() || sign == '_');
    text.match_indices(word)
        .filter(|(at, _)| {
            let (before, after) = (&text[..*at], &text[at + word.len()..]);
            !is_part(before.chars().next_back())
                && (word.ends_with(' ') || word.ends_with("advisory") || !is_part(after.chars().next()))
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_from_parts_of_words() {
        assert_eq!(words("id bigint generated always as identity, identity_type text", "identity"), 1);
        assert_eq!(words("select pg_advisory_lock(1)", "pg_advisory"), 1);
        assert_eq!(words("bigserial, serial", "serial"), 1);
    }
}
