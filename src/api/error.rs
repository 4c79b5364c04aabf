//! Why a server function did not do what it was asked for.

use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// What a person may read of a failure, in their language. Never a cause, never personal data.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct ApiError {
    /// For programs, as `not-found`.
    pub code: String,
    /// What happened, what it means, and what to do.
    pub message: String,
    /// So many seconds the person should wait.
    pub wait_s: Option<u64>,
}

/// The code of a session that is over; whoever signs in again goes on.
const SESSION_ENDED: &str = "session-ended";
/// The code of a session that is over with all that its owner could do.
const ACCESS_OVER: &str = "access-over";
/// The code of an error that was met before the server was reached.
const UNREACHABLE: &str = "unreachable";

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        #[cfg(feature = "ssr")]
        {
            // Of these the caller can only be told that the request makes no sense; what exactly could quote it.
            tracing::debug!(
                kind = kind_of(&error),
                "a server function was called in a way that it does not understand"
            );
            model::problem::ProblemKind::BadRequest.into()
        }
        #[cfg(not(feature = "ssr"))]
        {
            drop(error);
            Self { code: UNREACHABLE.to_owned(), message: String::new(), wait_s: None }
        }
    }
}

impl ApiError {
    /// Whether the session of the page is over.
    pub fn is_signed_out(&self) -> bool {
        self.code == SESSION_ENDED
    }

    /// Whether the person may see no more of what the page shows.
    pub fn is_access_over(&self) -> bool {
        self.code == ACCESS_OVER
    }

    /// Whether the server could not be asked at all; the next try may get through.
    pub fn is_unreachable(&self) -> bool {
        self.code == UNREACHABLE
    }
}

#[cfg(feature = "ssr")]
fn kind_of(error: &ServerFnErrorErr) -> &'static str {
    match error {
        ServerFnErrorErr::Deserialization(_)
        | ServerFnErrorErr::Args(_)
        | ServerFnErrorErr::MissingArg(_) => "arguments",
        ServerFnErrorErr::Request(_) => "request",
        _ => "other",
    }
}

#[cfg(feature = "ssr")]
mod on_the_server {
    use axum::http::{HeaderValue, StatusCode, header};
    use leptos::prelude::use_context;
    use leptos_axum::ResponseOptions;

    use super::{ACCESS_OVER, ApiError, SESSION_ENDED};
    use crate::api::asked::Asked;
    use crate::components::context::PageContext;
    use crate::i18n::Language;
    use crate::server::failed::Failed;
    use model::problem::{Problem, ProblemKind};
    use model::session_end::EndReason;

    /// The code of a refusal that the message explains.
    const REFUSED: &str = "refused";
    /// The code of a change that another one overtook.
    const CONFLICT: &str = "conflict";

    impl ApiError {
        /// What a problem is called and says in a language.
        pub fn of(problem: &Problem, language: Language) -> Self {
            let words = language.problem(problem.kind);
            let message = [words.title, words.meaning, words.advice]
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" ");
            Self { code: code(problem.kind), message, wait_s: problem.wait_s }
        }

        /// Nobody is signed in any more, and why.
        pub fn signed_out(context: &PageContext) -> Self {
            let t = context.language.texts();
            let message = match context.session_ended {
                Some(EndReason::Withdrawn) => (t.ended_withdrawn)(&context.contact),
                Some(EndReason::Barred) => (t.ended_barred)(&context.contact),
                _ => return ProblemKind::SessionEnded.into(),
            };
            set_status(StatusCode::UNAUTHORIZED);
            Self { code: ACCESS_OVER.to_owned(), message, wait_s: None }
        }

        /// Something that the person can mend, in words.
        pub fn refused(message: impl Into<String>) -> Self {
            set_status(StatusCode::UNPROCESSABLE_ENTITY);
            Self { code: REFUSED.to_owned(), message: message.into(), wait_s: None }
        }

        /// What is to be changed was changed meanwhile, in words.
        pub fn conflict(message: impl Into<String>) -> Self {
            set_status(StatusCode::CONFLICT);
            Self { code: CONFLICT.to_owned(), message: message.into(), wait_s: None }
        }
    }

    impl<E: Into<Failed>> From<E> for ApiError {
        fn from(error: E) -> Self {
            let Failed(problem) = error.into();
            if let Ok(status) = StatusCode::from_u16(problem.kind.status()) {
                set_status(status);
            }
            if let (Some(wait_s), Some(options)) = (problem.wait_s, use_context::<ResponseOptions>()) {
                options.insert_header(header::RETRY_AFTER, HeaderValue::from(wait_s));
            }
            Self::of(&problem, use_context::<Asked>().map(|asked| asked.context.language).unwrap_or_default())
        }
    }

    /// Leptos answers every error with 500 unless it is told otherwise.
    fn set_status(status: StatusCode) {
        if let Some(options) = use_context::<ResponseOptions>() {
            options.set_status(status);
        }
    }

    fn code(kind: ProblemKind) -> String {
        match kind {
            ProblemKind::SessionEnded => SESSION_ENDED,
            ProblemKind::ForeignOrigin => "foreign-origin",
            ProblemKind::NotFound | ProblemKind::AccountNotFound => "not-found",
            ProblemKind::MethodNotAllowed => "method-not-allowed",
            ProblemKind::TooLarge => "too-large",
            ProblemKind::TooManyRequests | ProblemKind::NumbersUsedUp => "too-many",
            kind => match kind.status() {
                400..500 => "bad-request",
                500 => "internal",
                _ => "unavailable",
            },
        }
        .to_owned()
    }
}
