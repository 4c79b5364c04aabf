//! What a person reads of an error that they can do something about; any other is a problem of ours. Pages and server functions say it alike.

use crate::i18n::replica::grouped;
use crate::i18n::{
    AccessTexts, CampaignTexts, DigestTexts, ExportTexts, ReconcileTexts, ViewTexts, Words, reconcile,
};
use crate::server::access::AccessError;
use crate::server::attention::AttentionError;
use crate::server::campaigns::CampaignError;
use crate::server::digests::DigestError;
use crate::server::export::ExportError;
use crate::server::export::account_file::FileError;
use crate::server::failed::Failed;
use crate::server::guesses::GuessError;
use crate::server::reconcile::ReconcileError;
use crate::server::views::ViewError;
use model::grant_form::GrantFormError;
use store::audit::Chain;

/// What became of a view that was to be kept or changed under `name`.
///
/// # Errors
/// The error is nothing that the person can mend.
pub fn of_view_error(name: &str, error: ViewError) -> Result<Words, Failed> {
    let say = |text: fn(&ViewTexts) -> &'static str| Ok(Words::new(|language| text(language.views())));
    match error {
        ViewError::NotThere => say(|t| t.error_not_there),
        ViewError::NameTaken => Ok(Words::new(|language| (language.views().error_taken)(name.trim()))),
        ViewError::ChangedMeanwhile => say(|t| t.error_changed),
        ViewError::Deleted => say(|t| t.error_deleted),
        ViewError::NoName => say(|t| t.error_name),
        ViewError::Number => say(|t| t.error_number),
        ViewError::TooMany => say(|t| t.error_many),
        ViewError::TooManyPins => say(|t| t.error_pins),
        ViewError::TooManyShared => say(|t| t.error_shared),
        ViewError::BeyondScope => say(|t| t.error_scope),
        error => Err(error.into()),
    }
}

/// Why nothing was set aside or taken back.
///
/// # Errors
/// As for [`of_view_error`].
pub fn of_attention_error(error: AttentionError) -> Result<Words, Failed> {
    match error {
        AttentionError::NotThere => Ok(Words::new(|language| language.attention().error_not_there)),
        AttentionError::Meanwhile => Ok(Words::new(|language| language.attention().error_meanwhile)),
        AttentionError::Note => Ok(Words::new(|language| language.attention().error_note)),
        AttentionError::Audit(error) => Err(error.into()),
        AttentionError::Store(error) => Err(error.into()),
    }
}

/// Why a grant was not given or withdrawn.
///
/// # Errors
/// As for [`of_view_error`].
pub fn of_access_error(error: AccessError) -> Result<Words, Failed> {
    let say = |text: fn(&AccessTexts) -> &'static str| Ok(Words::new(|language| text(language.access())));
    match error {
        AccessError::OwnRights => say(|a| a.error_own),
        AccessError::IdentityUnknown => say(|a| a.error_identity),
        AccessError::Group => say(|a| a.error_group),
        AccessError::GroupRights => say(|a| a.error_group_rights),
        AccessError::AuditorReads => say(|a| a.error_auditor_reads),
        AccessError::BeyondScope => say(|a| a.error_beyond),
        AccessError::DaysReversed => say(|a| a.error_days),
        AccessError::AlreadyOver => say(|a| a.error_over),
        AccessError::LastAdministrator => say(|a| a.error_last),
        AccessError::NotThere => say(|a| a.error_not_there),
        AccessError::Unknown => say(|a| a.error_unknown),
        AccessError::UnknownOrganization(id) => {
            Ok(Words::new(|language| (language.access().error_organization)(&id)))
        }
        error => Err(error.into()),
    }
}

/// Why nothing is exported; `is_unmasked`: it was asked for with what is masked otherwise.
///
/// # Errors
/// As for [`of_view_error`].
pub fn of_export_error(is_unmasked: bool, error: ExportError) -> Result<Words, Failed> {
    let say = |text: fn(&ExportTexts) -> &'static str| Ok(Words::new(|language| text(language.export())));
    match error {
        ExportError::NotUnmasked => say(|t| t.error_unmasked),
        ExportError::NoColumns => say(|t| t.error_columns),
        ExportError::NoPurpose => say(|t| t.error_purpose),
        ExportError::TooManyRows { rows, limit } => Ok(Words::new(|language| {
            let t = language.export();
            let say = if is_unmasked { t.error_rows_unmasked } else { t.error_rows };
            say(&grouped(rows), &grouped(limit))
        })),
        ExportError::TooOften { limit } => Ok(Words::new(|language| (language.export().error_often)(limit))),
        error => Err(error.into()),
    }
}

/// Why a list was not compared.
///
/// # Errors
/// As for [`of_view_error`].
pub fn of_reconcile_error(error: ReconcileError) -> Result<Words, Failed> {
    let say =
        |text: fn(&ReconcileTexts) -> &'static str| Ok(Words::new(|language| text(language.reconcile())));
    match error {
        ReconcileError::Roster(error) => {
            Ok(Words::new(|language| reconcile::error(language.reconcile(), error)))
        }
        ReconcileError::TooOften => say(|t| t.error_often),
        ReconcileError::Busy => say(|t| t.error_busy),
        ReconcileError::File(error) => of_file_error(error),
        ReconcileError::TooManyAbsent { rows, limit } => {
            Ok(Words::new(|language| (language.reconcile().error_absent)(&grouped(rows), &grouped(limit))))
        }
        ReconcileError::Guesses(GuessError::UsedUp { limit }) => {
            Ok(Words::new(|language| (language.reconcile().error_numbers)(limit)))
        }
        error => Err(error.into()),
    }
}

/// Why a file of a list was not made.
///
/// # Errors
/// As for [`of_view_error`].
pub fn of_file_error(error: FileError) -> Result<Words, Failed> {
    match error {
        FileError::TooMany { limit } => Ok(Words::new(|language| (language.export().error_often)(limit))),
        FileError::TooManyRows { rows, limit } => {
            Ok(Words::new(|language| (language.export().error_rows)(&grouped(rows), &grouped(limit))))
        }
        error => Err(error.into()),
    }
}

/// Why something about a list that is gone through was not done.
///
/// # Errors
/// As for [`of_view_error`].
pub fn of_campaign_error(error: CampaignError) -> Result<Words, Failed> {
    let say =
        |text: fn(&CampaignTexts) -> &'static str| Ok(Words::new(|language| text(language.campaigns())));
    match error {
        CampaignError::NoName => say(|t| t.error_name),
        CampaignError::Meanwhile => say(|t| t.error_meanwhile),
        CampaignError::NotYours => say(|t| t.error_not_yours),
        CampaignError::AssignedMeanwhile => say(|t| t.error_assigned),
        CampaignError::NameTaken => say(|t| t.error_taken),
        CampaignError::Deadline => say(|t| t.error_deadline),
        CampaignError::Empty => say(|t| t.error_empty),
        CampaignError::TooManyLines { rows, limit } => {
            Ok(Words::new(|language| (language.campaigns().error_lines)(&grouped(rows), &grouped(limit))))
        }
        CampaignError::TooMany { limit } => {
            Ok(Words::new(|language| (language.campaigns().error_many)(limit)))
        }
        CampaignError::Note => say(|t| t.error_note),
        CampaignError::NoRight => say(|t| t.error_right),
        CampaignError::Sealed => say(|t| t.error_sealed),
        CampaignError::Unfinished { open } => {
            Ok(Words::new(|language| (language.campaigns().error_unfinished)(&grouped(open))))
        }
        error => Err(error.into()),
    }
}

/// Why no word of a view is sent.
///
/// # Errors
/// As for [`of_view_error`].
pub fn of_digest_error(error: DigestError) -> Result<Words, Failed> {
    let say = |text: fn(&DigestTexts) -> &'static str| Ok(Words::new(|language| text(language.digests())));
    match error {
        DigestError::NotThere => say(|t| t.error_not_there),
        DigestError::NoWay => say(|t| t.error_way),
        DigestError::NoAddress => say(|t| t.error_address),
        DigestError::Mail(error) => {
            tracing::warn!(%error, "mail");
            say(|t| t.error_mail)
        }
        error => Err(error.into()),
    }
}

/// What is wrong with the form of a grant.
pub fn of_grant_form_error(error: GrantFormError) -> Words {
    Words::new(|language| {
        let a = language.access();
        match error {
            GrantFormError::Subject => a.error_subject,
            GrantFormError::Role => a.error_role,
            GrantFormError::Extras => a.error_extras,
            GrantFormError::Scope => a.error_scope,
            GrantFormError::Days => a.error_days,
        }
    })
}

/// What a check of the audit log found, and whether that is good.
pub fn of_chain(chain: &Chain) -> (bool, Words) {
    let words = Words::new(|language| {
        let t = language.audit();
        match chain {
            Chain::Whole { entries, hash } => (t.whole)(*entries, hash),
            Chain::Broken { at } | Chain::Missing { from: at, .. } => (t.broken)(*at),
            Chain::KeyMissing { at, key } => (t.key_missing)(*at, &key.to_string()),
        }
    });
    (matches!(chain, Chain::Whole { .. }), words)
}
