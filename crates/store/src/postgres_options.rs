//! How a PostgreSQL is reached.

use std::str::FromStr as _;

use sqlx::ConnectOptions as _;
use sqlx::postgres::{PgConnectOptions, PgSslMode};

/// As its address says; on another machine over TLS with a certificate that can be checked, unless the address says otherwise.
pub(super) fn postgres_options(url: &str) -> Result<PgConnectOptions, sqlx::Error> {
    let mut options =
        PgConnectOptions::from_str(url)?.application_name("jaccount-admin").disable_statement_logging();
    let is_here = matches!(options.get_host(), "localhost" | "127.0.0.1" | "::1" | "[::1]")
        || options.get_socket().is_some();
    if !is_here && !url.contains("sslmode=") {
        options = options.ssl_mode(PgSslMode::VerifyFull);
    }
    Ok(options)
}
