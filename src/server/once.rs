//! What was recorded already, as far as this process knows: a question that a page asks again with each visit is one entry for a session, not thousands.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// More than this are not remembered: what is forgotten is recorded again.
const MOST: usize = 100_000;

/// Keys, each until a moment in seconds since 1970.
#[derive(Debug, Default)]
pub struct Once(Mutex<HashMap<String, i64>>);

impl Once {
    pub fn is_known(&self, key: &str, now: i64) -> bool {
        self.seen().get(key).is_some_and(|until| *until > now)
    }

    /// Remembers a key until a moment.
    pub fn note(&self, key: String, now: i64, until: i64) {
        let mut seen = self.seen();
        if seen.len() >= MOST {
            seen.retain(|_, until| *until > now);
        }
        if seen.len() >= MOST {
            seen.clear();
        }
        seen.insert(key, until);
    }

    fn seen(&self) -> MutexGuard<'_, HashMap<String, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_known_until_its_time_and_memory_is_bounded() {
        let once = Once::default();
        once.note("a".into(), 0, 10);
        assert!(once.is_known("a", 9) && !once.is_known("a", 10) && !once.is_known("b", 0));
        (0..MOST * 2).for_each(|at| once.note(at.to_string(), 20, 30));
        assert!(once.seen().len() <= MOST);
    }
}
