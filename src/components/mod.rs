//! Reusable pieces of pages: data in, HTML out.

pub mod account_table;
pub mod audit_table;
pub mod cells;
pub mod chips;
pub mod context;
pub mod drawn;
pub mod event_lines;
pub mod facets;
pub mod format_choice;
pub mod frame;
pub mod hidden_question;
pub mod icon;
pub mod identity_lanes;
pub mod job_list;
pub mod list_tools;
pub mod notices;
pub mod pager;
pub mod past;
pub mod record_table;
pub mod rights_table;
pub mod search_form;
pub mod sensitive_field;
pub mod shell;
pub mod sync_state;
pub mod version;
pub mod view_bar;

#[cfg(test)]
mod snapshots;
