//! Who is in the scope of which organisation: those who have it themselves, and those who have an identity there.

use fixedbitset::FixedBitSet;

use super::columns::{Code, IndexFull, grow};
use super::index::Index;
use super::packed::packed;
use model::account::Account;
use model::scope::{Scope, organizations_of};

#[derive(Clone, Debug, Default)]
pub(super) struct ScopeColumn {
    /// By code of organisation: the accounts in its scope.
    within: Vec<FixedBitSet>,
    /// By code: those in its scope whose own organisation is another, in ascending order. They are few.
    elsewhere: Vec<Vec<u32>>,
}

packed!(ScopeColumn { within, elsewhere });

impl ScopeColumn {
    fn within(&self, code: Code) -> Option<&FixedBitSet> {
        self.within.get(usize::from(code))
    }

    /// Whose own organisation it is.
    fn own(&self, code: Code) -> Option<FixedBitSet> {
        let mut own = self.within(code)?.clone();
        self.elsewhere[usize::from(code)].iter().for_each(|slot| own.set(*slot as usize, false));
        Some(own)
    }

    fn remove(&mut self, code: Code, slot: u32) {
        let code = usize::from(code);
        if let Some(set) = self.within.get_mut(code).filter(|set| set.len() > slot as usize) {
            set.set(slot as usize, false);
            if let Ok(at) = self.elsewhere[code].binary_search(&slot) {
                self.elsewhere[code].remove(at);
            }
        }
    }

    fn insert(&mut self, code: Code, slot: u32, is_own: bool) {
        let code = usize::from(code);
        grow(&mut self.within, code, FixedBitSet::new());
        grow(&mut self.elsewhere, code, Vec::new());
        self.within[code].grow_and_insert(slot as usize);
        if !is_own && let Err(at) = self.elsewhere[code].binary_search(&slot) {
            self.elsewhere[code].insert(at, slot);
        }
    }
}

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
