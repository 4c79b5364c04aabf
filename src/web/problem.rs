//! The one place where errors become what a person reads: logged with their causes, answered with a kind and a status.

use std::any::Any;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::server::access::AccessError;
use crate::server::accounts::AccountsError;
use crate::server::audit::AuditError;
use crate::server::auth::session::SessionError;
use crate::server::auth::sign_in::SignInError;
use crate::server::export::ExportError;
use crate::server::guesses::GuessError;
use crate::server::limits::TooMany;
use crate::server::reconcile::ReconcileError;
use crate::server::reveal::RevealError;
use crate::server::state::NoReplica;
use crate::server::sync::SyncError;
use crate::server::upstream::UpstreamError;
use crate::server::views::ViewError;
use model::problem::{Problem, ProblemKind};

/// Why a request did not lead to its page. `visitor::receive` draws the page that tells of it.
#[derive(Clone, Debug)]
pub struct WebError(pub Problem);

impl IntoResponse for WebError {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<ProblemKind> for WebError {
    fn from(kind: ProblemKind) -> Self {
        Self(kind.into())
    }
}

impl From<sqlx::Error> for WebError {
    fn from(error: sqlx::Error) -> Self {
        tracing::error!(%error, "database");
        ProblemKind::Internal.into()
    }
}

impl From<AuditError> for WebError {
    fn from(error: AuditError) -> Self {
        tracing::error!(%error, "nothing is shown that cannot be recorded");
        ProblemKind::AuditUnwritable.into()
    }
}

impl From<SessionError> for WebError {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::Audit(error) => error.into(),
            SessionError::Database(error) => error.into(),
        }
    }
}

impl From<NoReplica> for WebError {
    fn from(NoReplica: NoReplica) -> Self {
        ProblemKind::NotFound.into()
    }
}

impl From<ExportError> for WebError {
    fn from(error: ExportError) -> Self {
        match error {
            ExportError::Audit(error) => error.into(),
            ExportError::Database(error) => error.into(),
            ExportError::Accounts(error) => error.into(),
            error => {
                tracing::error!(%error, "export");
                ProblemKind::Internal.into()
            }
        }
    }
}

impl From<ReconcileError> for WebError {
    fn from(error: ReconcileError) -> Self {
        match error {
            ReconcileError::Audit(error) => error.into(),
            ReconcileError::Database(error) => error.into(),
            ReconcileError::Guesses(error) => error.into(),
            ReconcileError::Table(error) | ReconcileError::Reader(error) => {
                tracing::error!(%error, "reconcile");
                ProblemKind::Internal.into()
            }
            ReconcileError::OpenedTooOften => ProblemKind::TooManyRequests.into(),
            // The page says what the person can do about the others.
            ReconcileError::Roster(_) | ReconcileError::TooOften | ReconcileError::Busy | ReconcileError::TooManyExports { .. } => {
                ProblemKind::BadRequest.into()
            }
        }
    }
}

impl From<AccessError> for WebError {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::Audit(error) => error.into(),
            AccessError::Database(error) => error.into(),
            // The page says what the person can do about the others.
            _ => ProblemKind::BadRequest.into(),
        }
    }
}

impl From<GuessError> for WebError {
    fn from(error: GuessError) -> Self {
        match error {
            GuessError::UsedUp { .. } => ProblemKind::NumbersUsedUp.into(),
            GuessError::Audit(error) => error.into(),
            GuessError::Database(error) => error.into(),
        }
    }
}

impl From<ViewError> for WebError {
    fn from(error: ViewError) -> Self {
        match error {
            ViewError::Audit(error) => error.into(),
            ViewError::Database(error) => error.into(),
            // The page says what the person can do about the others.
            _ => ProblemKind::BadRequest.into(),
        }
    }
}

impl From<TooMany> for WebError {
    fn from(error: TooMany) -> Self {
        tracing::warn!(%error, "a limit was reached");
        Self(Problem { wait_s: Some(error.wait.as_secs()), ..ProblemKind::TooManyRequests.into() })
    }
}

impl From<RevealError> for WebError {
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

impl From<AccountsError> for WebError {
    fn from(error: AccountsError) -> Self {
        match error {
            // The client has logged it with its details.
            AccountsError::Upstream(error) => Self(Problem { errno: error.errno(), ..kind_of_upstream(error).into() }),
            AccountsError::Audit(error) => error.into(),
            AccountsError::TooOften(error) => error.into(),
            AccountsError::Guesses(error) => error.into(),
            // The page says so beside the day.
            AccountsError::NoHistory(_) => ProblemKind::BadRequest.into(),
            AccountsError::Database(error) => error.into(),
        }
    }
}

impl From<SyncError> for WebError {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::Upstream(error) => AccountsError::Upstream(error).into(),
            SyncError::Audit(error) => error.into(),
            SyncError::Database(error) => error.into(),
            SyncError::Busy | SyncError::Implausible { .. } | SyncError::FieldsVanished { .. } | SyncError::Empty | SyncError::Restless => {
                ProblemKind::Internal.into()
            }
        }
    }
}

fn kind_of_upstream(error: UpstreamError) -> ProblemKind {
    match error {
        UpstreamError::Unreachable | UpstreamError::TimedOut => ProblemKind::UpstreamUnreachable,
        UpstreamError::Unavailable { .. } => ProblemKind::UpstreamUnavailable,
        UpstreamError::OffCampus => ProblemKind::UpstreamOffCampus,
        UpstreamError::Unreadable => ProblemKind::UpstreamUnreadable,
        UpstreamError::NotAuthorized { .. } => ProblemKind::UpstreamNotAuthorized,
        UpstreamError::Refused { .. } => ProblemKind::UpstreamRefused,
    }
}

impl From<SignInError> for WebError {
    fn from(error: SignInError) -> Self {
        let kind = match error {
            SignInError::Audit(error) => return error.into(),
            SignInError::TooOften(error) => return error.into(),
            SignInError::Database(error) => return error.into(),
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

/// The problem behind an answer that some layer gave without words.
pub fn of_bare_status(status: StatusCode) -> Option<ProblemKind> {
    match status {
        StatusCode::NOT_FOUND => Some(ProblemKind::NotFound),
        StatusCode::METHOD_NOT_ALLOWED => Some(ProblemKind::MethodNotAllowed),
        StatusCode::PAYLOAD_TOO_LARGE => Some(ProblemKind::TooLarge),
        StatusCode::GATEWAY_TIMEOUT => Some(ProblemKind::TooSlow),
        status if status.is_client_error() => Some(ProblemKind::BadRequest),
        status if status.is_server_error() => Some(ProblemKind::Internal),
        _ => None,
    }
}

pub fn status(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.kind.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// A bug. What the panic says may hold data, so only its place is logged, by the hook set at start.
pub fn panicked(_: Box<dyn Any + Send + 'static>) -> Response {
    WebError::from(ProblemKind::Internal).into_response()
}
