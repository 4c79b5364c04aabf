//! Runs that people ask for.

use model::sync::RunKind;

/// A run that a person asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestedRun {
    Run(RunKind),
    /// A full run that takes it for true that many accounts are gone.
    AcceptGone,
    /// A full run that takes it for true that a field is no longer given.
    AcceptFields,
}

impl RequestedRun {
    pub fn code(self) -> &'static str {
        match self {
            Self::Run(kind) => kind.code(),
            Self::AcceptGone => "accept-gone",
            Self::AcceptFields => "accept-fields",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        let word =
            [Self::AcceptGone, Self::AcceptFields].into_iter().find(|requested| requested.code() == code);
        word.or_else(|| RunKind::from_code(code).map(Self::Run))
    }
}
