//! Student and staff numbers: the default one, by which accounts are sorted, and those of the other identities, by which they are found as well.

use std::collections::HashMap;

use model::number;

use super::text_column::{Order, TextColumn};

#[derive(Clone, Debug, Default)]
pub struct NumberColumn {
    /// Of the default identity.
    own: TextColumn,
    /// Of other identities, each at a place of its own.
    others: TextColumn,
    /// Whose number stands at a place; `FREE` where none does.
    owners: Vec<u32>,
    places: HashMap<u32, Vec<u32>>,
    free: Vec<u32>,
}

const FREE: u32 = u32::MAX;

/// Both orders, worked out.
pub struct Orders {
    own: Option<Order>,
    others: Option<Order>,
}

impl NumberColumn {
    /// The number of the default identity, as it is compared.
    pub fn own(&self) -> &TextColumn {
        &self.own
    }

    /// Sets the numbers of an account; the orders know of them after [`NumberColumn::take_orders`].
    pub fn set<'a>(&mut self, slot: u32, own: Option<&str>, others: impl Iterator<Item = &'a str>) {
        let own = own.map(number::key).unwrap_or_default();
        self.own.set(slot, &own);
        let mut others: Vec<String> =
            others.map(number::key).filter(|number| !number.is_empty() && *number != own).collect();
        others.sort_unstable();
        others.dedup();
        let known = self.places.get(&slot).map_or(&[][..], Vec::as_slice);
        if known.iter().map(|place| self.others.get(*place)).eq(others.iter().map(String::as_bytes)) {
            return;
        }
        for place in self.places.remove(&slot).into_iter().flatten() {
            self.owners[place as usize] = FREE;
            self.others.set(place, "");
            self.free.push(place);
        }
        if others.is_empty() {
            return;
        }
        let mut places = Vec::with_capacity(others.len());
        for number in &others {
            let place = self.free.pop().unwrap_or_else(|| {
                self.owners.push(FREE);
                (self.owners.len() - 1) as u32
            });
            self.owners[place as usize] = slot;
            self.others.set(place, number);
            places.push(place);
        }
        self.places.insert(slot, places);
    }

    pub fn next_orders(&self) -> Orders {
        Orders { own: self.own.next_order(), others: self.others.next_order() }
    }

    pub fn take_orders(&mut self, orders: Orders) {
        self.own.take_order(orders.own);
        self.others.take_order(orders.others);
    }

    /// The slots with a number that begins so; one may come more than once.
    pub fn with_prefix(&self, prefix: &[u8]) -> impl Iterator<Item = u32> + '_ {
        let others = self.others.with_prefix(prefix).iter().map(|place| self.owners[*place as usize]);
        self.own.with_prefix(prefix).iter().copied().chain(others.filter(|slot| *slot != FREE))
    }

    /// The slots that have this number; one may come more than once.
    pub fn with<'a>(&'a self, number: &'a str) -> impl Iterator<Item = u32> + 'a {
        let prefix = number.as_bytes();
        let same = move |column: &TextColumn, place: u32| column.get(place) == prefix;
        let own = self.own.with_prefix(prefix).iter().copied().take_while(move |slot| same(&self.own, *slot));
        let others =
            self.others.with_prefix(prefix).iter().take_while(move |place| same(&self.others, **place));
        let others = others.map(|place| self.owners[*place as usize]).filter(|slot| *slot != FREE);
        own.chain(others).filter(move |_| !number.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settled(mut column: NumberColumn) -> NumberColumn {
        let orders = column.next_orders();
        column.take_orders(orders);
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
}
