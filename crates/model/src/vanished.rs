//! Fields that upstream no longer gives. The account API grants each field by itself, and one that was withdrawn comes back empty from one call to the
//! next for everybody, or as asterisks: that is no news about any account, and must not be taken for it. Nor is it news that all are frozen from one call
//! to the next: nobody could sign in any more to look at it.

use std::collections::{BTreeMap, BTreeSet};

use strum::{EnumString, IntoStaticStr, VariantArray};

use super::account::{Account, Relation, Sensitive};
use super::identity_type::IdentityType;
use super::status::Status;

/// A field of the account API, by its name there (contract, section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum GrantedField {
    Guid,
    #[strum(serialize = "displayName")]
    DisplayName,
    #[strum(serialize = "accountStatus")]
    Status,
    #[strum(serialize = "identityExpireDate")]
    Expiry,
    #[strum(serialize = "userStyle")]
    IdentityType,
    #[strum(serialize = "userId")]
    Number,
    #[strum(serialize = "cardType")]
    DocumentKind,
    #[strum(serialize = "cardNo")]
    DocumentNumber,
    Telephone,
    Email,
    #[strum(serialize = "topOrganizeId")]
    Organization,
    #[strum(serialize = "timestamp")]
    Updated,
    #[strum(serialize = "relationList")]
    Relations,
    #[strum(serialize = "relationList.userStyle")]
    RelationType,
    #[strum(serialize = "relationList.userId")]
    RelationNumber,
    #[strum(serialize = "relationList.expireDate")]
    RelationExpiry,
    #[strum(serialize = "relationList.cardType")]
    RelationDocumentKind,
    #[strum(serialize = "relationList.cardNo")]
    RelationDocumentNumber,
    #[strum(serialize = "relationList.topOrganizeId")]
    RelationOrganization,
    #[strum(serialize = "relationList.scbj")]
    RelationMark,
}

use GrantedField as F;

coded!(GrantedField);

impl GrantedField {
    /// Whether the account says anything in this field; of identities, whether any of them does.
    pub fn is_in(self, account: &Account) -> bool {
        let any = |says: fn(&Relation) -> bool| account.relations().iter().any(says);
        match self {
            F::Guid => says(account.guid.as_deref()),
            F::DisplayName => says(account.display_name.as_deref()),
            F::Status => account.status.is_some(),
            F::Expiry => account.expiry.is_some(),
            F::IdentityType => says(account.identity_type.as_ref().map(IdentityType::code)),
            F::Number => says(account.number.as_deref()),
            F::DocumentKind => says(account.document.kind.as_deref()),
            F::DocumentNumber => tells(account.document.number.as_ref()),
            F::Telephone => tells(account.telephone.as_ref()),
            F::Email => tells(account.email.as_ref()),
            F::Organization => says(account.organization.id.as_deref()),
            F::Updated => account.updated_at.is_some(),
            F::Relations => any(|_| true),
            F::RelationType => any(|relation| says(relation.identity_type.as_ref().map(IdentityType::code))),
            F::RelationNumber => any(|relation| says(relation.number.as_deref())),
            F::RelationExpiry => any(|relation| relation.expiry.is_some()),
            F::RelationDocumentKind => any(|relation| says(relation.document.kind.as_deref())),
            F::RelationDocumentNumber => any(|relation| tells(relation.document.number.as_ref())),
            F::RelationOrganization => any(|relation| says(relation.organization.id.as_deref())),
            F::RelationMark => account.has_relation_marks || any(|relation| relation.deleted),
        }
    }

    /// Whether the record says nothing where the account that was known did. Without any identity, that is what is missing, and not their fields.
    fn is_lost(self, known: &Account, record: &Account) -> bool {
        let is_of_identities = self > F::Relations;
        self.is_in(known) && !self.is_in(record) && !(is_of_identities && record.relations().is_empty())
    }

    /// Whether the record takes rights away that the account had: it was not frozen, or not a group's, and now is.
    fn is_turned(self, known: &Account, record: &Account) -> bool {
        let bars = |account: &Account| match self {
            F::Status => account.status == Some(Status::Frozen),
            F::IdentityType => account.identity_type.as_ref().is_some_and(IdentityType::is_group),
            F::RelationType => account
                .relations()
                .iter()
                .any(|relation| relation.identity_type.as_ref().is_some_and(IdentityType::is_group)),
            _ => false,
        };
        self.is_in(known) && !bars(known) && bars(record)
    }

    /// Puts what was known into a record that says nothing; of identities all that was known, since single fields cannot be told whose they are.
    fn keep(self, known: &Account, record: &mut Account) {
        match self {
            F::Guid => record.guid.clone_from(&known.guid),
            F::DisplayName => record.display_name.clone_from(&known.display_name),
            F::Status => record.status.clone_from(&known.status),
            F::Expiry => record.expiry.clone_from(&known.expiry),
            F::IdentityType => record.identity_type.clone_from(&known.identity_type),
            F::Number => record.number.clone_from(&known.number),
            F::DocumentKind => record.document.kind.clone_from(&known.document.kind),
            F::DocumentNumber => record.document.number.clone_from(&known.document.number),
            F::Telephone => record.telephone.clone_from(&known.telephone),
            F::Email => record.email.clone_from(&known.email),
            F::Organization => record.organization.clone_from(&known.organization),
            F::Updated => record.updated_at = known.updated_at,
            _ => record.relations.clone_from(&known.relations),
        }
    }
}

/// Whether a value says anything: a service may send asterisks instead of what it no longer gives.
fn says(value: Option<&str>) -> bool {
    value.is_some_and(|value| !value.contains('*') && value.chars().any(char::is_alphanumeric))
}

fn tells(value: Option<&Sensitive>) -> bool {
    says(value.map(Sensitive::expose))
}

/// Up to so many accounts may lose a field in one run without that being strange, or a tenth of those that had it.
pub const PLAUSIBLE: usize = 20;
/// So many that changed lately, and all of which lost the same field, are rather a grant that was withdrawn.
const ALL_OF_CHANGED: usize = 5;

/// How fields fared in one run, account by account.
#[derive(Clone, Debug, Default)]
pub struct Losses {
    had: BTreeMap<GrantedField, usize>,
    lost: BTreeMap<GrantedField, usize>,
    /// Accounts that were frozen, or became a group's.
    turned: BTreeMap<GrantedField, usize>,
    /// Losses that were not believed.
    held: BTreeMap<GrantedField, usize>,
    /// The accounts of these.
    held_accounts: BTreeSet<String>,
    /// Fields that some record says something in.
    seen: BTreeSet<GrantedField>,
    /// A person said that these are gone.
    accepts: bool,
    /// Only accounts that changed lately are looked at.
    of_changes: bool,
    /// It is known that a field is given no more, and not yet believed: until that is settled, no loss is.
    doubts: bool,
}

impl Losses {
    /// For a run that compares everything; `accepts`: what is lost is believed.
    pub fn of_comparison(accepts: bool) -> Self {
        Self { accepts, ..Self::default() }
    }

    /// For what changed, or for a single account; `doubts`: fields have vanished, and nobody has settled yet what becomes of them.
    pub fn of_changes(doubts: bool) -> Self {
        Self { of_changes: true, doubts, ..Self::default() }
    }

    /// For a single account, about which upstream is asked by name: what it says is believed.
    pub fn believing() -> Self {
        Self::of_comparison(true)
    }

    /// Counts some accounts of one answer: as each was known, and as upstream gives it now.
    pub fn count<'a>(&mut self, pairs: impl Iterator<Item = (&'a Account, &'a Account)>) {
        for (known, record) in pairs {
            for field in GrantedField::ALL {
                if field.is_in(known) {
                    *self.had.entry(field).or_default() += 1;
                }
                if field.is_lost(known, record) {
                    *self.lost.entry(field).or_default() += 1;
                }
                if field.is_turned(known, record) {
                    *self.turned.entry(field).or_default() += 1;
                }
            }
            self.see(record);
        }
    }

    /// Notes which fields a record says something in.
    pub fn see(&mut self, record: &Account) {
        self.seen.extend(GrantedField::ALL.into_iter().filter(|field| field.is_in(record)));
    }

    /// Puts back into a record what it has lost, or what turned, where so many others fared so in this run that it is not believed.
    pub fn hold(&mut self, known: &Account, record: &mut Account) {
        for field in GrantedField::ALL {
            if field.is_lost(known, record) && self.is_strange_loss(field)
                || field.is_turned(known, record) && self.is_strange_turn(field)
            {
                field.keep(known, record);
                *self.held.entry(field).or_default() += 1;
                self.held_accounts.extend(known.name.clone());
            }
        }
    }

    fn is_strange_loss(&self, field: GrantedField) -> bool {
        let [had, lost] =
            [&self.had, &self.lost].map(|counts| counts.get(&field).copied().unwrap_or_default());
        let is_all = self.of_changes && lost >= ALL_OF_CHANGED && lost == had;
        !self.accepts && (self.doubts || is_all || lost > PLAUSIBLE.max(had / 10))
    }

    /// That some of those who changed lately were frozen, all of them even, is everyday news.
    fn is_strange_turn(&self, field: GrantedField) -> bool {
        let [had, turned] =
            [&self.had, &self.turned].map(|counts| counts.get(&field).copied().unwrap_or_default());
        !self.accepts && turned > PLAUSIBLE.max(had / 10)
    }

    /// The fields whose loss or turn is not believed now that the run has met everyone. What was held back of the others turned out to be few.
    pub fn unbelieved(&self) -> BTreeSet<GrantedField> {
        let held = self.held.keys().copied();
        held.filter(|field| self.is_strange_loss(*field) || self.is_strange_turn(*field)).collect()
    }

    /// Accounts of which something was held back.
    pub fn held_accounts(&self) -> &BTreeSet<String> {
        &self.held_accounts
    }

    /// Fields that every account lost that had them, and that was believed.
    pub fn given_up(&self) -> BTreeSet<GrantedField> {
        let is_gone = |field: &GrantedField| !self.held.contains_key(field) && !self.seen.contains(field);
        self.lost
            .iter()
            .filter(|(field, lost)| is_gone(field) && self.had.get(field) == Some(lost))
            .map(|(field, _)| *field)
            .collect()
    }

    pub fn has_seen(&self, field: GrantedField) -> bool {
        self.seen.contains(&field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::{Organization, Sensitive};

    fn account(at: usize) -> Account {
        let relation = Relation {
            number: Some(at.to_string()),
            organization: Organization { id: Some("40100".into()), name: None },
            ..Relation::default()
        };
        Account {
            name: Some(format!("a{at}")),
            telephone: Some(Sensitive::new("10012340000")),
            organization: Organization { id: Some("03000".into()), name: None },
            relations: Some(vec![relation]),
            ..Account::default()
        }
    }

    fn run(losses: &mut Losses, count: usize, without: impl Fn(usize) -> bool) -> usize {
        let mut kept = 0;
        for page in (0..count).collect::<Vec<_>>().chunks(200) {
            let mut pairs: Vec<(Account, Account)> = page
                .iter()
                .map(|at| {
                    let telephone = account(*at).telephone.filter(|_| !without(*at));
                    (account(*at), Account { telephone, ..account(*at) })
                })
                .collect();
            losses.count(pairs.iter().map(|(known, record)| (known, record)));
            for (known, record) in &mut pairs {
                losses.hold(known, record);
                kept += usize::from(record.telephone.is_some());
            }
        }
        kept
    }

    #[test]
    fn what_everybody_loses_is_not_believed_and_what_some_lose_is() {
        let mut losses = Losses::of_comparison(false);
        assert_eq!(run(&mut losses, 1_000, |_| true), 1_000);
        assert_eq!(losses.unbelieved(), [GrantedField::Telephone].into());
        let mut losses = Losses::of_comparison(false);
        assert_eq!(run(&mut losses, 1_000, |at| at % 20 == 0), 950);
        assert!(losses.unbelieved().is_empty() && losses.held_accounts().is_empty());
        // Many of the first page, few of all.
        let mut losses = Losses::of_comparison(false);
        assert_eq!(run(&mut losses, 1_000, |at| at < 50), 1_000);
        assert!(
            losses.unbelieved().is_empty() && losses.held_accounts().len() == 50,
            "they are asked for by name"
        );
        let mut losses = Losses::of_comparison(true);
        assert_eq!(run(&mut losses, 1_000, |_| true), 0, "a person said so");
        assert_eq!(losses.given_up(), [GrantedField::Telephone].into());
        let mut losses = Losses::of_changes(false);
        assert_eq!(run(&mut losses, 5, |_| true), 5, "all of a few that changed");
        let mut losses = Losses::of_changes(false);
        assert_eq!(run(&mut losses, 4, |_| true), 0);
        let mut losses = Losses::of_changes(true);
        assert_eq!(run(&mut losses, 1, |_| true), 1, "while there is doubt, not of a single one");
    }

    #[test]
    fn asterisks_say_nothing_and_a_tenth_at_most_is_frozen_at_once() {
        let mut starred = account(1);
        starred.telephone = Some(Sensitive::new("100****0000"));
        assert!(GrantedField::Telephone.is_lost(&account(1), &starred));
        let active = Account { status: Some(Status::Active), ..account(1) };
        let frozen = Account { status: Some(Status::Frozen), ..account(1) };
        let mut few = Losses::of_changes(true);
        few.count(std::iter::repeat_n((&active, &frozen), 6));
        let mut record = frozen.clone();
        few.hold(&active, &mut record);
        assert_eq!(record.status, Some(Status::Frozen), "some are frozen every day");
        let mut all = Losses::of_comparison(false);
        all.count(std::iter::repeat_n((&active, &frozen), 200));
        all.hold(&active, &mut record);
        assert_eq!((record.status, all.unbelieved()), (Some(Status::Active), [GrantedField::Status].into()));
    }

    #[test]
    fn a_field_of_identities_is_missed_where_there_are_identities() {
        let before = account(1);
        let mut without = account(1);
        without.relations.as_mut().unwrap()[0].organization.id = None;
        assert!(
            GrantedField::RelationOrganization.is_lost(&before, &without)
                && !GrantedField::Relations.is_lost(&before, &without)
        );
        let none = Account { relations: None, ..account(1) };
        assert!(
            GrantedField::Relations.is_lost(&before, &none)
                && !GrantedField::RelationOrganization.is_lost(&before, &none)
        );
        GrantedField::RelationOrganization.keep(&before, &mut without);
        assert_eq!(without, before);
    }

    #[test]
    fn fields_are_named_as_they_are_written() {
        assert!(GrantedField::ALL.iter().all(|field| GrantedField::from_code(field.code()) == Some(*field)));
    }
}
