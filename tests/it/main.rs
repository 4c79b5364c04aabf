//! The real router, a real database and the sandbox, spoken to over HTTP.

#![cfg(feature = "ssr")]
#![expect(clippy::disallowed_methods, reason = "tests speak plain HTTP and move the clock")]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::missing_panics_doc, reason = "a test that cannot go on has failed")]

mod account_api;
mod accounts;
mod browser;
mod guard;
mod sign_in;
mod site;
mod store;
