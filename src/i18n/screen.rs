//! Which language has which texts.

use super::language::Language;
use super::texts::Texts;
use super::{en, zh};

impl Language {
    /// Texts of every page.
    pub fn texts(self) -> &'static Texts {
        match self {
            Self::Chinese => &zh::TEXTS,
            Self::English => &en::TEXTS,
        }
    }
}
