//! Scopes and organisations: who is in them, and whose own they are.

use fixedbitset::FixedBitSet;

use super::columns::{Code, IndexFull};
use super::index::Index;
use model::account::Account;
use model::scope::{Scope, organizations_of};

impl Index {
    /// Puts an account into the scopes it belongs to now. `before`: the organisations that it and its identities had.
    pub(super) fn set_scope(
        &mut self,
        slot: u32,
        before: &[Code],
        account: &Account,
    ) -> Result<(), IndexFull> {
        for code in before {
            self.scopes.remove(*code, slot);
        }
        let own = self.organizations.of(slot as usize);
        for id in organizations_of(account) {
            let code = self.organizations.intern(id)?;
            self.scopes.insert(code, slot, code == own);
        }
        Ok(())
    }

    /// Whose own organisation is one of these, if any are named. An empty one is that of those who have none.
    pub(super) fn at_organizations<'a>(&self, ids: impl Iterator<Item = &'a str>) -> Option<FixedBitSet> {
        let mut slots = None;
        for id in ids {
            let slots = slots.get_or_insert_with(FixedBitSet::new);
            if id.is_empty() {
                slots.union_with(&self.organizations.among(&self.present, 0));
                slots.union_with(&self.organizations.among(&self.gone, 0));
            } else if let Some(own) = self.organizations.code(id).and_then(|code| self.scopes.own(code)) {
                slots.union_with(&own);
            }
        }
        slots
    }

    /// The accounts in a scope; `None` means all.
    pub fn scope(&self, scope: &Scope) -> Option<FixedBitSet> {
        let Scope::Organizations(ids) = scope else { return None };
        let mut slots = FixedBitSet::with_capacity(self.present.len());
        ids.iter().filter_map(|id| self.in_scope_of(id)).for_each(|of| slots.union_with(of));
        Some(slots)
    }

    /// Whether an account that is present has it, or an identity there.
    pub fn has_organization(&self, id: &str) -> bool {
        self.in_scope_of(id).is_some_and(|slots| slots.intersection(&self.present).next().is_some())
    }

    /// The same of those within a scope: [`Index::scope`].
    pub fn has_organization_within(&self, id: &str, within: &FixedBitSet) -> bool {
        self.in_scope_of(id)
            .is_some_and(|slots| slots.intersection(&self.present).any(|slot| within.contains(slot)))
    }

    pub(super) fn in_scope_of(&self, organization_id: &str) -> Option<&FixedBitSet> {
        self.scopes.within(self.organizations.code(organization_id)?)
    }
}
