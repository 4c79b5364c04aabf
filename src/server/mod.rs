//! Everything secret or stateful: configuration, sign-in, the account API, the database, and the operations on them.

pub mod access;
pub mod account_api;
pub mod account_index;
pub mod accounts;
pub mod answers;
pub mod audit;
pub mod auth;
pub mod clock;
pub mod config;
pub mod drafts;
pub mod export;
pub mod failed;
pub mod feed;
pub mod guesses;
pub mod limits;
pub mod once;
pub mod private_folder;
pub mod reconcile;
pub mod reveal;
pub mod standing;
pub mod state;
pub mod sync;
pub mod table;
pub mod telemetry;
pub mod token;
pub mod views;
