//! The values of a question one by one, as chips show them and take them out.

use time::Date;

use super::{AccountFilter, Holding};
use crate::attention::Check;
use crate::expiry_window::ExpiryWindow;
use crate::identity_type::IdentityType;
use crate::status::Status;

/// One active value of the filter, as a chip shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Criterion {
    Text(String),
    Organization(String),
    Status(Status),
    IdentityType(IdentityType),
    NotOrganization(String),
    NotStatus(Status),
    NotIdentityType(IdentityType),
    Expiry(ExpiryWindow),
    UpdatedSince(Date),
    HasDeleted,
    Holding(Holding),
    Check(Check),
    /// One of these questions.
    AnyOf(Vec<AccountFilter>),
    Gone,
    AsOf(Date),
    /// So many accounts picked by hand.
    Only(usize),
    /// A condition that was not understood.
    Refused(&'static str, String),
}

impl AccountFilter {
    /// Every active value, in the order of the chips.
    pub fn criteria(&self) -> Vec<Criterion> {
        let text = (!self.text.is_empty()).then(|| Criterion::Text(self.text.clone()));
        text.into_iter()
            .chain(self.organizations.iter().cloned().map(Criterion::Organization))
            .chain(self.statuses.iter().cloned().map(Criterion::Status))
            .chain(self.identity_types.iter().cloned().map(Criterion::IdentityType))
            .chain(self.excluded.organizations.iter().cloned().map(Criterion::NotOrganization))
            .chain(self.excluded.statuses.iter().cloned().map(Criterion::NotStatus))
            .chain(self.excluded.identity_types.iter().cloned().map(Criterion::NotIdentityType))
            .chain(self.expiries.iter().copied().map(Criterion::Expiry))
            .chain(self.updated_since.map(Criterion::UpdatedSince))
            .chain(self.has_deleted.then_some(Criterion::HasDeleted))
            .chain(self.holding.clone().map(Criterion::Holding))
            .chain(self.checks.iter().copied().map(Criterion::Check))
            .chain(self.any_of.iter().cloned().map(Criterion::AnyOf))
            .chain(self.gone.then_some(Criterion::Gone))
            .chain(self.as_of.map(Criterion::AsOf))
            .chain((!self.only.is_empty()).then_some(Criterion::Only(self.only.len())))
            .chain(self.refused.iter().map(|(name, value)| Criterion::Refused(name, value.clone())))
            .collect()
    }

    /// The question with one value taken out, from its first page on.
    #[must_use]
    pub fn without(&self, criterion: &Criterion) -> Self {
        let mut filter = self.first_page();
        match criterion {
            Criterion::Text(_) => {
                filter.text.clear();
                filter.settle_order();
            }
            Criterion::Organization(id) => filter.organizations.retain(|other| other != id),
            Criterion::Status(status) => filter.statuses.retain(|other| other != status),
            Criterion::IdentityType(style) => filter.identity_types.retain(|other| other != style),
            Criterion::NotOrganization(id) => filter.excluded.organizations.retain(|other| other != id),
            Criterion::NotStatus(status) => filter.excluded.statuses.retain(|other| other != status),
            Criterion::NotIdentityType(style) => {
                filter.excluded.identity_types.retain(|other| other != style);
            }
            Criterion::Expiry(window) => filter.expiries.retain(|other| other != window),
            Criterion::UpdatedSince(_) => filter.updated_since = None,
            Criterion::HasDeleted => filter.has_deleted = false,
            Criterion::Holding(_) => filter.holding = None,
            Criterion::Check(check) => filter.checks.retain(|other| other != check),
            Criterion::AnyOf(row) => filter.any_of.retain(|other| other != row),
            Criterion::Gone => filter.gone = false,
            Criterion::AsOf(_) => filter.as_of = None,
            Criterion::Only(_) => filter.only.clear(),
            Criterion::Refused(name, value) => filter.refused.retain(|its| (its.0, &its.1) != (name, value)),
        }
        filter
    }
}
