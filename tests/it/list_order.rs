//! The order in which a list shows people, worked out from the records one by one.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

use index::pattern::{Likeness, Pattern};
use index::pinyin::{ALTERNATIVE, Sign, signs};
use model::account::{Account, Expiry};
use model::collation::Collation;
use model::column::Column;
use model::filter::{AccountFilter, Cursor, ListOrder, Sort};
use model::identity_type::IdentityType;
use model::number;
use model::status::Status;
use model::text_key;
use store::accounts::StoredAccount;

/// A record, and its name as it is written and as it sounds.
pub struct Plain {
    pub stored: StoredAccount,
    pub name: String,
    pub signs: Vec<Sign>,
}

impl Plain {
    pub fn new(stored: StoredAccount) -> Self {
        let name = text_key::key(stored.account.display_name.as_deref().unwrap_or_default());
        Self { signs: signs(&name), name, stored }
    }
}

/// How a question is put in order: for whom, and by which text.
pub struct Order<'a> {
    filter: &'a AccountFilter,
    collation: &'a Collation,
    /// The text as a whole, then its words.
    sought: Vec<(&'a str, String, Option<Pattern>)>,
}

impl<'a> Order<'a> {
    pub fn new(filter: &'a AccountFilter, collation: &'a Collation) -> Self {
        let words: Vec<&str> = text_key::split(&filter.text).collect();
        let words = if words.len() > 1 { words } else { Vec::new() };
        let sought = [filter.text.as_str()].into_iter().chain(words).map(|text| {
            let key = text_key::key(text);
            let pattern = Pattern::new(&key);
            (text, key, pattern)
        });
        Self { filter, collation, sought: sought.collect() }
    }

    /// How well a record matches: as a whole, or as its worst word does, then its best.
    fn relevance(&self, plain: &Plain) -> (usize, usize) {
        let account = &plain.stored.account;
        let numbers: Vec<String> = account
            .relations()
            .iter()
            .filter_map(|relation| relation.number.as_deref())
            .chain(account.number.as_deref())
            .map(number::key)
            .collect();
        let one = |(text, key, pattern): &(&str, String, Option<Pattern>)| {
            let (typed, number) = (text_key::key(text), number::key(text));
            let name = account.name.as_deref().unwrap_or_default().to_ascii_lowercase();
            let base = text_key::base(&plain.name);
            let sound = pattern.as_ref().map(|pattern| pattern.likeness(&plain.signs));
            let begins = |sound| {
                plain.name.starts_with(key) || base.starts_with(key) || sound == Some(Likeness::Beginning)
            };
            if name == typed || !number.is_empty() && numbers.contains(&number) {
                0
            } else if plain.name == *key || base == *key {
                1
            } else if sound == Some(Likeness::Sound) {
                2
            } else if begins(sound) {
                3
            } else if sound == Some(Likeness::Initials) {
                4
            } else if sound == Some(Likeness::FirstInitials) {
                5
            } else if !typed.is_empty() && name.starts_with(&typed)
                || !number.is_empty() && numbers.iter().any(|its| its.starts_with(&number))
            {
                6
            } else {
                7
            }
        };
        let whole = one(&self.sought[0]);
        let words: Vec<usize> = self.sought[1..].iter().map(one).collect();
        match (words.iter().max(), words.iter().min()) {
            (Some(worst), Some(best)) => (*worst, *best).min((whole, whole)),
            _ => (whole, whole),
        }
    }

    /// What is read, and whether it stands after those of the reader's own language.
    fn read(&self, text: &str) -> (bool, Vec<Sign>, String) {
        let mut sound = signs(&text_key::key(text));
        sound.retain(|sign| sign & ALTERNATIVE == 0);
        let is_chinese = sound.first().is_some_and(|sign| *sign >= 0x100);
        (is_chinese != self.collation.chinese_first, sound, text.to_owned())
    }

    fn label(
        &self,
        labels: &BTreeMap<String, String>,
        code: Option<&str>,
    ) -> Option<(bool, Vec<Sign>, String)> {
        code.map(|code| {
            self.read(labels.get(code).filter(|label| !label.is_empty()).map_or(code, String::as_str))
        })
    }

    pub fn compare(&self, a: &Plain, b: &Plain) -> Ordering {
        match self.filter.order() {
            ListOrder::Column(sort) => self.by_column(a, b, sort),
            ListOrder::Relevance => {
                self.relevance(a).cmp(&self.relevance(b)).then_with(|| self.by_column(a, b, Sort::default()))
            }
        }
    }

    /// Where in the list the page begins, and where it ends.
    pub fn page(&self, list: &[&Plain], of_cursor: Option<&Plain>) -> (usize, usize) {
        let rows = self.filter.page_size as usize;
        let first = |before: &dyn Fn(Ordering) -> bool| {
            of_cursor.map(|cursor| list.partition_point(|plain| before(self.compare(plain, cursor))))
        };
        match self.filter.cursor {
            Some(Cursor::Before(_) | Cursor::Last) => {
                let until = first(&|order| order.is_lt()).unwrap_or(list.len());
                (until.saturating_sub(rows), until)
            }
            Some(Cursor::Row(row)) => {
                let from = (row.get() as usize).min(list.len()).saturating_sub(1);
                (from, list.len().min(from + rows))
            }
            Some(Cursor::After(_)) | None => {
                let from = first(&|order| order.is_le()).unwrap_or(0);
                (from, list.len().min(from + rows))
            }
        }
    }

    /// The order asked for: missing values last in both directions, then by id.
    fn by_column(&self, a: &Plain, b: &Plain, sort: Sort) -> Ordering {
        fn by<T: Ord>(a: Option<T>, b: Option<T>, descending: bool) -> Ordering {
            match (a, b) {
                (Some(a), Some(b)) if descending => Reverse(a).cmp(&Reverse(b)),
                (Some(a), Some(b)) => a.cmp(&b),
                (a, b) => a.is_none().cmp(&b.is_none()),
            }
        }
        // Alternative readings do not count for the order; people who sound alike are in the order of how they are written.
        let name =
            |plain: &Plain| (!plain.name.is_empty()).then(|| (self.read(&plain.name), plain.stored.id));
        let value = |number: &str| {
            let digits = number.trim_start_matches('0').to_owned();
            (!number.bytes().all(|sign| sign.is_ascii_digit()), digits.len(), digits, number.to_owned())
        };
        let expiry = |account: &Account| match &account.expiry {
            Some(Expiry::On(date)) => Some(*date),
            _ => None,
        };
        let (x, y, descending) = (&a.stored.account, &b.stored.account, sort.descending);
        let values = match sort.column {
            Column::Name => by(name(a), name(b), descending),
            Column::Account => by(x.name.as_ref(), y.name.as_ref(), descending),
            Column::Number => by(
                x.number.as_ref().map(|n| (value(n), a.stored.id)),
                y.number.as_ref().map(|n| (value(n), b.stored.id)),
                descending,
            ),
            Column::IdentityType => {
                let label = |account: &Account| {
                    self.label(
                        &self.collation.identity_types,
                        account.identity_type.as_ref().map(IdentityType::code),
                    )
                };
                by(label(x), label(y), descending)
            }
            Column::Organization => {
                let label = |account: &Account| {
                    self.label(&self.collation.organizations, account.organization.id.as_deref())
                };
                by(label(x), label(y), descending)
            }
            Column::Status => {
                let label = |account: &Account| {
                    self.label(&self.collation.statuses, account.status.as_ref().map(Status::as_wire))
                };
                by(label(x), label(y), descending)
            }
            Column::Expiry => by(expiry(x), expiry(y), descending),
            Column::Updated => by(x.updated_at, y.updated_at, descending),
            other => panic!("the list is not sorted by {other:?}"),
        };
        values.then(a.stored.id.cmp(&b.stored.id))
    }
}
