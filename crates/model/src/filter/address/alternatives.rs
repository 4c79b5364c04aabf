//! Questions of which one must mean an account, as parameters of an address: the value of each is a query of its own.

use form_urlencoded::parse;

use super::values::{LEFT_OUT, add, bad, shorten};
use crate::filter::{AccountFilter, Warning};
use crate::typed_groups::MOST_ROWS;

/// Questions of which one must mean an account: a parameter for each row of them, a question as its value.
pub(super) const ROWS: [&str; MOST_ROWS] = ["or", "or2", "or3"];
/// Questions of one row.
const MAX_ALTERNATIVES: usize = 10;

impl AccountFilter {
    /// A question of a row. One that is understood in part alone would mean others than it says.
    pub(super) fn read_alternative(
        &mut self,
        name: &str,
        value: &str,
        domains: &[String],
    ) -> Result<(), Warning> {
        let Some(row) = ROWS.iter().position(|known| *known == name) else {
            return Err(Warning::Unknown(shorten(name)));
        };
        // One within another is not asked for, and would be read without end.
        if parse(value.as_bytes()).any(|(name, _)| ROWS.contains(&&*name)) {
            return bad(ROWS[row], LEFT_OUT);
        }
        let (asked, warnings) = Self::parse_under(value, domains);
        let conditions = asked.conditions();
        if !warnings.is_empty() || conditions != asked || conditions == Self::default() {
            // What is left of it must not be another question.
            return bad(ROWS[row], LEFT_OUT);
        }
        if self.any_of.len() <= row {
            self.any_of.resize_with(row + 1, Vec::new);
        }
        let alternatives = &mut self.any_of[row];
        if alternatives.len() >= MAX_ALTERNATIVES && !alternatives.contains(&conditions) {
            return Err(Warning::TooMany(ROWS[row]));
        }
        add(alternatives, conditions, ROWS[row])
    }
}
