//! The one place where errors become what a person reads: logged with their causes, answered with a kind.

use super::access::AccessError;
use super::accounts::AccountsError;
use super::audit::AuditError;
use super::auth::session::SessionError;
use super::auth::sign_in::SignInError;
use super::campaigns::CampaignError;
use super::campaigns::file::CampaignFileError;
use super::digests::DigestError;
use super::export::ExportError;
use super::export::account_file::{AccountFileError, FileError};
use super::guesses::GuessError;
use super::limits::TooMany;
use super::reconcile::ReconcileError;
use super::reveal::RevealError;
use super::state::NoReplica;
use super::sync::SyncError;
use super::views::ViewError;
use jaccount::ServiceError;
use model::problem::{Problem, ProblemKind};
use store::StoreError;

/// Why something came to nothing, as a person may read it. Its causes are in the log.
#[derive(Clone, Debug)]
pub struct Failed(pub Problem);

impl From<ProblemKind> for Failed {
    fn from(kind: ProblemKind) -> Self {
        Self(kind.into())
    }
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "database");
        if error.is_passing() { ProblemKind::DatabaseUnavailable } else { ProblemKind::Internal }.into()
    }
}

impl From<AuditError> for Failed {
    fn from(error: AuditError) -> Self {
        tracing::error!(%error, "nothing is shown that cannot be recorded");
        match error {
            AuditError::Write(_) => ProblemKind::AuditUnwritable.into(),
            AuditError::Read(error) => error.into(),
            AuditError::Encode(_) => ProblemKind::Internal.into(),
        }
    }
}

impl From<SessionError> for Failed {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Audit(error) => error.into(),
            SessionError::Store(error) => error.into(),
        }
    }
}

impl From<NoReplica> for Failed {
    fn from(NoReplica: NoReplica) -> Self {
        ProblemKind::NotFound.into()
    }
}

impl From<ExportError> for Failed {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Audit(error) => error.into(),
            ExportError::Store(error) => error.into(),
            ExportError::Accounts(error) => error.into(),
            ExportError::Fetch(_) => {
                tracing::error!(%error, "export");
                ProblemKind::FileUnavailable.into()
            }
            error => {
                tracing::error!(%error, "export");
                ProblemKind::Internal.into()
            }
        }
    }
}

impl From<FileError> for Failed {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Audit(error) => error.into(),
            FileError::Table(error) => ExportError::File(error).into(),
            FileError::TooMany { .. } | FileError::TooManyRows { .. } => ProblemKind::BadRequest.into(),
        }
    }
}

impl From<CampaignError> for Failed {
    fn from(error: CampaignError) -> Self {
        match error {
            CampaignError::Audit(error) => error.into(),
            CampaignError::Store(error) => error.into(),
            CampaignError::Accounts(error) => error.into(),
            CampaignError::NotThere => ProblemKind::NotFound.into(),
            // The page says what the person can do about the others.
            _ => ProblemKind::BadRequest.into(),
        }
    }
}

impl From<CampaignFileError> for Failed {
    fn from(error: CampaignFileError) -> Self {
        match error {
            CampaignFileError::Campaign(error) => error.into(),
            CampaignFileError::File(error) => error.into(),
        }
    }
}

impl From<DigestError> for Failed {
    fn from(error: DigestError) -> Self {
        match error {
            DigestError::Audit(error) => error.into(),
            DigestError::Store(error) => error.into(),
            DigestError::NotThere => ProblemKind::NotFound.into(),
            DigestError::NoWay | DigestError::NoAddress => ProblemKind::BadRequest.into(),
            DigestError::Letter(_) | DigestError::Mail(_) => {
                tracing::error!(%error, "mail");
                ProblemKind::Internal.into()
            }
        }
    }
}

impl From<AccountFileError> for Failed {
    fn from(error: AccountFileError) -> Self {
        match error {
            AccountFileError::Accounts(error) => error.into(),
            AccountFileError::File(error) => error.into(),
        }
    }
}

impl From<ReconcileError> for Failed {
    fn from(error: ReconcileError) -> Self {
        match error {
            ReconcileError::Audit(error) => error.into(),
            ReconcileError::Store(error) => error.into(),
            ReconcileError::Guesses(error) => error.into(),
            ReconcileError::File(error) => error.into(),
            ReconcileError::Kept(error) | ReconcileError::Reader(error) => {
                tracing::error!(%error, "reconcile");
                ProblemKind::Internal.into()
            }
            ReconcileError::Gone => ProblemKind::NotFound.into(),
            ReconcileError::OpenedTooOften => ProblemKind::TooManyRequests.into(),
            // The page says what the person can do about the others.
            ReconcileError::Roster(_)
            | ReconcileError::TooOften
            | ReconcileError::Busy
            | ReconcileError::NoCandidate
            | ReconcileError::TooManyAbsent { .. } => ProblemKind::BadRequest.into(),
        }
    }
}

impl From<AccessError> for Failed {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Audit(error) => error.into(),
            AccessError::Store(error) => error.into(),
            // The page says what the person can do about the others.
            _ => ProblemKind::BadRequest.into(),
        }
    }
}

impl From<GuessError> for Failed {
    fn from(error: GuessError) -> Self {
        match error {
            GuessError::UsedUp { .. } => ProblemKind::NumbersUsedUp.into(),
            GuessError::Audit(error) => error.into(),
            GuessError::Store(error) => error.into(),
        }
    }
}

impl From<ViewError> for Failed {
    fn from(error: ViewError) -> Self {
        match error {
            ViewError::Audit(error) => error.into(),
            ViewError::Store(error) => error.into(),
            // The page says what the person can do about the others.
            _ => ProblemKind::BadRequest.into(),
        }
    }
}

impl From<TooMany> for Failed {
    fn from(error: TooMany) -> Self {
        tracing::warn!(%error, "a limit was reached");
        Self(Problem { wait_s: Some(error.wait.as_secs()), ..ProblemKind::TooManyRequests.into() })
    }
}

impl From<RevealError> for Failed {
    fn from(error: RevealError) -> Self {
        match error {
            RevealError::NotThere => ProblemKind::AccountNotFound.into(),
            // The page says so beside the field.
            RevealError::TooMany => ProblemKind::BadRequest.into(),
            RevealError::Accounts(error) => error.into(),
            RevealError::Audit(error) => error.into(),
        }
    }
}

impl From<AccountsError> for Failed {
    fn from(error: AccountsError) -> Self {
        match error {
            // The client has logged it with its details.
            AccountsError::Upstream(error) => {
                Self(Problem { errno: error.errno(), ..kind_of_upstream(error).into() })
            }
            AccountsError::Audit(error) => error.into(),
            AccountsError::TooOften(error) => error.into(),
            AccountsError::Guesses(error) => error.into(),
            // The page says so beside the day.
            AccountsError::NoHistory(_) => ProblemKind::BadRequest.into(),
            AccountsError::Store(error) => error.into(),
        }
    }
}

impl From<SyncError> for Failed {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Upstream(error) => AccountsError::Upstream(error).into(),
            SyncError::Audit(error) => error.into(),
            SyncError::Store(error) => error.into(),
            SyncError::Busy
            | SyncError::Implausible { .. }
            | SyncError::FieldsVanished { .. }
            | SyncError::Empty
            | SyncError::Restless => ProblemKind::Internal.into(),
        }
    }
}

fn kind_of_upstream(error: ServiceError) -> ProblemKind {
    match error {
        ServiceError::Unreachable | ServiceError::TimedOut => ProblemKind::UpstreamUnreachable,
        ServiceError::Unavailable { .. } => ProblemKind::UpstreamUnavailable,
        ServiceError::OffCampus => ProblemKind::UpstreamOffCampus,
        ServiceError::Unreadable => ProblemKind::UpstreamUnreadable,
        ServiceError::NotAuthorized { .. } => ProblemKind::UpstreamNotAuthorized,
        ServiceError::Refused { .. } => ProblemKind::UpstreamRefused,
    }
}

impl From<SignInError> for Failed {
    fn from(error: SignInError) -> Self {
        let kind = match error {
            SignInError::Audit(error) => return error.into(),
            SignInError::TooOften(error) => return error.into(),
            SignInError::Store(error) => return error.into(),
            SignInError::NotGranted { .. } => ProblemKind::SignInNotGranted,
            SignInError::StateUnknown => ProblemKind::SignInState,
            SignInError::OtherBrowser => ProblemKind::SignInOtherBrowser,
            SignInError::OrganizationUnknown => ProblemKind::SignInOrganization,
            SignInError::Barred { .. } => ProblemKind::SignInBarred,
            SignInError::NoCode => ProblemKind::SignInNoCode,
            SignInError::Denied => ProblemKind::SignInDenied,
            SignInError::Incomplete => ProblemKind::SignInIncomplete,
            SignInError::CodeRefused => ProblemKind::SignInCode,
            SignInError::ClientRefused { .. } => ProblemKind::SignInClient,
            SignInError::IdToken(_) => ProblemKind::SignInIdToken,
            SignInError::OtherPerson => ProblemKind::SignInOtherPerson,
            SignInError::JaccountDown(_) => ProblemKind::SignInDown,
        };
        tracing::warn!(%error, "sign-in failed");
        kind.into()
    }
}
