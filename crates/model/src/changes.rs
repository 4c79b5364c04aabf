//! Which changes the feed shows, read from an address.

use form_urlencoded::{Serializer, parse};
use time::Date;

use super::account::Account;
use super::date::{format_date, parse_date};
use super::filter::address::not_understood;
use super::filter::{Warning, is_organization_id};
use super::history::{ChangeKind, Event};

/// Changes on a page.
pub const PAGE_SIZE: usize = 50;

/// Kinds of changes that a person asks for together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeGroup {
    Accounts,
    Status,
    DefaultIdentity,
    Expiry,
    Contact,
    IdentityAdded,
    IdentityRemoved,
    IdentityRenewed,
    IdentityMoved,
    IdentityDetails,
}

impl ChangeGroup {
    pub const ALL: [Self; 10] = [
        Self::Accounts,
        Self::Status,
        Self::DefaultIdentity,
        Self::Expiry,
        Self::Contact,
        Self::IdentityAdded,
        Self::IdentityRemoved,
        Self::IdentityRenewed,
        Self::IdentityMoved,
        Self::IdentityDetails,
    ];

    pub fn code(self) -> &'static str {
        match self {
            Self::Accounts => "account",
            Self::Status => "status",
            Self::DefaultIdentity => "default",
            Self::Expiry => "expiry",
            Self::Contact => "contact",
            Self::IdentityAdded => "added",
            Self::IdentityRemoved => "removed",
            Self::IdentityRenewed => "renewed",
            Self::IdentityMoved => "moved",
            Self::IdentityDetails => "details",
        }
    }

    pub fn kinds(self) -> &'static [ChangeKind] {
        match self {
            Self::Accounts => &[ChangeKind::Appeared, ChangeKind::Gone, ChangeKind::CameBack],
            Self::Status => &[ChangeKind::Status],
            Self::DefaultIdentity => {
                &[ChangeKind::DefaultIdentity, ChangeKind::Number, ChangeKind::Organization]
            }
            Self::Expiry => &[ChangeKind::Expiry],
            Self::Contact => &[
                ChangeKind::Name,
                ChangeKind::Guid,
                ChangeKind::Telephone,
                ChangeKind::Email,
                ChangeKind::DocumentKind,
                ChangeKind::DocumentNumber,
            ],
            Self::IdentityAdded => &[ChangeKind::RelationAdded, ChangeKind::RelationRestored],
            Self::IdentityRemoved => &[ChangeKind::RelationRemoved, ChangeKind::RelationDeleted],
            Self::IdentityRenewed => &[ChangeKind::RelationRenewed],
            Self::IdentityMoved => &[ChangeKind::RelationMoved],
            Self::IdentityDetails => &[
                ChangeKind::RelationType,
                ChangeKind::RelationNumber,
                ChangeKind::RelationDocumentKind,
                ChangeKind::RelationDocumentNumber,
            ],
        }
    }
}

/// An event of the feed, with whom it is about.
#[derive(Clone, Debug)]
pub struct FeedEntry {
    pub event: Event,
    pub account: Account,
}

/// The question behind a page of the feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChangesFilter {
    pub kinds: Vec<ChangeGroup>,
    pub organizations: Vec<String>,
    /// First and last day, in Shanghai.
    pub from: Option<Date>,
    pub until: Option<Date>,
    /// Only events older than a place, as a page gave it: numbers of events would tell how much happens elsewhere.
    pub before: Option<String>,
    /// Only events newer than a place; `before` goes first.
    pub after: Option<String>,
    /// A condition has a value that is not understood: nothing meets it.
    pub is_refused: bool,
}

/// Parameters that say which events are meant.
const CONDITIONS: [&str; 4] = ["kind", "org", "from", "until"];

impl ChangesFilter {
    /// Reads the query part of an address. What is not understood becomes a warning.
    pub fn parse(query: &str) -> (Self, Vec<Warning>) {
        let (mut filter, mut warnings) = (Self::default(), Vec::new());
        for (name, value) in parse(query.as_bytes()).take(200) {
            let value = value.trim();
            let understood = value.is_empty()
                || match &*name {
                    "kind" => match ChangeGroup::ALL.into_iter().find(|group| group.code() == value) {
                        Some(group) if filter.kinds.contains(&group) => true,
                        Some(group) => {
                            filter.kinds.push(group);
                            true
                        }
                        None => false,
                    },
                    "org" if is_organization_id(value) && filter.organizations.len() < 40 => {
                        filter.organizations.push(value.to_owned());
                        true
                    }
                    "from" => set(&mut filter.from, parse_date(value)),
                    "until" => set(&mut filter.until, parse_date(value)),
                    "before" => set(&mut filter.before, place(value)),
                    "after" => set(&mut filter.after, place(value)),
                    _ => false,
                };
            if understood {
                continue;
            }
            let warning = not_understood(&CONDITIONS, &name, value);
            filter.is_refused |= warning.is_condition();
            warnings.push(warning);
        }
        (filter, warnings)
    }

    /// The query part of the address that asks this question.
    pub fn to_query(&self) -> String {
        let mut query = Serializer::new(String::new());
        self.kinds.iter().for_each(|kind| _ = query.append_pair("kind", kind.code()));
        self.organizations.iter().for_each(|id| _ = query.append_pair("org", id));
        self.from.iter().for_each(|date| _ = query.append_pair("from", &format_date(*date)));
        self.until.iter().for_each(|date| _ = query.append_pair("until", &format_date(*date)));
        self.before.iter().for_each(|place| _ = query.append_pair("before", place));
        self.after.iter().for_each(|place| _ = query.append_pair("after", place));
        query.finish()
    }

    pub fn to_path(&self) -> String {
        match self.to_query() {
            query if query.is_empty() => "/changes".to_owned(),
            query => format!("/changes?{query}"),
        }
    }

    /// The same question from its newest event on.
    #[must_use]
    pub fn newest(&self) -> Self {
        Self { before: None, after: None, ..self.clone() }
    }
}

/// What can be a place: base64url, and not long.
fn place(text: &str) -> Option<String> {
    let is_sign = |sign: u8| sign.is_ascii_alphanumeric() || b"-_".contains(&sign);
    (text.len() <= 128 && text.bytes().all(is_sign)).then(|| text.to_owned())
}

fn set<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let understood = value.is_some();
    *place = value.or(place.take());
    understood
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_kind_of_change_is_in_one_group() {
        for kind in ChangeKind::ALL {
            assert_eq!(
                ChangeGroup::ALL.iter().filter(|group| group.kinds().contains(&kind)).count(),
                1,
                "{kind:?}"
            );
            assert_eq!(ChangeKind::from_code(kind.code()), Some(kind));
        }
    }

    #[test]
    fn what_is_not_understood_is_said() {
        let (filter, warnings) =
            ChangesFilter::parse("kind=status&kind=nothing&from=2026-13-01&org=40100&extra=1&until=");
        assert_eq!(
            (filter.kinds.clone(), filter.organizations.clone(), filter.from),
            (vec![ChangeGroup::Status], vec!["40100".to_owned()], None)
        );
        assert_eq!(warnings.len(), 3);
        assert!(filter.is_refused && !ChangesFilter::parse("kind=status&extra=1").0.is_refused);
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(
            kinds in prop::sample::subsequence(ChangeGroup::ALL.to_vec(), 0..10), organizations in prop::collection::vec("[0-9]{5}", 0..5),
            day in prop::option::of(2_400_000..2_500_000_i32), before in prop::option::of("[A-Za-z0-9_-]{1,90}"), after in prop::option::of("[A-Za-z0-9_-]{1,90}"),
        ) {
            let from = day.and_then(|day| Date::from_julian_day(day).ok());
            let filter = ChangesFilter { kinds, organizations, from, until: from, before, after, is_refused: false };
            prop_assert_eq!(ChangesFilter::parse(&filter.to_query()), (filter, Vec::new()));
        }
    }
}
