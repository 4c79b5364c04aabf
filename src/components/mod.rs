//! Reusable pieces of pages: data in, HTML out.

pub mod account_facts;
pub mod account_list;
pub mod account_peek;
pub mod account_table;
pub mod audit_table;
pub mod cells;
pub mod charts;
pub mod chips;
pub mod context;
pub mod digest_form;
pub mod drawn;
pub mod event_lines;
mod expiry_choice;
pub mod export_records;
pub mod facets;
pub mod figures;
pub mod file_use;
pub mod filter_sheet;
pub mod format_choice;
pub mod frame;
pub mod grant_table;
pub mod hidden_question;
pub mod icon;
pub mod identity_lanes;
pub mod job_list;
mod kept_filters;
pub mod list_news;
pub mod list_tools;
pub mod moment;
pub mod navigation;
pub mod notices;
pub mod pager;
pub mod palette_list;
pub mod past;
pub mod record_table;
pub mod rights_table;
pub mod search_form;
pub mod sensitive_field;
pub mod shell;
pub mod sync_state;
pub mod version;
pub mod view_bar;
pub mod viewer_mark;

#[cfg(test)]
mod snapshots;
