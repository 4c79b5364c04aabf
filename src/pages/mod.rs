//! One component for each page. They draw what they are given; what that is, `web` finds out.

mod access;
mod account;
mod accounts;
mod audit;
mod changes;
mod export;
mod lookup;
mod me;
mod problem;
mod reconcile;
mod sign_in;
mod sync;
mod views;

pub use access::{AccessPage, AccessPageData};
pub use account::{AccountPage, AccountPageData};
pub use accounts::{AccountsFound, AccountsPage, AccountsPageData};
pub use audit::{AuditPage, AuditPageData};
pub use changes::{ChangesPage, ChangesPageData};
pub use export::{ExportPage, ExportPageData, ExportsPage};
pub use lookup::{LookUp, LookUpPage};
pub use me::{MePage, MePageData};
pub use problem::ProblemPage;
pub use reconcile::{ReconcilePage, ReconcilePageData, ReconciledLine, ReconciledPage, ReconciledPageData};
pub use sign_in::SignInPage;
pub use sync::SyncPage;
pub use views::{ViewSummary, ViewsPage, ViewsPageData};
