//! What pages show, read within the rights of whoever asks. Rules lie in the operations, as for the functions beside this.

pub mod access;
pub mod account;
pub mod accounts;
pub mod attention;
pub mod audit;
pub mod campaigns;
pub mod changes;
pub mod exports;
pub mod lookup;
pub mod me;
pub mod overview;
pub mod reconcile;
pub mod resume;
pub mod sync;
pub mod two_days;
pub mod views;
