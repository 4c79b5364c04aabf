//! How many accounts there would be under each value of a filter, the other filters being as they are.

use super::expiry_window::ExpiryWindow;
use super::identity_type::IdentityType;
use super::status::Status;

/// Values that no account has are left out, but for windows of expiry; an empty one stands for having none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Facets {
    pub statuses: Vec<(Status, usize)>,
    pub identity_types: Vec<(IdentityType, usize)>,
    /// By code.
    pub organizations: Vec<(String, usize)>,
    pub expiries: Vec<(ExpiryWindow, usize)>,
}

/// What a list counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListCounts {
    pub total: usize,
    /// How many accounts stand before the page.
    pub before: usize,
    pub facets: Facets,
}
