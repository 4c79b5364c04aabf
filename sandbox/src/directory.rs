//! The accounts themselves: records, and the filter that the account API offers on them.

use std::hash::{BuildHasher, RandomState};

use time::PrimitiveDateTime;

/// A text that upstream may send, send empty, or not know.
pub type Field = Option<Box<str>>;

/// One identity of an account (`relationList[]`).
#[derive(Clone, Debug)]
pub struct Relation {
    pub style: Box<str>,
    pub user_id: Field,
    pub expire_date: Field,
    pub card_type: Field,
    pub card_no: Field,
    /// Index into [`crate::names::ORGANIZATIONS`].
    pub organization: Option<u16>,
    /// `scbj`: deleted or not; `None` where the answer lacks the mark.
    pub deleted: Option<bool>,
}

/// One account record.
#[derive(Clone, Debug)]
pub struct Account {
    /// `accountNo`.
    pub name: Box<str>,
    /// Absent on group accounts.
    pub guid: Field,
    pub display_name: Field,
    pub status: Box<str>,
    pub style: Box<str>,
    pub user_id: Field,
    pub identity_expire_date: Field,
    pub card_type: Field,
    pub card_no: Field,
    pub telephone: Field,
    pub email: Field,
    pub organization: Option<u16>,
    pub timestamp: PrimitiveDateTime,
    pub relations: Vec<Relation>,
    /// What in it contradicts itself on purpose; never sent.
    pub planted: Vec<&'static str>,
}

impl Account {
    /// Numbers and addresses that only the person is reached or proven by.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        let own = [&self.card_no, &self.telephone, &self.email];
        own.into_iter()
            .chain(self.relations.iter().map(|relation| &relation.card_no))
            .filter_map(Option::as_deref)
    }
}

/// What one call asks for; every given field must match.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub account_no: Option<String>,
    pub user_id: Option<String>,
    pub display_name: Option<String>,
    pub card_no: Option<String>,
    pub style: Option<String>,
    pub status: Option<String>,
    /// The organisation's code.
    pub organization: Option<String>,
    pub since: Option<PrimitiveDateTime>,
}

impl Filter {
    pub fn is_everything(&self) -> bool {
        let texts = [
            &self.account_no,
            &self.user_id,
            &self.display_name,
            &self.card_no,
            &self.style,
            &self.status,
            &self.organization,
        ];
        self.since.is_none() && texts.iter().all(|text| text.is_none())
    }
}

/// Whether `displayName` must equal the whole name; the contract leaves it open, so both can be had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum NameMatch {
    #[default]
    Exact,
    Contains,
}

/// What a scan looks at, held apart from the records so that a million of them fit the processor's caches better.
/// Texts are compared by hash first and confirmed on the record.
struct Key {
    account_no: u64,
    user_id: u64,
    display_name: u64,
    card_no: u64,
    style: u64,
    status: u64,
    organization: Option<u16>,
    timestamp: PrimitiveDateTime,
}

/// All accounts, in an order that stays as it is.
pub struct Directory {
    accounts: Vec<Account>,
    keys: Vec<Key>,
    hasher: RandomState,
    name_match: NameMatch,
    /// How often two records changed places.
    swaps: usize,
}

impl Directory {
    pub fn new(accounts: Vec<Account>, name_match: NameMatch) -> Self {
        let hasher = RandomState::new();
        let keys = accounts.iter().map(|account| key_of(account, &hasher)).collect();
        Self { accounts, keys, hasher, name_match, swaps: 0 }
    }

    pub fn len(&self) -> usize {
        self.accounts.len()
    }

    pub fn iter(&self) -> impl Iterator<Item = &Account> {
        self.accounts.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty()
    }

    /// Changes one account and keeps the filter's view of it true.
    pub fn update(&mut self, index: usize, change: impl FnOnce(&mut Account)) {
        if let Some(account) = self.accounts.get_mut(index) {
            change(account);
            self.keys[index] = key_of(account, &self.hasher);
        }
    }

    /// Takes an account out; those behind it move forward. The people one can sign in as stay.
    pub fn remove(&mut self, index: usize) {
        if self.accounts.get(index).is_some_and(|account| crate::people::find(&account.name).is_none()) {
            self.accounts.remove(index);
            self.keys.remove(index);
        }
    }

    /// Puts a changed copy of the account at a place before it; those behind move back.
    pub fn insert(&mut self, index: usize, change: impl FnOnce(&mut Account)) {
        if let Some(mut account) = self.accounts.get(index).cloned() {
            change(&mut account);
            self.keys.insert(index, key_of(&account, &self.hasher));
            self.accounts.insert(index, account);
        }
    }

    /// Two records change places, one at a border between pages and one far behind: whoever reads on misses the one and meets the other twice.
    pub fn swap_two(&mut self) {
        let length = self.accounts.len();
        if length > 1_000 {
            self.swaps += 1;
            let here = self.swaps * 190 % (length / 2);
            let there = length / 2 + (self.swaps * 7_919) % (length / 2);
            self.accounts.swap(here, there);
            self.keys.swap(here, there);
        }
    }

    /// Where the account of this name stands.
    pub fn find(&self, name: &str) -> Option<usize> {
        self.accounts.iter().position(|account| account.name.eq_ignore_ascii_case(name))
    }

    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// The accounts that match, from the `first`-th (1-based) on, at most `count`.
    pub fn select(&self, filter: &Filter, first: usize, count: usize) -> Vec<&Account> {
        let skip = first.saturating_sub(1);
        let Some(wanted) = self.compile(filter) else { return Vec::new() };
        if wanted.is_everything() {
            return self.accounts.iter().skip(skip).take(count).collect();
        }
        self.keys
            .iter()
            .zip(&self.accounts)
            .filter(|(key, account)| wanted.matches(key) && self.confirms(filter, account))
            .skip(skip)
            .take(count)
            .map(|(_, account)| account)
            .collect()
    }

    fn compile(&self, filter: &Filter) -> Option<Wanted> {
        let hash = |text: &Option<String>| text.as_deref().map(|text| self.hasher.hash_one(text));
        let organization = match &filter.organization {
            None => None,
            Some(code) => Some(
                u16::try_from(crate::names::ORGANIZATIONS.iter().position(|(known, _)| known == code)?)
                    .ok()?,
            ),
        };
        Some(Wanted {
            account_no: hash(&filter.account_no.as_deref().map(str::to_ascii_lowercase)),
            user_id: hash(&filter.user_id),
            display_name: hash(&filter.display_name).filter(|_| self.name_match == NameMatch::Exact),
            name_part: filter.display_name.is_some() && self.name_match == NameMatch::Contains,
            card_no: hash(&filter.card_no),
            style: hash(&filter.style),
            status: hash(&filter.status),
            organization,
            since: filter.since,
        })
    }

    fn confirms(&self, filter: &Filter, account: &Account) -> bool {
        let equals = |wanted: &Option<String>, is: &Field| {
            wanted.as_deref().is_none_or(|wanted| is.as_deref() == Some(wanted))
        };
        let name = match self.name_match {
            NameMatch::Exact => equals(&filter.display_name, &account.display_name),
            NameMatch::Contains => filter
                .display_name
                .as_deref()
                .is_none_or(|part| account.display_name.as_deref().is_some_and(|name| name.contains(part))),
        };
        name && equals(&filter.user_id, &account.user_id)
            && equals(&filter.card_no, &account.card_no)
            && filter.account_no.as_deref().is_none_or(|wanted| account.name.eq_ignore_ascii_case(wanted))
    }
}

struct Wanted {
    account_no: Option<u64>,
    user_id: Option<u64>,
    display_name: Option<u64>,
    name_part: bool,
    card_no: Option<u64>,
    style: Option<u64>,
    status: Option<u64>,
    organization: Option<u16>,
    since: Option<PrimitiveDateTime>,
}

impl Wanted {
    fn is_everything(&self) -> bool {
        !self.name_part
            && self.organization.is_none()
            && self.since.is_none()
            && [self.account_no, self.user_id, self.display_name, self.card_no, self.style, self.status]
                .iter()
                .all(Option::is_none)
    }

    fn matches(&self, key: &Key) -> bool {
        let same = |wanted: Option<u64>, is: u64| wanted.is_none_or(|wanted| wanted == is);
        same(self.account_no, key.account_no)
            && same(self.user_id, key.user_id)
            && same(self.display_name, key.display_name)
            && same(self.card_no, key.card_no)
            && same(self.style, key.style)
            && same(self.status, key.status)
            && self.organization.is_none_or(|wanted| key.organization == Some(wanted))
            && self.since.is_none_or(|since| key.timestamp >= since)
    }
}

fn key_of(account: &Account, hasher: &RandomState) -> Key {
    let hash = |field: &Field| hasher.hash_one(field.as_deref().unwrap_or_default());
    Key {
        account_no: hasher.hash_one(&*account.name.to_ascii_lowercase()),
        user_id: hash(&account.user_id),
        display_name: hash(&account.display_name),
        card_no: hash(&account.card_no),
        style: hasher.hash_one(&*account.style),
        status: hasher.hash_one(&*account.status),
        organization: account.organization,
        timestamp: account.timestamp,
    }
}
