//! One component for each page. They draw what they are given; what that is, `web` finds out.

mod account;
mod accounts;
mod changes;
mod lookup;
mod problem;
mod sign_in;
mod sync;

pub use account::{AccountPage, AccountPageData};
pub use accounts::{AccountsFound, AccountsPage, AccountsPageData};
pub use changes::{ChangesPage, ChangesPageData};
pub use lookup::{LookUp, LookUpPage};
pub use problem::ProblemPage;
pub use sign_in::SignInPage;
pub use sync::{RunSummary, SyncPage, SyncPageData, SyncStatus};
