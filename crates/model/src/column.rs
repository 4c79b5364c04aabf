//! What can be said of an account in one cell: the columns of the list and of exports.

use strum::{EnumString, IntoStaticStr, VariantArray};

/// A column.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Column {
    #[default]
    Name,
    Account,
    Number,
    #[strum(serialize = "style")]
    IdentityType,
    #[strum(serialize = "org")]
    Organization,
    Status,
    Expiry,
    Updated,
    #[strum(serialize = "org-id")]
    OrganizationId,
    DocumentKind,
    DocumentNumber,
    Telephone,
    Email,
    Guid,
    Identities,
}

coded!(Column);

impl Column {
    /// Those that the list on screen shows where none are chosen, and that it can be sorted by.
    pub const LISTED: [Self; 8] = [
        Self::Name,
        Self::Account,
        Self::Number,
        Self::IdentityType,
        Self::Organization,
        Self::Status,
        Self::Expiry,
        Self::Updated,
    ];

    /// Whether its values are masked unless the right and the reason are there.
    pub fn is_sensitive(self) -> bool {
        matches!(self, Self::DocumentNumber | Self::Telephone | Self::Email)
    }

    /// Whether the rows of the directory index hold it; what they do not hold is read from the database.
    pub fn is_indexed(self) -> bool {
        match self {
            Self::Name
            | Self::Account
            | Self::Number
            | Self::IdentityType
            | Self::Organization
            | Self::OrganizationId
            | Self::Status
            | Self::Expiry
            | Self::Updated => true,
            Self::DocumentKind
            | Self::DocumentNumber
            | Self::Telephone
            | Self::Email
            | Self::Guid
            | Self::Identities => false,
        }
    }

    /// About how many characters wide its values are; signs of Chinese count two.
    pub fn width(self) -> u16 {
        match self {
            Self::Name | Self::Account | Self::Number | Self::IdentityType | Self::Telephone => 14,
            Self::Organization | Self::Email => 28,
            Self::Status | Self::OrganizationId => 8,
            Self::Expiry => 12,
            Self::Updated | Self::DocumentKind => 18,
            Self::DocumentNumber => 22,
            Self::Guid => 38,
            Self::Identities => 60,
        }
    }
}
