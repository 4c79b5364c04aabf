//! What is to be looked into: one table of checks. Most are judged from an account alone; for two of them accounts are compared with one another.

use strum::{EnumString, IntoStaticStr, VariantArray};
use time::Date;

use super::account::{Account, Expiry, Relation};
use super::history::ChangeKind;
use super::identity_type::IdentityType;
use super::status::Status;

/// Upstream, an account outlives its identity by about half a year, which is no contradiction (contract, section "Seen elsewhere"). Days.
pub const DEFAULT_GRACE: u16 = 200;

/// What can be wrong with an account. The codes stand in the database and in addresses.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, EnumString, IntoStaticStr, VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Check {
    /// Accounts of several people have one ID number.
    DocumentShared,
    /// Accounts of one person have different names.
    NamesDiffer,
    /// 正常, though no identity has been valid for longer than the grace time.
    NormalLapsed,
    /// 过期, though an identity is valid.
    ExpiredValid,
    /// The default identity is none of the identities.
    DefaultMissing,
    /// The default identity is marked as deleted.
    DefaultDeleted,
    /// An identity has no expiry date, or one that is no date.
    DateUnknown,
    /// No organisation is given, or one that nothing is known of.
    OrganizationUnknown,
    /// 冻结, though an identity is valid.
    FrozenValid,
    /// The identity of a freshman beside that of a student.
    FreshmanLeft,
    /// The last identity of somebody who works here ends before the next term does.
    StaffEnding,
}

coded!(Check);

/// How sure it is that something has to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The data contradict themselves.
    Contradiction,
    /// It can be as it should be; somebody should know.
    Doubtful,
    /// All is well, and will not stay so.
    Due,
}

impl Severity {
    pub const ALL: [Self; 3] = [Self::Contradiction, Self::Doubtful, Self::Due];
}

/// Identity types of people who work here.
const STAFF: [&str; 6] = ["faculty", "yxy", "fsyyjzg", "postphd", "external_teacher", "fszxjs"];

impl Check {
    pub fn severity(self) -> Severity {
        match self {
            Self::DocumentShared
            | Self::NamesDiffer
            | Self::NormalLapsed
            | Self::ExpiredValid
            | Self::DefaultMissing
            | Self::DefaultDeleted => Severity::Contradiction,
            Self::DateUnknown | Self::OrganizationUnknown | Self::FrozenValid | Self::FreshmanLeft => {
                Severity::Doubtful
            }
            Self::StaffEnding => Severity::Due,
        }
    }

    /// Whether accounts are compared with one another.
    pub fn compares_accounts(self) -> bool {
        matches!(self, Self::DocumentShared | Self::NamesDiffer)
    }

    /// Whether it can begin or end though nothing happens to the account.
    pub fn depends_on_day(self) -> bool {
        matches!(self, Self::NormalLapsed | Self::ExpiredValid | Self::FrozenValid | Self::StaffEnding)
    }

    /// The status of the accounts that it is about; `None` for any.
    pub fn status(self) -> Option<Status> {
        match self {
            Self::NormalLapsed | Self::StaffEnding => Some(Status::Active),
            Self::ExpiredValid => Some(Status::Expired),
            Self::FrozenValid => Some(Status::Frozen),
            _ => None,
        }
    }

    /// Of which type the identity is that somebody has to look at; the default one where no other is meant.
    pub fn identity_meant(self, account: &Account) -> Option<&IdentityType> {
        let undeleted = || account.relations().iter().filter(|relation| !relation.deleted);
        let end = |relation: &&Relation| match relation.expiry {
            Some(Expiry::On(date)) => Some(date),
            _ => None,
        };
        let meant = match self {
            Self::ExpiredValid | Self::FrozenValid => undeleted().max_by_key(end),
            Self::DateUnknown => undeleted().find(|relation| end(relation).is_none()),
            Self::FreshmanLeft => undeleted().find(|relation| has_type(relation, "freshman")),
            _ => None,
        };
        meant.map_or(account.identity_type.as_ref(), |relation| relation.identity_type.as_ref())
    }

    /// Changes since the last of which it is so.
    pub fn brought_by(self) -> &'static [ChangeKind] {
        use ChangeKind as Kind;
        match self {
            Self::DocumentShared => &[Kind::Appeared, Kind::CameBack, Kind::DocumentNumber],
            Self::NamesDiffer => &[Kind::Appeared, Kind::CameBack, Kind::Name, Kind::Guid],
            Self::NormalLapsed => {
                &[Kind::Appeared, Kind::CameBack, Kind::Status, Kind::RelationDeleted, Kind::RelationRemoved]
            }
            Self::ExpiredValid | Self::FrozenValid => &[
                Kind::Appeared,
                Kind::CameBack,
                Kind::Status,
                Kind::RelationAdded,
                Kind::RelationRenewed,
                Kind::RelationRestored,
            ],
            Self::DefaultMissing | Self::DefaultDeleted => &[
                Kind::Appeared,
                Kind::CameBack,
                Kind::DefaultIdentity,
                Kind::Number,
                Kind::Organization,
                Kind::RelationDeleted,
                Kind::RelationRemoved,
            ],
            Self::DateUnknown | Self::StaffEnding => {
                &[Kind::Appeared, Kind::CameBack, Kind::RelationAdded, Kind::RelationRenewed]
            }
            Self::OrganizationUnknown => &[Kind::Appeared, Kind::CameBack, Kind::Organization],
            Self::FreshmanLeft => &[
                Kind::Appeared,
                Kind::CameBack,
                Kind::RelationAdded,
                Kind::RelationRestored,
                Kind::RelationType,
            ],
        }
    }
}

/// Whether identities of this type are of people who work here.
pub fn is_staff(identity_type: &IdentityType) -> bool {
    STAFF.contains(&identity_type.code())
}

/// So many of all accounts are struck that it is the field which is missing, not its values: upstream gives each client its own fields (contract,
/// section 2, access).
pub fn is_of_most(struck: usize, total: usize) -> bool {
    struck > total / 2 && total >= MOST_OF_AT_LEAST
}

/// Among fewer accounts more than half say nothing.
const MOST_OF_AT_LEAST: usize = 100;

/// Since when something is so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// Since this day.
    Day(Date),
    /// It was noticed then, in seconds since 1970.
    Noticed(i64),
    /// It was so when the copy was first made.
    Always,
}

/// Whether an account stands for an identity that was taken away: what it says of its expiry says nothing any more.
pub fn is_default_deleted(account: &Account) -> bool {
    Judgement::of(account).holds.contains(&Check::DefaultDeleted)
}

/// What can be said of an account alone, whatever the day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judgement {
    /// The checks that strike whatever the day.
    pub holds: Vec<Check>,
    /// The latest day that an undeleted identity ends on.
    pub valid_through: Option<Date>,
    /// It can be valid beyond that: an undeleted identity has no readable date, or upstream names no identities.
    pub is_open: bool,
}

impl Judgement {
    pub fn of(account: &Account) -> Self {
        // A group is no person: that it has no identity, no date and no organisation contradicts nothing.
        let is_group = is_group(account);
        let undeleted = || account.relations().iter().filter(|relation| !relation.deleted);
        let given = |expiry: Option<&Expiry>| match expiry {
            Some(Expiry::On(date)) => Some(*date),
            _ => None,
        };
        let is_undated = |relation: &Relation| given(relation.expiry.as_ref()).is_none();
        let is_default = |relation: &&Relation| is_default(account, relation);
        let (valid_through, is_open) = if let Some(relations) = &account.relations {
            (
                undeleted().filter_map(|relation| given(relation.expiry.as_ref())).max(),
                undeleted().any(is_undated) || is_group && relations.is_empty(),
            )
        } else {
            let expiry = given(account.expiry.as_ref());
            (expiry, expiry.is_none())
        };
        let has_default = account.relations().iter().any(|relation| is_default(&relation));
        let has_undeleted_default = undeleted().any(|relation| is_default(&relation));
        let is_of = |code: &str| undeleted().any(|relation| has_type(relation, code));
        let knows_default = account.relations.is_some() && account.identity_type.is_some();
        let holds = [
            (
                Check::DefaultMissing,
                knows_default && !has_default && !(is_group && account.relations().is_empty()),
            ),
            (Check::DefaultDeleted, has_default && !has_undeleted_default),
            (Check::DateUnknown, !is_group && undeleted().any(is_undated)),
            (Check::OrganizationUnknown, !is_group && account.organization.id.is_none()),
            (Check::FreshmanLeft, is_of("freshman") && is_of("student")),
        ];
        let holds = holds.into_iter().filter(|(_, holds)| *holds).map(|(check, _)| check).collect();
        Self { holds, valid_through, is_open }
    }
}

/// Whether an account is that of several people: it says so, or has neither a type nor a person (contract, section "Seen elsewhere").
pub fn is_group(account: &Account) -> bool {
    account.identity_type.as_ref().map_or(account.guid.is_none(), IdentityType::is_group)
}

/// Whether an identity can be the default one. What either does not say contradicts nothing.
fn is_default(account: &Account, relation: &Relation) -> bool {
    fn agree<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
        one.is_none() || other.is_none() || one == other
    }
    agree(relation.identity_type.as_ref(), account.identity_type.as_ref())
        && agree(relation.number.as_ref(), account.number.as_ref())
        && agree(relation.organization.id.as_ref(), account.organization.id.as_ref())
}

fn has_type(relation: &Relation, code: &str) -> bool {
    relation.identity_type.as_ref().is_some_and(|identity_type| identity_type.code() == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Organization;
    use time::macros::date;

    fn relation(code: &str, expiry: Option<&str>) -> Relation {
        Relation {
            identity_type: Some(IdentityType::from_account_api(code)),
            number: Some("10001".into()),
            expiry: expiry.map(Expiry::from_wire),
            organization: Organization { id: Some("40100".into()), name: None },
            ..Relation::default()
        }
    }

    fn account(relations: Vec<Relation>) -> Account {
        Account {
            guid: Some("G".into()),
            identity_type: Some(IdentityType::from_account_api("faculty")),
            number: Some("10001".into()),
            organization: Organization { id: Some("40100".into()), name: None },
            relations: Some(relations),
            ..Account::default()
        }
    }

    fn holds(account: &Account) -> Vec<Check> {
        Judgement::of(account).holds
    }

    #[test]
    fn what_fits_together_strikes_nothing() {
        let judged = Judgement::of(&account(vec![
            relation("faculty", Some("2027-06-30")),
            relation("student", Some("2019-06-30")),
        ]));
        assert_eq!(
            judged,
            Judgement { holds: vec![], valid_through: Some(date!(2027 - 06 - 30)), is_open: false }
        );
    }

    #[test]
    fn a_default_identity_is_looked_for_among_the_identities() {
        assert_eq!(holds(&account(vec![relation("student", Some("2027-06-30"))])), [Check::DefaultMissing]);
        assert_eq!(holds(&account(vec![])), [Check::DefaultMissing]);
        let deleted = Relation { deleted: true, ..relation("faculty", Some("2027-06-30")) };
        assert_eq!(holds(&account(vec![deleted.clone()])), [Check::DefaultDeleted]);
        assert_eq!(holds(&account(vec![deleted, relation("faculty", Some("2028-06-30"))])), []);
        let elsewhere = Relation { number: Some("10002".into()), ..relation("faculty", Some("2027-06-30")) };
        assert_eq!(holds(&account(vec![elsewhere])), [Check::DefaultMissing]);
        let unsaid = Relation {
            number: None,
            organization: Organization::default(),
            ..relation("faculty", Some("2027-06-30"))
        };
        assert_eq!(holds(&account(vec![unsaid])), [], "a field that was not granted contradicts nothing");
        let unlisted = Account { relations: None, ..account(vec![]) };
        assert_eq!(holds(&unlisted), [], "upstream named no identities");
    }

    #[test]
    fn a_date_that_is_missing_or_unreadable_leaves_the_end_open() {
        for expiry in [None, Some("长期"), Some("2026-13-45")] {
            let judged = Judgement::of(&account(vec![relation("faculty", expiry)]));
            assert_eq!((judged.holds, judged.is_open), (vec![Check::DateUnknown], true), "{expiry:?}");
        }
        let deleted = Relation { deleted: true, ..relation("schoolFellow", None) };
        assert_eq!(holds(&account(vec![relation("faculty", Some("2027-06-30")), deleted])), []);
    }

    #[test]
    fn a_freshman_who_became_a_student_has_one_identity_too_many() {
        let student = |relations| Account {
            identity_type: Some(IdentityType::from_account_api("student")),
            ..account(relations)
        };
        let (new, old) = (relation("student", Some("2029-06-30")), relation("freshman", Some("2026-09-30")));
        assert_eq!(holds(&student(vec![new.clone(), old.clone()])), [Check::FreshmanLeft]);
        assert_eq!(holds(&student(vec![new, Relation { deleted: true, ..old }])), []);
    }

    #[test]
    fn a_group_needs_no_identity_no_date_and_no_organization() {
        let group = Account { relations: Some(vec![]), ..Account::default() };
        assert_eq!(Judgement::of(&group), Judgement { is_open: true, ..Judgement::default() });
        let team = Account {
            identity_type: Some(IdentityType::from_account_api("team")),
            relations: Some(vec![relation("team", None)]),
            ..Account::default()
        };
        assert_eq!(holds(&team), []);
        let nameless = Account { guid: Some("G".into()), relations: Some(vec![]), ..Account::default() };
        assert_eq!(holds(&nameless), [Check::OrganizationUnknown], "a person without a type is no group");
    }
}
