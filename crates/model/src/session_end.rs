//! Why a session is over, as its owner reads it.

use strum::{EnumString, IntoStaticStr, VariantArray};

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum EndReason {
    /// Nothing was done for a while.
    Idle,
    /// Its longest time is over.
    Expired,
    /// Nothing is granted to its owner any more.
    Withdrawn,
    /// The owner's own account is frozen or gone.
    Barred,
    /// The owner ended it from another session.
    Elsewhere,
    /// Long ago, or by a sign-out.
    Unknown,
}

coded!(EndReason);

impl EndReason {
    /// Whether the person can sign in again and go on.
    pub fn can_go_on(self) -> bool {
        !matches!(self, Self::Withdrawn | Self::Barred)
    }
}
