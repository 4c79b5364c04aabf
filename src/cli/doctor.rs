//! `doctor`: whether everything that the server depends on works, in plain sentences.

use crate::server::clock::Clock;
use crate::server::config::Config;
use crate::server::doctor::{self, Health};

/// Something is not well.
#[derive(Debug, thiserror::Error)]
#[error("{bad} of these must be mended before the server can do its work.")]
pub struct NotWell {
    bad: usize,
}

/// Says what was found out, a line each.
///
/// # Errors
/// Something is so that the server cannot do its work.
pub async fn doctor(config: Config) -> Result<(), NotWell> {
    let findings = doctor::examine(&config, &Clock::system()).await;
    for finding in &findings {
        let mark = match finding.health {
            Health::Good => "ok  ",
            Health::Doubtful => "?   ",
            Health::Bad => "BAD ",
        };
        println!("{mark} {}: {}", finding.of, finding.words);
    }
    match findings.iter().filter(|finding| finding.health == Health::Bad).count() {
        0 => Ok(()),
        bad => Err(NotWell { bad }),
    }
}
