//! What a person reads of an error that they can do something about; any other is a problem of ours. Pages and server functions say it alike.

use crate::i18n::Language;
use crate::i18n::replica::grouped;
use crate::server::access::AccessError;
use crate::server::export::ExportError;
use crate::server::failed::Failed;
use crate::server::views::ViewError;
use model::grant_form::GrantFormError;
use store::audit::Chain;

/// What became of a view that was to be kept or changed under `name`.
///
/// # Errors
/// The error is nothing that the person can mend.
pub fn of_view_error(language: Language, name: &str, error: ViewError) -> Result<String, Failed> {
    let t = language.views();
    Ok(match error {
        ViewError::NotThere => t.error_not_there.to_owned(),
        ViewError::NameTaken => (t.error_taken)(name.trim()),
        ViewError::NoName => t.error_name.to_owned(),
        ViewError::TooMany => t.error_many.to_owned(),
        ViewError::TooManyPins => t.error_pins.to_owned(),
        ViewError::TooManyShared => t.error_shared.to_owned(),
        ViewError::BeyondScope => t.error_scope.to_owned(),
        error => return Err(error.into()),
    })
}

/// Why a grant was not given or withdrawn.
///
/// # Errors
/// As for [`of_view_error`].
pub fn of_access_error(language: Language, error: AccessError) -> Result<&'static str, Failed> {
    let a = language.access();
    Ok(match error {
        AccessError::OwnRights => a.error_own,
        AccessError::IdentityUnknown => a.error_identity,
        AccessError::Group => a.error_group,
        AccessError::GroupRights => a.error_group_rights,
        AccessError::BeyondScope => a.error_beyond,
        AccessError::DaysReversed => a.error_days,
        AccessError::AlreadyOver => a.error_over,
        AccessError::LastAdministrator => a.error_last,
        AccessError::NotThere => a.error_not_there,
        error => return Err(error.into()),
    })
}

/// Why nothing is exported; `is_unmasked`: it was asked for with what is masked otherwise.
///
/// # Errors
/// As for [`of_view_error`].
pub fn of_export_error(language: Language, is_unmasked: bool, error: ExportError) -> Result<String, Failed> {
    let t = language.export();
    Ok(match error {
        ExportError::NotUnmasked => t.error_unmasked.to_owned(),
        ExportError::NoColumns => t.error_columns.to_owned(),
        ExportError::TooManyRows { rows, limit } if is_unmasked => {
            (t.error_rows_unmasked)(&grouped(rows), &grouped(limit))
        }
        ExportError::TooManyRows { rows, limit } => (t.error_rows)(&grouped(rows), &grouped(limit)),
        ExportError::TooOften { limit } => (t.error_often)(limit),
        error => return Err(error.into()),
    })
}

/// What is wrong with the form of a grant.
pub fn of_grant_form_error(language: Language, error: GrantFormError) -> &'static str {
    let a = language.access();
    match error {
        GrantFormError::Subject => a.error_subject,
        GrantFormError::Role => a.error_role,
        GrantFormError::Extras => a.error_extras,
        GrantFormError::Scope => a.error_scope,
        GrantFormError::Days => a.error_days,
    }
}

/// What a check of the audit log found, and whether that is good.
pub fn of_chain(language: Language, chain: &Chain) -> (bool, String) {
    let t = language.audit();
    match chain {
        Chain::Whole { entries, hash } => (true, (t.whole)(*entries, hash)),
        Chain::Broken { at } | Chain::Missing { from: at, .. } => (false, (t.broken)(*at)),
        Chain::KeyMissing { at, key } => (false, (t.key_missing)(*at, &key.to_string())),
    }
}
