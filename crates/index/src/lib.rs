//! The directory in memory: columns of text, sound, codes and days, by which accounts are searched, filtered, counted and put in order. Accounts go
//! in, ids come out; there is no database here.

mod attention;
mod attention_columns;
mod columns;
mod expiry_counts;
mod expiry_windows;
mod horizon;
mod index;
mod name_column;
mod names;
mod nearest;
mod number_column;
mod packed;
mod paging;
pub mod pattern;
pub mod pinyin;
mod ranged_column;
mod readings;
mod relevance;
mod roster;
mod rows;
mod scope_column;
mod scopes;
mod search;
mod tally;
mod text_column;
mod traits_of_sound;
mod written;

pub use attention_columns::Marks;
pub use columns::IndexFull;
pub use index::{Index, Part, Settled};
pub use search::Found;
