//! How much of a list is taken, and why one cannot be used.

use serde::{Deserialize, Serialize};

/// Lines of one list.
pub const MOST_LINES: usize = 50_000;
/// Columns of one list.
pub const MOST_COLUMNS: usize = 50;
/// Cells of one list, all its sheets together.
pub const MOST_CELLS: usize = 1_000_000;
/// Characters of a cell that are kept.
pub const LONGEST_CELL: usize = 500;
/// Bytes of one list that are kept.
pub const MOST_BYTES: usize = 16 * 1024 * 1024;
/// Bytes of a file.
pub const MOST_FILE_BYTES: usize = 10 * 1024 * 1024;
/// Faults of one list that are named one by one.
pub const MOST_FAULTS: usize = 200;

/// Why a list cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum RosterError {
    #[error("there is no line")]
    Empty,
    #[error("more lines than are taken at once")]
    TooManyLines,
    #[error("more columns than are taken at once")]
    TooManyColumns,
    #[error("more text than is taken at once")]
    TooLarge,
    #[error("it is neither text nor a workbook that can be read")]
    Unreadable,
    #[error("it is a workbook that a password protects")]
    Password,
    #[error("it is a workbook of the format before 2007")]
    OldWorkbook,
    #[error("it is a web page, or a workbook kept as XML")]
    Markup,
}
