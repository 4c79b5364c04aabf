//! What the product is about, as plain types and pure functions: no framework, no database, no network.

#[macro_use]
mod coded;
mod relocated;
mod simplified;

pub mod account;
pub mod account_address;
pub mod account_name;
pub mod audit;
pub mod audit_detail;
pub mod calendar;
pub mod changes;
pub mod collation;
pub mod column;
pub mod comparison;
pub mod date;
pub mod display;
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
pub mod missing;
pub mod number;
pub mod overview;
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
pub mod typed_groups;
pub mod typed_row;
pub mod vanished;
pub mod view;
