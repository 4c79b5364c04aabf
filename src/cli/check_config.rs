//! `check-config`: the configuration is read, and nothing is started.

use crate::server::config::Config;

/// Says that the configuration, which was read, can be used.
pub fn check_config(config: &Config) {
    println!(
        "The configuration can be used: {} on {}, {} grants stand in it.",
        config.public_url,
        config.listen,
        config.grants.len()
    );
}
