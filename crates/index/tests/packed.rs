//! An index that was written and read is the same as before, and goes on as it would have.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accounts;

use accounts::{account, take};
use index::Index;
use proptest::prelude::*;

fn written(index: &Index) -> Vec<u8> {
    let mut bytes = Vec::new();
    index.write_to(&mut bytes).unwrap();
    bytes
}

proptest! {
    #[test]
    fn what_is_read_is_what_was_written_and_goes_on_alike(
        before in prop::collection::vec(account(), 0..60),
        after in prop::collection::vec(account(), 0..20),
    ) {
        let mut index = Index::default();
        take(&mut index, &before);
        let bytes = written(&index);
        let mut other = Index::read_from(&mut &*bytes).unwrap();
        prop_assert_eq!(written(&other), &*bytes);
        prop_assert!(Index::read_from(&mut &bytes[..bytes.len() - 1]).is_err(), "one that is cut off is none");
        take(&mut index, &after);
        take(&mut other, &after);
        prop_assert_eq!(written(&other), written(&index));
        let ids: Vec<i64> = (1..90).collect();
        prop_assert_eq!(other.rows(&ids), index.rows(&ids));
    }
}
