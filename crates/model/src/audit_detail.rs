//! What entries of the audit log say beyond who, what and about whom.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// The name of a detail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Detail {
    /// What is meant of several things that have one action.
    What,
    /// A question to a page, as its address has it.
    Filter,
    /// How many characters were typed; what was typed may name a person.
    Text,
    /// The accounts that a typed name stands for.
    Accounts,
    Rows,
    Total,
    /// A day of the past.
    AsOf,
    /// A kind of number that was looked up.
    By,
    Numbers,
    NumbersMissing,
    Matched,
    Missing,
    /// Lines of which neither can be said.
    Unclear,
    /// Which lines of a compared list.
    Show,
    Refused,
    Field,
    /// Which page was asked for: numbers and codes of its path are told, what may name a person is not.
    Page,
    /// The right that somebody does not have.
    Lacking,
    Reason,
    /// What a file is for.
    Purpose,
    /// By whom a file is used.
    Recipient,
    /// What stands in a file, so that it can be told whose it is.
    Serial,
    /// How often before; or before which day.
    Before,
    /// What is to be looked into.
    Check,
    Note,
    /// A list that is gone through.
    Campaign,
    /// What it is called.
    Name,
    /// What became of somebody on it.
    Verdict,
    /// How often word of a view is sent.
    Every,
    /// By which ways.
    Ways,
    Limit,
    Which,
    View,
    Owner,
    Shared,
    Export,
    Format,
    Columns,
    Masked,
    Sha256,
    /// Milliseconds.
    Ms,
    /// A first day; or the byte with which a download begins.
    From,
    Until,
    Role,
    #[strum(serialize = "identity_type")]
    IdentityType,
    Organization,
    Scope,
    /// Rights beyond the role.
    Also,
    Group,
    Unknown,
    Outcome,
    Key,
    /// The last entry that was taken out.
    Through,
    Version,
    #[strum(serialize = "public_url")]
    PublicUrl,
    Directory,
    #[strum(serialize = "trusted_proxies")]
    TrustedProxies,
    #[strum(serialize = "audit_keep_days")]
    AuditKeepDays,
    /// A grant of the configuration: the account, then `name=value`.
    Grant,
    /// Details that are no list of names and values any more.
    Unreadable,
}

coded!(Detail);

/// [`Detail::Masked`] of a file with columns of a list that somebody brought: they are as they were.
pub const AS_BROUGHT: &str = "as-brought";
/// [`Detail::Masked`] of a file that has no column to be masked.
pub const NOTHING_TO_MASK: &str = "nothing";

/// Details as the database holds them. What cannot be read is shown as it is: whoever reads the log is to see it.
pub fn read(stored: &str) -> Vec<(String, String)> {
    serde_json::from_str(stored)
        .unwrap_or_else(|_| vec![(Detail::Unreadable.code().to_owned(), stored.to_owned())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_not_swallowed() {
        assert_eq!(read(r#"[["rows","3"]]"#), [("rows".to_owned(), "3".to_owned())]);
        assert_eq!(read("[[rows"), [("unreadable".to_owned(), "[[rows".to_owned())]);
    }
}
