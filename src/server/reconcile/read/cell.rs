//! What is kept of a cell.

use model::hostile_text::is_invisible;
use model::roster::LONGEST_CELL;

/// A cell without what does not show, and whether more stood in it than is kept.
pub fn trimmed(cell: &str) -> (String, bool) {
    let mut shown = cell
        .trim_matches(|sign: char| sign.is_whitespace() || is_invisible(sign))
        .chars()
        .map(|sign| if sign.is_whitespace() { ' ' } else { sign })
        .filter(|sign| !is_invisible(*sign));
    let kept: String = shown.by_ref().take(LONGEST_CELL).collect();
    (kept, shown.next().is_some())
}
