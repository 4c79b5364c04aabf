//! Server functions: what the browser asks the server for, each under `/api/NOUN/VERB`. A function says who asks, whether they may, calls one operation,
//! and answers in the person's language. Rules lie in the operations.

pub mod access;
pub mod accounts;
#[cfg(feature = "ssr")]
mod asked;
pub mod attention;
pub mod audit;
#[cfg(feature = "ssr")]
mod call;
pub mod campaigns;
pub mod changes;
pub mod digests;
mod error;
pub mod exports;
mod fragment;
pub mod list_news;
pub mod live_list;
pub mod me;
pub mod palette;
#[cfg(feature = "ssr")]
pub mod read;
pub mod reconcile;
#[cfg(feature = "ssr")]
pub mod said;
pub mod sync;
#[cfg(feature = "ssr")]
pub mod typed;
pub mod views;
#[cfg(feature = "ssr")]
pub mod words;

#[cfg(feature = "ssr")]
pub use crate::server::failed::Failed;
#[cfg(feature = "ssr")]
pub use asked::Asked;
#[cfg(feature = "ssr")]
pub use call::Call;
pub use error::ApiError;
pub use fragment::Fragment;

/// Functions that a page asks by itself, again and again.
#[cfg(feature = "ssr")]
pub const POLLS: [&str; 3] = ["/api/accounts/news", "/api/exports/progress", "/api/sync/status"];
