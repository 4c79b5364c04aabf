//! The database: SQLite inside, or PostgreSQL. One file for each family of tables; each query is written once for both.

pub mod accounts;
pub mod answers;
pub mod attention;
pub mod audit;
pub mod batch;
pub mod choices;
pub mod data_key;
mod db;
pub mod drafts;
pub mod ended;
pub mod events;
pub mod exports;
pub mod grants;
pub mod guesses;
pub mod keyring;
pub mod merge;
mod open;
mod open_error;
pub mod organizations;
mod pool;
mod query;
pub mod recorded_exports;
pub mod replica_state;
pub mod revisions;
pub mod rosters;
mod sealed;
pub mod sessions;
pub mod sign_in_attempts;
pub mod snapshot;
mod store_error;
pub mod sync_runs;
pub mod views;

pub use db::Db;
pub use open_error::OpenError;
pub use pool::Pool;
pub use store_error::{StoreError, StoreResult};
