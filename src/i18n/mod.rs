//! Both languages, by topic.

#[macro_use]
mod scheme;

pub mod access;
pub mod attention;
pub mod audit;
pub mod audit_actors;
pub mod audit_codes;
pub mod audit_details;
pub mod campaigns;
pub mod change;
mod codes;
pub mod digests;
pub mod export;
mod general;
pub mod grants;
mod language;
pub mod overview;
mod palette;
mod peek;
mod problems;
pub mod question;
pub mod reconcile;
pub mod replica;
pub mod two_days;
pub mod views;

pub use access::AccessTexts;
pub use attention::AttentionTexts;
pub use audit::AuditTexts;
pub use campaigns::CampaignTexts;
pub use codes::{collation, document_kind, find_identity_type, identity_type, organization, status};
pub use digests::DigestTexts;
pub use export::ExportTexts;
pub use general::Texts;
pub use language::{Language, Words};
pub use overview::OverviewTexts;
pub use palette::PaletteTexts;
pub use peek::PeekTexts;
pub use problems::ProblemTexts;
pub use reconcile::ReconcileTexts;
pub use replica::ReplicaTexts;
pub use two_days::TwoDaysTexts;
pub use views::ViewTexts;
