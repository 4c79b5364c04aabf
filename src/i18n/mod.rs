//! Both languages. A text is a field of [`Texts`]; a language that lacks one does not compile.

pub mod access;
pub mod audit;
pub mod change;
mod codes;
pub mod directory;
mod en;
pub mod export;
mod language;
mod problems;
pub mod question;
pub mod reconcile;
mod screen;
mod texts;
pub mod views;
mod zh;

pub use access::AccessTexts;
pub use audit::AuditTexts;
pub use codes::{document_kind, find_identity_type, identity_type, status};
pub use directory::DirectoryTexts;
pub use export::ExportTexts;
pub use language::Language;
pub use reconcile::ReconcileTexts;
pub use texts::{ProblemTexts, Texts};
pub use views::ViewTexts;
