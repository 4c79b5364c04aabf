//! One file for each page: what its address asks for goes to `api`, and what comes of it is drawn.

pub mod absent;
pub mod access;
pub mod account;
pub mod accounts;
mod answer;
pub mod attention;
pub mod audit;
pub mod campaign;
pub mod campaign_lines;
pub mod campaigns;
pub mod changes;
pub mod export;
pub mod help;
pub mod lookup;
pub mod me;
pub mod organization;
pub mod overview;
pub mod problem;
pub mod reconcile;
pub mod resume;
pub mod sign_in;
pub mod styleguide;
pub mod sync;
pub mod two_days;
pub mod views;
pub mod whose;

pub use answer::{Answer, Rest, Screen};
