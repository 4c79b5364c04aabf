//! The audit log: reading and checking it.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::error::ApiError;
#[cfg(feature = "ssr")]
use {
    super::call::Call,
    super::read::audit::named,
    super::words::of_chain,
    crate::components::audit_table::AuditEntries,
    crate::i18n,
    crate::i18n::audit_details::{Known, details},
    crate::server::audit,
    crate::server::auth::viewer::Audit,
    model::audit::{AuditFilter, Recorded},
};

/// An entry of the log.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct AuditEntry {
    pub id: i64,
    /// Seconds since 1970.
    pub at: i64,
    pub who: String,
    /// In words, as the details.
    pub what: String,
    pub account: Option<String>,
    pub details: String,
    pub address: Option<String>,
    pub request: Option<String>,
}

/// A page of the log, the newest entries first.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct AuditList {
    pub entries: Vec<AuditEntry>,
    /// Where older ones are found.
    pub older: Option<String>,
    /// The latest exports that named the account that is asked about.
    pub exports: Vec<AuditEntry>,
}

/// What a check of the whole log found.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Checked {
    pub is_whole: bool,
    /// In words.
    pub message: String,
}

/// The entries that answer a question, written as in the address of their page. That they are read is recorded, too.
#[server(prefix = "/api", endpoint = "audit/list")]
pub async fn list_entries(#[server(default)] query: String) -> Result<AuditList, ApiError> {
    let call = Call::current()?;
    let found =
        audit::list(&call.app, &call.permit_everywhere::<Audit>()?, &AuditFilter::parse(&query).0).await?;
    let (log, exports) = (named(&call, found.entries).await?, named(&call, found.exports).await?);
    Ok(AuditList {
        entries: in_words(&call, log),
        older: found.older.map(|filter| filter.to_path()),
        exports: in_words(&call, exports),
    })
}

#[cfg(feature = "ssr")]
fn in_words(call: &Call, log: AuditEntries) -> Vec<AuditEntry> {
    let (language, known) = (call.language(), Known { names: &log.names, organizations: &log.organizations });
    let entry = |found: Recorded| AuditEntry {
        id: found.id,
        at: found.at,
        what: i18n::audit::told(language, &found),
        details: details(language, &found, known),
        who: found.who,
        account: found.subject,
        address: found.address,
        request: found.request,
    };
    log.entries.into_iter().map(entry).collect()
}

/// Checks that no entry was changed or taken out.
#[server(prefix = "/api", endpoint = "audit/verify")]
pub async fn verify_log() -> Result<Checked, ApiError> {
    let call = Call::current()?;
    let chain = audit::verify(&call.app, &call.permit_everywhere::<Audit>()?).await?;
    let (is_whole, words) = of_chain(&chain);
    Ok(Checked { is_whole, message: words.of(call.language()).to_owned() })
}
