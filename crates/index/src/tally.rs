//! How many accounts there are of each status, identity type and organisation together: a small table that answers the counts of the commonest
//! questions without looking at accounts.

use std::ops::Range;

use fixedbitset::FixedBitSet;

use super::columns::{Code, CodeColumn};
use super::packed::packed;

/// Cells that are not worth their memory; upstream's values make some thousands.
const MAX_CELLS: usize = 1 << 20;

/// Counts by the codes of three columns.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// How many codes each column has.
    sizes: [usize; 3],
    counts: Vec<u32>,
}

packed!(Tally { sizes, counts });

/// Which codes of a column are wanted; `None` means all.
pub type Wanted = Option<Vec<Code>>;

impl Tally {
    /// Counts these accounts; `None` where the columns have too many values.
    pub fn of(columns: [&CodeColumn; 3], slots: &FixedBitSet) -> Option<Self> {
        let sizes = columns.map(CodeColumn::size);
        let cells = sizes
            .iter()
            .try_fold(1_usize, |cells, size| cells.checked_mul(*size))
            .filter(|cells| *cells <= MAX_CELLS)?;
        let mut counts = vec![0; cells];
        for slot in slots.ones() {
            let at = columns
                .iter()
                .zip(sizes)
                .fold(0, |at, (column, size)| at * size + usize::from(column.of(slot)));
            counts[at] += 1;
        }
        Some(Self { sizes, counts })
    }

    /// How many accounts have each code of a column, among those with the wanted codes of the others; by code.
    pub fn under(&self, column: usize, wanted: [&Wanted; 3]) -> Vec<usize> {
        let mut counts = vec![0; self.sizes[column]];
        self.each(std::array::from_fn(|at| if at == column { &None } else { wanted[at] }), |codes, count| {
            counts[codes[column]] += count;
        });
        counts
    }

    fn each(&self, wanted: [&Wanted; 3], mut take: impl FnMut([usize; 3], usize)) {
        let codes: [Vec<usize>; 3] = std::array::from_fn(|at| match wanted[at] {
            Some(wanted) => {
                wanted.iter().map(|code| usize::from(*code)).filter(|code| *code < self.sizes[at]).collect()
            }
            None => Range { start: 0, end: self.sizes[at] }.collect(),
        });
        let [_, second, third] = self.sizes;
        for &a in &codes[0] {
            for &b in &codes[1] {
                for &c in &codes[2] {
                    take([a, b, c], self.counts[(a * second + b) * third + c] as usize);
                }
            }
        }
    }
}
