//! Kinds of things that have codes: as they stand in addresses, forms and the database.

/// Gives an enum that derives `EnumString`, `IntoStaticStr` and `VariantArray` of `strum` its list and its codes.
#[macro_export]
macro_rules! coded {
    ($kind:ident) => {
        impl $kind {
            /// In the order of their declaration.
            pub const ALL: [Self; <Self as strum::VariantArray>::VARIANTS.len()] =
                match <Self as strum::VariantArray>::VARIANTS.first_chunk() {
                    Some(all) => *all,
                    None => panic!("the length is that of the list itself"),
                };

            pub fn code(self) -> &'static str {
                self.into()
            }

            pub fn from_code(code: &str) -> Option<Self> {
                code.parse().ok()
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use crate::attention::Check;
    use crate::audit::Action;
    use crate::campaign::{Show, Verdict};
    use crate::column::Column;
    use crate::digest::Every;
    use crate::export::{Delimiter, Format, JobState};
    use crate::history::ChangeKind;
    use crate::reveal::Field;
    use crate::rights::{Capability, Role};
    use crate::roster::LineKind;
    use crate::sync::{RunKind, SyncFailure};
    use crate::vanished::GrantedField;

    /// Codes are made of the variants' names: who renames one must not rename what databases and addresses hold.
    #[test]
    fn codes_stay_what_databases_and_addresses_hold() {
        macro_rules! same {
            ($kind:ident, $codes:literal) => {
                assert_eq!($kind::ALL.map($kind::code).join(" "), $codes, stringify!($kind));
                for one in $kind::ALL {
                    assert_eq!($kind::from_code(one.code()), Some(one));
                }
            };
        }
        same!(
            Action,
            "started signed-in refused signed-out session-ended session-cut acted-too-late searched \
             changes-read viewed asked-in-vain looked-up list-brought reconciled \
             revealed reveal-refused right-missing export-ordered exported downloaded export-deleted export-cancelled refreshed \
             granted withdrawn view-shared view-changed sync-ordered audit-read \
             limit-reached sign-in-failed key-rotated backed-up restored database-moved audit-lost audit-trimmed \
             set-aside taken-back grant-reviewed campaign-begun campaign-assigned judged \
             campaign-sealed campaign-given-up subscribed unsubscribed digest-sent"
        );
        same!(
            Check,
            "document-shared names-differ normal-lapsed expired-valid default-missing default-deleted \
             date-unknown organization-unknown frozen-valid freshman-left staff-ending"
        );
        same!(
            Column,
            "name account number style org status expiry updated org-id \
             document-kind document-number telephone email guid identities"
        );
        same!(Format, "xlsx csv jsonl html");
        same!(Verdict, "present left unclear");
        same!(Show, "all open present left unclear changed");
        same!(Every, "day week");
        same!(Delimiter, "comma semicolon tab");
        same!(JobState, "queued running done failed cancelled");
        same!(
            ChangeKind,
            "appeared gone came-back status default-identity number organization \
             expiry name guid telephone email document-kind document-number \
             identity-added identity-removed identity-deleted identity-restored \
             identity-renewed identity-moved identity-type identity-number \
             identity-document-kind identity-document-number"
        );
        same!(Field, "document telephone email");
        same!(Capability, "view attend reveal export export-unmasked audit administer");
        same!(Role, "viewer exporter auditor administrator");
        same!(LineKind, "matched other-name ambiguous missing duplicate");
        same!(RunKind, "full changes");
        same!(
            SyncFailure,
            "unreachable unavailable off-campus unreadable not-authorized refused \
             implausible fields-vanished empty restless database cut-off"
        );
        same!(
            GrantedField,
            "guid displayName accountStatus identityExpireDate userStyle userId \
             cardType cardNo telephone email topOrganizeId timestamp relationList \
             relationList.userStyle relationList.userId relationList.expireDate \
             relationList.cardType relationList.cardNo relationList.topOrganizeId \
             relationList.scbj"
        );
        assert_eq!(Role::from_code("Viewer"), None);
    }
}
