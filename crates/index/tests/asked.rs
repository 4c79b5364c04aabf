//! What an index keeps of one question must not show in the answer to the next, after accounts changed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accounts;

use accounts::{account, take};
use index::Index;
use model::collation::Collation;
use model::filter::AccountFilter;
use proptest::prelude::*;
use time::macros::date;

const QUESTIONS: [&str; 10] = [
    "status=正常",
    "org=40100",
    "org=03000&org=1&status=冻结",
    "not-org=40100",
    "style=student&expires=30d",
    "expires=expired&expires=unknown",
    "sort=expiry",
    "sort=-expiry",
    "sort=-updated&org=40100",
    "sort=-account&status=正常",
];

proptest! {
    #[test]
    fn an_index_that_was_asked_answers_as_one_that_never_was(
        batches in prop::collection::vec(prop::collection::vec(account(), 0..60), 1..5),
        size in 1..20_u32,
    ) {
        let collation = Collation::default();
        let mut asked = Index::default();
        for (through, batch) in (1..).zip(&batches) {
            take(&mut asked, batch);
            let mut anew = Index::default();
            batches[..through].iter().for_each(|batch| take(&mut anew, batch));
            for today in [date!(2026 - 11 - 01), date!(2026 - 12 - 01)] {
                for question in QUESTIONS {
                    let filter = AccountFilter { page_size: size, ..AccountFilter::parse(question).0 };
                    let answer = |index: &Index| index.search(None, &filter, today.into(), &collation);
                    prop_assert_eq!(answer(&asked), answer(&anew), "{}", question);
                }
            }
        }
    }
}
