//! How well accounts match a text that was typed.

use fixedbitset::FixedBitSet;

use super::index::Index;
use super::name_column::SoughtName;
use super::pattern::Likeness;
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

/// What [`Relevance::rank`] answers of a text of one word that a name begins with.
const BEGINNING: u32 = (1 + Likeness::Beginning as u32) * (Rank::COUNT + 1);

/// A text as it is compared with accounts: as a whole, and word by word.
pub struct Relevance<'a> {
    index: &'a Index,
    whole: Sought,
    /// Empty where the text is one word.
    words: Vec<Sought>,
}

struct Sought {
    /// As an account name and as a number; empty where none begins so.
    account: String,
    number: String,
    itself: FixedBitSet,
    name: SoughtName,
    /// As [`SoughtName::longest_whole`].
    longest_whole: usize,
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
        self.by(|sought| sought.rank(self.index, slot))
    }

    /// What [`Relevance::rank`] cannot be better than. It is told much sooner.
    pub fn at_best(&self, slot: u32) -> u32 {
        let whole = &self.whole;
        // Most who match a letter, and these are many.
        let is_longer = self.words.is_empty() && self.index.names.length(slot) > whole.longest_whole;
        if is_longer && !whole.itself.contains(slot as usize) {
            return BEGINNING;
        }
        self.by(|sought| sought.at_best(self.index, slot))
    }

    /// Those of `among` who may match better than by the beginning of an account or number, or a part of the name.
    pub fn likely(&self, among: &FixedBitSet) -> FixedBitSet {
        let mut likely = FixedBitSet::with_capacity(among.len());
        for sought in std::iter::once(&self.whole).chain(&self.words) {
            likely.union_with(&sought.itself);
            self.index.names.likely(&sought.name, among, &mut likely);
        }
        likely.intersect_with(among);
        likely
    }

    /// What the rank of all others is not better than.
    pub fn of_others() -> u32 {
        Rank::BeginsSo.value() * Rank::COUNT + Rank::BeginsSo.value()
    }

    fn by(&self, rank: impl Fn(&Sought) -> Rank) -> u32 {
        let ranks = |sought: &Sought| rank(sought).value();
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
        let account = account_name::typed(text, &[]);
        index.accounts.find(&account).iter().for_each(|slot| itself.insert(*slot as usize));
        let number = number::key(text);
        index.numbers.with(&number).for_each(|slot| itself.insert(slot as usize));
        let name = SoughtName::new(text_key::key(text));
        // What none begins with need be asked of nobody.
        let account = Some(account).filter(|text| !index.accounts.with_prefix(text.as_bytes()).is_empty());
        let number = Some(number).filter(|text| index.numbers.with_prefix(text.as_bytes()).next().is_some());
        let (account, number) = (account.unwrap_or_default(), number.unwrap_or_default());
        Self { account, number, itself, longest_whole: name.longest_whole(), name }
    }

    fn rank(&self, index: &Index, slot: u32) -> Rank {
        if self.itself.contains(slot as usize) {
            return Rank::Itself;
        }
        self.by_name(index, slot, index.names.likeness(slot, &self.name))
    }

    fn at_best(&self, index: &Index, slot: u32) -> Rank {
        if self.itself.contains(slot as usize) {
            return Rank::Itself;
        }
        self.by_name(index, slot, index.names.likeness_at_best(slot, &self.name))
    }

    fn by_name(&self, index: &Index, slot: u32, likeness: Likeness) -> Rank {
        match likeness {
            Likeness::Part if self.begins(index, slot) => Rank::BeginsSo,
            Likeness::Part => Rank::NamePart,
            likeness => Rank::Name(likeness),
        }
    }

    /// Whether the account or one of its numbers begins with the text. Asked of each by itself: of the many that do, few are looked at so closely.
    fn begins(&self, index: &Index, slot: u32) -> bool {
        !self.account.is_empty() && index.accounts.get(slot).starts_with(self.account.as_bytes())
            || !self.number.is_empty() && index.numbers.begins(slot, self.number.as_bytes())
    }
}
