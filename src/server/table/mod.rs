//! Tables on their way into a file, in one of three formats: of exports, of the audit log, of compared lists.

mod cell;
mod lines;
mod workbook;
mod writer;

pub use cell::{About, Cell, Heading};
pub use writer::Table;
