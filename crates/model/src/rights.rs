//! What people may do, for which organisations, and since when: grants, and the rights that come of them.

use std::collections::{BTreeMap, BTreeSet};

use strum::{EnumString, IntoStaticStr, VariantArray};
use time::Date;

use super::scope::Scope;

/// What a right allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Capability {
    /// Finding and reading accounts, masked.
    View,
    /// Saying of what is to be checked that it is as it should be.
    Attend,
    /// Reading one masked field of one account, with a reason.
    Reveal,
    /// Taking lists away in files, masked.
    Export,
    /// The same, unmasked, with a reason.
    ExportUnmasked,
    /// Reading the audit log.
    Audit,
    /// Granting access, and watching over the sync.
    Administer,
}

coded!(Capability);

/// A set of capabilities that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Role {
    Viewer,
    Exporter,
    Auditor,
    Administrator,
}

coded!(Role);

impl Role {
    pub fn capabilities(self) -> &'static [Capability] {
        match self {
            Self::Viewer => &[Capability::View, Capability::Attend],
            Self::Exporter => &[Capability::View, Capability::Attend, Capability::Export],
            Self::Auditor => &[Capability::View, Capability::Audit],
            Self::Administrator => {
                &[Capability::View, Capability::Attend, Capability::Audit, Capability::Administer]
            }
        }
    }

    /// What can be granted beyond the role: reading what is masked is never part of one. Who audits reads masked.
    pub fn extras(self) -> &'static [Capability] {
        match self {
            Self::Viewer | Self::Administrator => &[Capability::Reveal],
            Self::Exporter => &[Capability::Reveal, Capability::ExportUnmasked],
            Self::Auditor => &[],
        }
    }
}

/// Whom a grant is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A jAccount name.
    Account(String),
    /// Everyone whose default identity is of this type, in the account API's spelling, at this organisation.
    Rule { identity_type: String, organization_id: String },
}

/// Who somebody is, as far as grants ask: known since the sign-in.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    pub account: &'a str,
    pub identity_type: Option<&'a str>,
    pub organization_id: Option<&'a str>,
}

impl Subject {
    pub fn is(&self, person: Person<'_>) -> bool {
        match self {
            Self::Account(account) => account == person.account,
            Self::Rule { identity_type, organization_id } => {
                person.identity_type == Some(identity_type) && person.organization_id == Some(organization_id)
            }
        }
    }
}

/// What somebody was granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    pub subject: Subject,
    pub role: Role,
    /// Some of the role's [`Role::extras`].
    pub extras: BTreeSet<Capability>,
    pub scope: Scope,
    /// The first day, in Shanghai.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

impl Grant {
    pub fn is_in_force(&self, today: Date) -> bool {
        self.from.is_none_or(|from| from <= today) && self.until.is_none_or(|until| today <= until)
    }

    pub fn capabilities(&self) -> impl Iterator<Item = Capability> + '_ {
        self.role.capabilities().iter().copied().chain(self.extras.iter().copied())
    }
}

/// A grant, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlacedGrant {
    pub place: Place,
    pub grant: Grant,
}

/// A grant that nobody used for so long, seconds, is probably not needed: 90 days.
pub const UNUSED_AFTER_S: i64 = 90 * 86_400;
/// After so long, seconds, somebody has to say again that it is: a year.
pub const REVIEW_AFTER_S: i64 = 365 * 86_400;

impl Place {
    /// By which it is withdrawn or reviewed; `None` where only who runs the server can change it.
    pub fn id(&self) -> Option<i64> {
        match self {
            Self::Configuration => None,
            Self::Database { id, .. } => Some(*id),
        }
    }
}

impl PlacedGrant {
    /// Whether it gives rights on a day.
    pub fn is_in_force(&self, today: Date) -> bool {
        self.grant.is_in_force(today) && !self.is_withdrawn()
    }

    pub fn is_withdrawn(&self) -> bool {
        matches!(self.place, Place::Database { withdrawn: Some(_), .. })
    }

    /// Whether nobody signed in with it for [`UNUSED_AFTER_S`]. What the configuration grants is not counted.
    pub fn is_unused(&self, now: i64) -> bool {
        match &self.place {
            Place::Database { granted_at, last_used_at, .. } => {
                now - last_used_at.unwrap_or(*granted_at) >= UNUSED_AFTER_S
            }
            Place::Configuration => false,
        }
    }

    /// Whether nobody looked at it for [`REVIEW_AFTER_S`].
    pub fn is_review_due(&self, now: i64) -> bool {
        match &self.place {
            Place::Database { granted_at, reviewed, .. } => {
                now - reviewed.as_ref().map_or(*granted_at, |(_, at)| *at) >= REVIEW_AFTER_S
            }
            Place::Configuration => false,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the configuration of the server: only who runs it can change it.
    Configuration,
    /// In the database. Times are seconds since 1970.
    Database {
        id: i64,
        granted_by: String,
        granted_at: i64,
        withdrawn: Option<(String, i64)>,
        /// When somebody last signed in with it.
        last_used_at: Option<i64>,
        /// Who last said that it is still needed, and when.
        reviewed: Option<(String, i64)>,
    },
}

/// What somebody may do now: for each capability the organisations for which they have it, and the grants that say so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    scopes: BTreeMap<Capability, Scope>,
    because: Vec<PlacedGrant>,
}

impl Rights {
    /// The rights that come of grants, all of which are in force and for the same person.
    pub fn of(grants: Vec<PlacedGrant>) -> Self {
        let mut scopes: BTreeMap<Capability, Scope> = BTreeMap::new();
        for PlacedGrant { grant, .. } in &grants {
            for capability in grant.capabilities() {
                scopes
                    .entry(capability)
                    .and_modify(|scope| scope.widen(&grant.scope))
                    .or_insert_with(|| grant.scope.clone());
            }
        }
        Self { scopes, because: grants }
    }

    /// For which organisations; `None` where for none.
    pub fn scope(&self, capability: Capability) -> Option<&Scope> {
        self.scopes.get(&capability)
    }

    pub fn has(&self, capability: Capability) -> bool {
        self.scopes.contains_key(&capability)
    }

    /// The part of the rights that comes of grants which reach no further than a scope.
    #[must_use]
    pub fn within(self, scope: &Scope) -> Self {
        Self::of(self.because.into_iter().filter(|placed| scope.contains(&placed.grant.scope)).collect())
    }

    pub fn because(&self) -> &[PlacedGrant] {
        &self.because
    }

    /// Whether one of the grants is of this role.
    pub fn has_role(&self, role: Role) -> bool {
        self.because.iter().any(|placed| placed.grant.role == role)
    }

    pub fn is_empty(&self) -> bool {
        self.scopes.is_empty()
    }
}

/// What grants there are besides one: for the same people, and given by them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Others {
    /// For the same people, in force.
    pub in_force: usize,
    /// For the same people, beginning later: how many, and the first day of the first.
    pub coming: Option<(usize, Date)>,
    /// By the same person, for whomever, in force or coming.
    pub given: usize,
}

impl Others {
    /// Counts some grants. `is_theirs`: whether one is for these people; `account`: who they are, if it is one.
    pub fn among<'a>(
        grants: impl Iterator<Item = &'a PlacedGrant>,
        is_theirs: impl Fn(&Subject) -> bool,
        account: Option<&str>,
        today: Date,
    ) -> Self {
        let mut others = Self::default();
        for placed in grants {
            let PlacedGrant { grant, place } = placed;
            if placed.is_withdrawn() || grant.until.is_some_and(|until| until < today) {
                continue;
            }
            let is_by =
                |account: &str| matches!(place, Place::Database { granted_by, .. } if granted_by == account);
            others.given += usize::from(account.is_some_and(is_by));
            if !is_theirs(&grant.subject) {
                continue;
            }
            match grant.from.filter(|from| *from > today) {
                None => others.in_force += 1,
                Some(from) => {
                    let (count, first) = others.coming.unwrap_or((0, from));
                    others.coming = Some((count + 1, first.min(from)));
                }
            }
        }
        others
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::date;

    fn scopes() -> impl Strategy<Value = Scope> {
        prop_oneof![
            Just(Scope::All),
            prop::collection::btree_set("[0-3]{1}0000", 0..3).prop_map(Scope::Organizations)
        ]
    }

    fn grants() -> impl Strategy<Value = PlacedGrant> {
        let roles = prop::sample::select(Role::ALL.to_vec());
        (roles, any::<[bool; 2]>(), scopes()).prop_map(|(role, extras, scope)| PlacedGrant {
            place: Place::Configuration,
            grant: Grant {
                subject: Subject::Account("somebody".into()),
                role,
                extras: role
                    .extras()
                    .iter()
                    .zip(extras)
                    .filter(|(_, has)| *has)
                    .map(|(extra, _)| *extra)
                    .collect(),
                scope,
                from: None,
                until: None,
            },
        })
    }

    proptest! {
        #[test]
        fn a_right_holds_where_some_grant_gives_it_and_nowhere_else(grants in prop::collection::vec(grants(), 0..5)) {
            let rights = Rights::of(grants.clone());
            for capability in Capability::ALL {
                for organization in ["00000", "10000", "20000", "30000"] {
                    let granted = grants.iter().any(|placed| placed.grant.capabilities().any(|its| its == capability) && placed.grant.scope.includes(organization));
                    prop_assert_eq!(rights.scope(capability).is_some_and(|scope| scope.includes(organization)), granted);
                }
                let everywhere = grants.iter().any(|placed| placed.grant.capabilities().any(|its| its == capability) && placed.grant.scope == Scope::All);
                prop_assert_eq!(rights.scope(capability) == Some(&Scope::All), everywhere);
            }
        }
    }

    #[test]
    fn a_grant_holds_from_its_first_to_its_last_day() {
        let subject = Subject::Rule { identity_type: "faculty".into(), organization_id: "40100".into() };
        let (from, until) = (Some(date!(2026 - 09 - 01)), Some(date!(2026 - 09 - 30)));
        let grant =
            Grant { subject, role: Role::Viewer, extras: BTreeSet::new(), scope: Scope::All, from, until };
        let in_force = |day| grant.is_in_force(day);
        assert_eq!(
            [date!(2026 - 08 - 31), date!(2026 - 09 - 01), date!(2026 - 09 - 30), date!(2026 - 10 - 01)]
                .map(in_force),
            [false, true, true, false]
        );
        let person =
            |identity_type, organization_id| Person { account: "somebody", identity_type, organization_id };
        assert!(grant.subject.is(person(Some("faculty"), Some("40100"))));
        assert!(!grant.subject.is(person(Some("student"), Some("40100"))));
        assert!(!grant.subject.is(person(Some("faculty"), None)));
    }

    #[test]
    fn nobody_reads_what_is_masked_by_their_role_alone() {
        for role in Role::ALL {
            assert!(
                !role.capabilities().contains(&Capability::Reveal)
                    && !role.capabilities().contains(&Capability::ExportUnmasked),
                "{role:?}"
            );
            assert!(role.extras().iter().all(|extra| !role.capabilities().contains(extra)));
        }
    }
}
