//! Both languages. A text is a field of [`Texts`]; a language that lacks one does not compile.

pub mod access;
pub mod audit;
pub mod change;
mod codes;
mod en;
pub mod export;
mod language;
mod problems;
pub mod question;
pub mod reconcile;
pub mod replica;
mod screen;
mod texts;
pub mod views;
mod zh;

pub use access::AccessTexts;
pub use audit::AuditTexts;
pub use codes::{document_kind, find_identity_type, identity_type, status};
pub use export::ExportTexts;
pub use language::Language;
pub use reconcile::ReconcileTexts;
pub use replica::ReplicaTexts;
pub use texts::{ProblemTexts, Texts};
pub use views::ViewTexts;
