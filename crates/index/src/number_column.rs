//! Student and staff numbers: the default one, by which accounts are sorted, and those of the other identities, by which they are found as well.

use model::number;

use super::columns::{grow, reserve};
use super::packed::packed;
use super::text_column::{Order, TextColumn};

#[derive(Clone, Debug, Default)]
pub struct NumberColumn {
    /// Of the default identity.
    own: TextColumn,
    /// All slots by their own number as a number is read: 99 before 100.
    by_value: Order,
    /// Of other identities, each at a place of its own.
    others: TextColumn,
    /// Whose number stands at a place; `NONE` where none does.
    owners: Vec<u32>,
    /// By slot: the place of the first of its numbers.
    first: Vec<u32>,
    /// By place: that of the next number of the same account.
    next: Vec<u32>,
    free: Vec<u32>,
}

packed!(NumberColumn { own, by_value, others, owners, first, next, free });

/// Of most numbers.
const BYTES_OF_NUMBER: usize = 13;

/// No place, and no slot.
const NONE: u32 = u32::MAX;

/// What is in order.
#[derive(Clone, Copy, Debug)]
pub enum Numbers {
    /// Own numbers, by their digits as they are written.
    Own,
    /// Own numbers, by their value.
    Values,
    /// Those of other identities, by their digits.
    Others,
}

impl NumberColumn {
    /// The key of the account's own number; empty without one.
    pub fn own(&self, slot: u32) -> &[u8] {
        self.own.get(slot)
    }

    /// All numbers of the account, its own first.
    pub fn of(&self, slot: u32) -> impl Iterator<Item = &[u8]> {
        let own = Some(self.own.get(slot)).filter(|own| !own.is_empty());
        own.into_iter().chain(self.places(slot).map(|place| self.others.get(place)))
    }

    /// Where the account stands by its own number; `None` without one.
    pub fn rank(&self, slot: u32) -> Option<u32> {
        self.by_value.rank(slot).filter(|_| !self.own.get(slot).is_empty())
    }

    /// All slots by their own number: those with one, then those without.
    pub fn in_order(&self) -> (&[u32], &[u32]) {
        let slots = &self.by_value.slots;
        slots.split_at(slots.partition_point(|&slot| !self.own.get(slot).is_empty()))
    }

    /// Makes room for so many slots at once.
    pub fn reserve(&mut self, slots: usize) {
        self.own.reserve(slots, BYTES_OF_NUMBER);
        reserve(&mut self.first, slots);
    }

    /// Sets the numbers of an account; the orders know of them after [`NumberColumn::take_order`].
    pub fn set<'a>(&mut self, slot: u32, own: Option<&str>, others: impl Iterator<Item = &'a str>) {
        let own = own.map(number::key).unwrap_or_default();
        if !self.by_value.holds(slot) || self.own.get(slot) != own.as_bytes() {
            self.by_value.change(slot);
        }
        self.own.set(slot, &own);
        let mut others: Vec<String> =
            others.map(number::key).filter(|number| !number.is_empty() && *number != own).collect();
        others.sort_unstable();
        others.dedup();
        let known: Vec<u32> = self.places(slot).collect();
        if known.iter().map(|place| self.others.get(*place)).eq(others.iter().map(String::as_bytes)) {
            return;
        }
        for place in known {
            self.owners[place as usize] = NONE;
            self.others.set(place, "");
            self.free.push(place);
        }
        grow(&mut self.first, slot as usize, NONE);
        self.first[slot as usize] = NONE;
        for number in others.iter().rev() {
            let place = self.free.pop().unwrap_or_else(|| {
                self.owners.push(NONE);
                self.next.push(NONE);
                (self.owners.len() - 1) as u32
            });
            self.owners[place as usize] = slot;
            self.next[place as usize] = std::mem::replace(&mut self.first[slot as usize], place);
            self.others.set(place, number);
        }
    }

    /// Where an account's numbers of other identities stand.
    fn places(&self, slot: u32) -> impl Iterator<Item = u32> + '_ {
        let place = |place: u32| Some(place).filter(|place| *place != NONE);
        let first = self.first.get(slot as usize).copied().and_then(place);
        std::iter::successors(first, move |at| place(self.next[*at as usize]))
    }

    /// An order that what was set makes; `None` where the one there is will do.
    pub fn next_order(&self, of: Numbers) -> Option<Order> {
        let value = |slot: u32| Value::of(self.own.get(slot));
        match of {
            Numbers::Own => self.own.next_order().map(Order::without_ranks),
            Numbers::Values => {
                self.by_value.next(|slot| value(slot).prefix(), |a, b| value(a).cmp(&value(b)))
            }
            Numbers::Others => self.others.next_order().map(Order::without_ranks),
        }
    }

    pub fn take_order(&mut self, of: Numbers, order: Option<Order>) {
        match of {
            Numbers::Own => self.own.take_order(order),
            Numbers::Values => self.by_value = order.unwrap_or_else(|| std::mem::take(&mut self.by_value)),
            Numbers::Others => self.others.take_order(order),
        }
    }

    /// The slots with a number that begins so; one may come more than once.
    pub fn with_prefix(&self, prefix: &[u8]) -> impl Iterator<Item = u32> + '_ {
        let others = self.others.with_prefix(prefix).iter().map(|place| self.owners[*place as usize]);
        self.own.with_prefix(prefix).iter().copied().chain(others.filter(|slot| *slot != NONE))
    }

    /// Whether one of an account's numbers begins so.
    pub fn begins(&self, slot: u32, prefix: &[u8]) -> bool {
        self.own.get(slot).starts_with(prefix)
            || self.places(slot).any(|place| self.others.get(place).starts_with(prefix))
    }

    /// The slots that have this number; one may come more than once.
    pub fn with<'a>(&'a self, number: &'a str) -> impl Iterator<Item = u32> + 'a {
        let prefix = number.as_bytes();
        let same = move |column: &TextColumn, place: u32| column.get(place) == prefix;
        let own = self.own.with_prefix(prefix).iter().copied().take_while(move |slot| same(&self.own, *slot));
        let others =
            self.others.with_prefix(prefix).iter().take_while(move |place| same(&self.others, **place));
        let others = others.map(|place| self.owners[*place as usize]).filter(|slot| *slot != NONE);
        own.chain(others).filter(move |_| !number.is_empty())
    }
}

/// A number as it is read: by how many digits it has, then digit by digit; other texts after all numbers, a missing one last.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Value<'a> {
    Digits { count: usize, digits: &'a [u8], written: &'a [u8] },
    Text(&'a [u8]),
    Missing,
}

impl<'a> Value<'a> {
    fn of(written: &'a [u8]) -> Self {
        if written.is_empty() {
            return Self::Missing;
        }
        if !written.iter().all(u8::is_ascii_digit) {
            return Self::Text(written);
        }
        let zeros = written.iter().take_while(|digit| **digit == b'0').count();
        let digits = &written[zeros..];
        Self::Digits { count: digits.len(), digits, written }
    }

    /// A number in the same order, as far as 64 bits tell it.
    fn prefix(&self) -> u64 {
        match self {
            Self::Digits { digits, .. } if digits.len() <= 18 => {
                digits.iter().fold(0, |value, digit| value * 10 + u64::from(digit - b'0'))
            }
            Self::Digits { .. } => u64::MAX - 2,
            Self::Text(_) => u64::MAX - 1,
            Self::Missing => u64::MAX,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(mut column: NumberColumn) -> NumberColumn {
        for of in [Numbers::Own, Numbers::Values, Numbers::Others] {
            let order = column.next_order(of);
            column.take_order(of, order);
        }
        column
    }

    #[test]
    fn an_account_is_found_by_the_numbers_of_all_its_identities() {
        let mut column = NumberColumn::default();
        column.set(1, Some("2099001"), ["516021910999", "2099001"].into_iter());
        column.set(2, Some("516021910998"), std::iter::empty());
        let column = settled(column);
        assert_eq!(column.with("516021910999").collect::<Vec<_>>(), [1]);
        assert_eq!(column.with("2099001").collect::<Vec<_>>(), [1]);
        assert_eq!(column.with_prefix(b"5160").collect::<Vec<_>>(), [2, 1]);
        assert_eq!(column.with("").count(), 0);
    }

    #[test]
    fn a_number_that_was_taken_away_finds_nobody() {
        let mut column = NumberColumn::default();
        column.set(1, None, ["1", "2"].into_iter());
        let mut column = settled(column);
        column.set(1, None, std::iter::once("2"));
        column.set(3, None, std::iter::once("4"));
        let column = settled(column);
        assert_eq!(column.with("1").count(), 0);
        assert_eq!(column.with("2").collect::<Vec<_>>(), [1]);
        assert_eq!(column.with("4").collect::<Vec<_>>(), [3]);
    }

    #[test]
    fn numbers_stand_in_the_order_of_their_values() {
        let numbers = ["518021910001", "100", "99", "00123", "A7", "", "123", "1234567890123456789012", "0"];
        let mut column = NumberColumn::default();
        for (slot, number) in (0..).zip(numbers) {
            column.set(slot, Some(number), std::iter::empty());
        }
        let column = settled(column);
        let (with, without) = column.in_order();
        let with: Vec<&str> = with.iter().map(|slot| numbers[*slot as usize]).collect();
        assert_eq!(with, ["0", "99", "100", "00123", "123", "518021910001", "1234567890123456789012", "A7"]);
        assert_eq!(without, [5]);
        assert_eq!(column.rank(2), Some(1));
    }
}
