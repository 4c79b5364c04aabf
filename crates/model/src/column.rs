//! What can be said of an account in one cell: the columns of the list and of exports.

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    Name,
    Account,
    Number,
    IdentityType,
    Organization,
    Status,
    Expiry,
    Updated,
    OrganizationId,
    DocumentKind,
    DocumentNumber,
    Telephone,
    Email,
    Guid,
    Identities,
}

impl Column {
    pub const ALL: [Self; 15] = [
        Self::Name,
        Self::Account,
        Self::Number,
        Self::IdentityType,
        Self::Organization,
        Self::Status,
        Self::Expiry,
        Self::Updated,
        Self::OrganizationId,
        Self::DocumentKind,
        Self::DocumentNumber,
        Self::Telephone,
        Self::Email,
        Self::Guid,
        Self::Identities,
    ];
    /// Those that the list on screen can show.
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

    pub fn code(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Account => "account",
            Self::Number => "number",
            Self::IdentityType => "style",
            Self::Organization => "org",
            Self::Status => "status",
            Self::Expiry => "expiry",
            Self::Updated => "updated",
            Self::OrganizationId => "org-id",
            Self::DocumentKind => "document-kind",
            Self::DocumentNumber => "document-number",
            Self::Telephone => "telephone",
            Self::Email => "email",
            Self::Guid => "guid",
            Self::Identities => "identities",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.code() == code)
    }

    /// Whether its values are masked unless the right and the reason are there.
    pub fn is_sensitive(self) -> bool {
        matches!(self, Self::DocumentNumber | Self::Telephone | Self::Email)
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
