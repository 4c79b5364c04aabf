//! The real router, a real database and the sandbox, spoken to over HTTP.

#![expect(clippy::disallowed_methods, reason = "tests speak plain HTTP and move the clock")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod access;
mod account_api;
mod accounts;
mod api;
mod attention;
mod attention_file;
mod audit;
mod audit_words;
mod beside;
mod brought;
mod browser;
mod campaigns;
mod changes;
mod completeness;
mod digests;
mod export;
mod export_jobs;
mod file_use;
mod grant_review;
mod guard;
mod guesses;
mod hardening;
mod history;
mod list_order;
mod list_rows;
mod lists;
mod log;
mod log_kept;
mod missing_values;
mod organization;
mod overview;
mod palette;
mod reconcile;
mod replica;
mod reveal;
mod sealing;
mod search;
mod session_end;
mod siblings;
mod sign_in;
mod site;
mod standing;
mod store;
mod terms;
mod twice;
mod two_days;
mod upgrade;
mod uploads;
mod view_changes;
mod views;
mod walk;
mod ways;
