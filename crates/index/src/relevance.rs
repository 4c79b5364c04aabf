//! How well accounts match a text that was typed.

use fixedbitset::FixedBitSet;

use super::index::Index;
use super::name_column::SoughtName;
use super::pinyin::Likeness;
use model::{account_name, number, text_key};

/// The better, the less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// It is the account or one of its numbers.
    Itself,
    Name(Likeness),
    /// The account, or a number, begins so.
    BeginsSo,
    NamePart,
}

impl Rank {
    const COUNT: u32 = Likeness::Part as u32 + 3;

    fn value(self) -> u32 {
        match self {
            Self::Itself => 0,
            Self::Name(likeness) => 1 + likeness as u32,
            Self::BeginsSo => 1 + Likeness::Part as u32,
            Self::NamePart => 2 + Likeness::Part as u32,
        }
    }
}

/// A text as it is compared with accounts: as a whole, and word by word.
pub struct Relevance<'a> {
    index: &'a Index,
    whole: Sought,
    /// Empty where the text is one word.
    words: Vec<Sought>,
}

struct Sought {
    itself: FixedBitSet,
    begins: FixedBitSet,
    name: SoughtName,
}

impl<'a> Relevance<'a> {
    pub fn of(index: &'a Index, text: &str) -> Self {
        let words: Vec<&str> = text_key::split(text).collect();
        let words = if words.len() > 1 { words } else { Vec::new() };
        Self {
            index,
            whole: Sought::new(index, text),
            words: words.into_iter().map(|word| Sought::new(index, word)).collect(),
        }
    }

    /// Where an account stands by its match, the best first, below 64. Where only single words match, the one that matches least decides, then the one
    /// that matches best.
    pub fn rank(&self, slot: u32) -> u32 {
        let ranks = |sought: &Sought| sought.rank(self.index, slot).value();
        let whole = ranks(&self.whole);
        let (best, worst) = self
            .words
            .iter()
            .map(ranks)
            .fold((Rank::COUNT, 0), |(best, worst), rank| (best.min(rank), worst.max(rank)));
        let of_words = (!self.words.is_empty()).then_some((worst, best));
        let (worst, best) = of_words.map_or((whole, whole), |words| words.min((whole, whole)));
        worst * Rank::COUNT + best
    }
}

impl Sought {
    fn new(index: &Index, text: &str) -> Self {
        let mut itself = FixedBitSet::with_capacity(index.slots());
        let mut begins = FixedBitSet::with_capacity(index.slots());
        let account = account_name::typed(text, &[]);
        index.accounts.find(&account).iter().for_each(|slot| itself.insert(*slot as usize));
        if !account.is_empty() {
            let prefixed = index.accounts.with_prefix(account.as_bytes());
            for slot in prefixed {
                begins.insert(*slot as usize);
            }
        }
        let number = number::key(text);
        if !number.is_empty() {
            index.numbers.with(&number).for_each(|slot| itself.insert(slot as usize));
            index.numbers.with_prefix(number.as_bytes()).for_each(|slot| begins.insert(slot as usize));
        }
        Self { itself, begins, name: SoughtName::new(text_key::key(text)) }
    }

    fn rank(&self, index: &Index, slot: u32) -> Rank {
        if self.itself.contains(slot as usize) {
            return Rank::Itself;
        }
        match index.names.likeness(slot, &self.name) {
            Likeness::Part if self.begins.contains(slot as usize) => Rank::BeginsSo,
            Likeness::Part => Rank::NamePart,
            likeness => Rank::Name(likeness),
        }
    }
}
