//! The first few of many accounts, by a key.

use std::num::NonZeroUsize;
use std::sync::LazyLock;
use std::thread::{Builder, ScopedJoinHandle};

use fixedbitset::FixedBitSet;

use super::columns::WORD;

/// So many accounts are looked at by one processor. More are divided among all that are at hand: with fewer than these it took longer.
const BY_ONE: usize = 100_000;

/// Asked once: the answer is read from files.
static PROCESSORS: LazyLock<usize> =
    LazyLock::new(|| std::thread::available_parallelism().map_or(1, NonZeroUsize::get));

/// Keeps the smallest keys of many.
pub(super) struct Nearest {
    size: usize,
    keys: Vec<u64>,
    /// What is no less is not kept.
    pub limit: u64,
}

impl Nearest {
    pub fn new(size: usize) -> Self {
        Self { size, keys: Vec::new(), limit: u64::MAX }
    }

    pub fn offer(&mut self, key: u64) {
        if key >= self.limit {
            return;
        }
        self.keys.push(key);
        if self.keys.len() >= self.size * 4 {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.keys.len() > self.size {
            self.keys.select_nth_unstable(self.size);
            self.keys.truncate(self.size);
            self.limit = self.keys.iter().max().map_or(u64::MAX, |last| last + 1);
        }
    }

    pub fn into_sorted(mut self) -> Vec<u64> {
        self.cut();
        self.keys.sort_unstable();
        self.keys
    }
}

/// The first page, by looking closely at those alone who can still come onto it. `at_best`: what a key is not less than; `others`: what the keys are
/// not less than of those who are not `likely`.
pub(super) fn first(
    matching: &FixedBitSet,
    likely: &FixedBitSet,
    others: u64,
    size: usize,
    at_best: impl Fn(usize) -> u64 + Sync,
    key: impl Fn(usize) -> u64 + Sync,
) -> Vec<u32> {
    let look_at = |nearest: &mut Nearest, slot: usize| {
        if at_best(slot) < nearest.limit {
            nearest.offer(key(slot));
        }
    };
    let mut nearest = Nearest::new(size);
    if likely.count_ones(..) <= BY_ONE || *PROCESSORS == 1 {
        likely.ones().for_each(|slot| look_at(&mut nearest, slot));
    } else {
        let parts = in_parts(likely, *PROCESSORS, |slots| {
            let mut nearest = Nearest::new(size);
            slots.for_each(|slot| look_at(&mut nearest, slot));
            nearest.into_sorted()
        });
        parts.into_iter().flatten().for_each(|key| nearest.offer(key));
    }
    nearest.cut();
    if nearest.limit > others {
        matching.difference(likely).for_each(|slot| look_at(&mut nearest, slot));
    }
    nearest.into_sorted().into_iter().map(|key| key as u32).collect()
}

/// Goes through a set in so many parts at once, fewer where it is small; a part that gets no thread is gone through by this one.
fn in_parts<T: Send>(
    set: &FixedBitSet,
    parts: usize,
    go_through: impl Fn(&mut dyn Iterator<Item = usize>) -> T + Sync,
) -> Vec<T> {
    let words = set.as_slice();
    let length = words.len().div_ceil(parts).max(1);
    let part = |(at, words): (usize, &[fixedbitset::Block])| {
        let part = FixedBitSet::with_capacity_and_blocks(words.len() * WORD, words.iter().copied());
        go_through(&mut part.ones().map(|slot| at * length * WORD + slot))
    };
    std::thread::scope(|scope| {
        let part = &part;
        let begun: Vec<_> = words
            .chunks(length)
            .enumerate()
            .map(|words| Builder::new().spawn_scoped(scope, move || part(words)).map_err(|_| part(words)))
            .collect();
        let ended = |thread: ScopedJoinHandle<T>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        begun.into_iter().map(|part| part.map_or_else(|here| here, ended)).collect()
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The first of a share of the accounts, of which those with a lesser key are likely.
    fn holds(seed: u64, size: usize, share: f64, others: u64) {
        const SLOTS: usize = 250_000;
        let mut random = fastrand::Rng::with_seed(seed);
        let keys: Vec<u64> = (0..SLOTS as u64).map(|slot| random.u64(..1_000) << 32 | slot).collect();
        let (mut matching, mut likely) =
            (FixedBitSet::with_capacity(SLOTS), FixedBitSet::with_capacity(SLOTS));
        for slot in (0..SLOTS).filter(|_| random.f64() < share) {
            matching.insert(slot);
            likely.set(slot, keys[slot] < others);
        }
        let mut expected: Vec<u64> = matching.ones().map(|slot| keys[slot]).collect();
        expected.sort_unstable();
        let expected: Vec<u32> = expected.into_iter().take(size).map(|key| key as u32).collect();
        let found = first(&matching, &likely, others, size, |slot| keys[slot] & !0xff, |slot| keys[slot]);
        assert_eq!(found, expected);
    }

    #[test]
    fn many_are_divided_and_come_together_again() {
        holds(1, 50, 1.0, u64::MAX);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10))]

        #[test]
        fn the_first_are_those_of_all(seed in any::<u64>(), size in 1_usize..200, share in 0.0..1.0, others in 0_u64..1_000) {
            holds(seed, size, share, others << 32);
        }

        #[test]
        fn parts_are_the_whole(size in 0_usize..2_000, parts in 1_usize..20, share in 0.0..1.0, seed in any::<u64>()) {
            let mut random = fastrand::Rng::with_seed(seed);
            let mut set = FixedBitSet::with_capacity(size);
            (0..size).filter(|_| random.f64() < share).for_each(|slot| set.insert(slot));
            let found = in_parts(&set, parts, |slots| slots.collect::<Vec<_>>());
            prop_assert!(found.len() <= parts);
            prop_assert_eq!(found.concat(), set.ones().collect::<Vec<_>>());
        }
    }
}
