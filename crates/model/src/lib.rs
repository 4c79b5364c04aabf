//! What the product is about, as plain types and pure functions: no framework, no database, no network.

#[macro_use]
mod coded;
mod simplified;

pub mod account;
pub mod account_address;
pub mod account_name;
pub mod audit;
pub mod audit_detail;
pub mod changes;
pub mod collation;
pub mod column;
pub mod comparison;
pub mod date;
pub mod draft;
pub mod expiry_window;
pub mod export;
pub mod facets;
pub mod filter;
pub mod grant_form;
pub mod history;
pub mod hostile_text;
pub mod identity_type;
pub mod lanes;
pub mod masking;
pub mod number;
pub mod position;
pub mod problem;
pub mod reveal;
pub mod rights;
pub mod roster;
pub mod scope;
pub mod search_syntax;
pub mod search_text;
pub mod session_end;
pub mod status;
pub mod sync;
pub mod text_key;
pub mod vanished;
pub mod view;
