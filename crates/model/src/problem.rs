//! What can go wrong in front of a person: kinds of problems, each with its status code; the words are in `i18n`.

/// A kind of problem, as fine as the words for it differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    BadRequest,
    SessionEnded,
    ForeignOrigin,
    NotFound,
    AccountNotFound,
    MethodNotAllowed,
    TooLarge,
    TooSlow,
    TooManyRequests,
    /// Too many numbers of people were tried that are nobody's.
    NumbersUsedUp,
    Internal,
    /// It restarts, is full, or has too much to do.
    DatabaseUnavailable,
    /// Where finished files lie does not answer, or a file is not there.
    FileUnavailable,
    /// What cannot be recorded is not shown.
    AuditUnwritable,
    UpstreamUnreachable,
    UpstreamUnavailable,
    UpstreamOffCampus,
    UpstreamUnreadable,
    UpstreamNotAuthorized,
    UpstreamRefused,
    SignInState,
    SignInOtherBrowser,
    SignInDenied,
    SignInIncomplete,
    SignInCode,
    SignInClient,
    SignInIdToken,
    SignInOtherPerson,
    SignInDown,
    SignInNotGranted,
    /// The browser came back without a code.
    SignInNoCode,
    /// The profile cannot be read, and the person's rights may hang on it.
    SignInOrganization,
    /// Frozen, or gone.
    SignInBarred,
}

/// A problem with what else the reader gets to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub kind: ProblemKind,
    /// So many seconds the reader should wait.
    pub wait_s: Option<u64>,
    /// Upstream's own code, for the operator.
    pub errno: Option<i64>,
    /// The reader's own account, where it is what they need to tell someone.
    pub account: Option<String>,
    /// Where signing in leads back to the page that was wanted; otherwise `/login`.
    pub sign_in_path: Option<String>,
    /// The request that it is about, where the page is another one's answer.
    pub request_id: Option<String>,
}

impl From<ProblemKind> for Problem {
    fn from(kind: ProblemKind) -> Self {
        Self { kind, wait_s: None, errno: None, account: None, sign_in_path: None, request_id: None }
    }
}

impl ProblemKind {
    /// The HTTP status of the page that tells of it.
    pub fn status(self) -> u16 {
        match self {
            Self::BadRequest
            | Self::SignInState
            | Self::SignInOtherBrowser
            | Self::SignInIncomplete
            | Self::SignInNoCode
            | Self::SignInCode
            | Self::SignInIdToken
            | Self::SignInOtherPerson => 400,
            Self::SessionEnded => 401,
            Self::ForeignOrigin | Self::SignInDenied | Self::SignInNotGranted | Self::SignInBarred => 403,
            Self::NotFound | Self::AccountNotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::TooSlow => 504,
            Self::TooLarge => 413,
            Self::TooManyRequests | Self::NumbersUsedUp => 429,
            Self::Internal => 500,
            Self::UpstreamOffCampus
            | Self::UpstreamUnreadable
            | Self::UpstreamNotAuthorized
            | Self::UpstreamRefused
            | Self::SignInClient => 502,
            Self::DatabaseUnavailable
            | Self::FileUnavailable
            | Self::AuditUnwritable
            | Self::UpstreamUnreachable
            | Self::UpstreamUnavailable
            | Self::SignInDown
            | Self::SignInOrganization => 503,
        }
    }

    /// Whether signing in (again) is the way on.
    pub fn is_about_sign_in(self) -> bool {
        matches!(
            self,
            Self::SessionEnded
                | Self::SignInState
                | Self::SignInOtherBrowser
                | Self::SignInDenied
                | Self::SignInIncomplete
                | Self::SignInNoCode
                | Self::SignInOrganization
                | Self::SignInCode
                | Self::SignInClient
                | Self::SignInIdToken
                | Self::SignInDown
        )
    }

    /// Whether leaving jAccount for another account is the way on.
    pub fn is_about_the_person(self) -> bool {
        matches!(self, Self::SignInOtherPerson | Self::SignInNotGranted | Self::SignInBarred)
    }

    /// Whether the same request may succeed a moment later.
    pub fn is_passing(self) -> bool {
        matches!(
            self,
            Self::TooSlow
                | Self::TooManyRequests
                | Self::Internal
                | Self::UpstreamUnreachable
                | Self::UpstreamUnavailable
                | Self::UpstreamUnreadable
        )
    }
}
