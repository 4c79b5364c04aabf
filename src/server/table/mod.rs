//! Tables on their way into a file, in one of four formats: of exports, of the audit log, of compared lists.

mod cell;
mod lines;
mod page;
mod workbook;
mod writer;

pub use cell::{About, Cell, Heading, Layout};
pub use writer::Table;
