//! Saved views: questions under a name, for oneself or for others.

use serde::{Deserialize, Serialize};

use super::filter::is_organization_id;
use super::rights::Role;
use super::search_text::{Looks, looks_like};

/// Characters of a name.
const LONGEST_NAME: usize = 80;

/// With whom a view is shared. Whoever opens it sees what their own rights show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Sharing {
    #[default]
    Private,
    Everyone,
    /// Whoever was granted this role.
    Role(Role),
    /// Whoever may see accounts of this organisation, by its code.
    Organization(String),
}

impl Sharing {
    pub fn code(&self) -> String {
        match self {
            Self::Private => "private".to_owned(),
            Self::Everyone => "everyone".to_owned(),
            Self::Role(role) => format!("role:{}", role.code()),
            Self::Organization(id) => format!("org:{id}"),
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        match code.split_once(':') {
            None if code == "private" => Some(Self::Private),
            None if code == "everyone" => Some(Self::Everyone),
            Some(("role", role)) => Role::from_code(role).map(Self::Role),
            Some(("org", id)) if is_organization_id(id) => Some(Self::Organization(id.to_owned())),
            _ => None,
        }
    }
}

/// A view as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    pub id: i64,
    pub owner: String,
    /// Folders are parts of it, set apart by `/`.
    pub name: String,
    /// What the address of the list has behind the question mark; kept as it was saved, also where a part of it is not understood any more.
    pub query: String,
    pub sharing: Sharing,
    /// Since when it is deleted, in seconds since 1970.
    pub deleted_at: Option<i64>,
    /// Grows with each change.
    pub version: i64,
}

/// When somebody looked at a view: in seconds since 1970, and the last event there was then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenAt {
    pub at: i64,
    pub event: i64,
}

/// What a view is to a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mark {
    /// Where it stands among the pins.
    pub pinned: Option<i64>,
    /// The latest visit, and the one before.
    pub latest: Option<SeenAt>,
    pub before: Option<SeenAt>,
}

impl Mark {
    /// A look that comes so many seconds after the last one, or more, is another visit. Until then all is told that changed since the visit before, so
    /// that who works through it does not lose the rest.
    const PAUSE_S: i64 = 1_800;

    /// The person looks at the view.
    #[must_use]
    pub fn visited(self, now: SeenAt) -> Self {
        let before = match self.latest {
            Some(latest) if now.at - latest.at >= Self::PAUSE_S => Some(latest),
            latest => self.before.or(latest),
        };
        Self { before, latest: Some(now), ..self }
    }
}

/// A name as it is kept: each part between the strokes trimmed, none empty; `None` where nothing is left of it, or too much, or it names the number of a
/// person: others may see it.
pub fn view_name(typed: &str) -> Option<String> {
    let parts: Vec<String> = typed
        .split('/')
        .map(|part| {
            part.chars()
                .filter(|sign| !sign.is_control())
                .collect::<String>()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        })
        .filter(|part| !part.is_empty())
        .collect();
    let name = parts.join("/");
    ((1..=LONGEST_NAME).contains(&name.chars().count()) && looks_like(&name) == Looks::Plain).then_some(name)
}

/// A name with a number behind it, the name cut where both would be too long.
pub fn numbered(name: &str, number: usize) -> String {
    let number = format!(" {number}");
    let name: String = name.chars().take(LONGEST_NAME.saturating_sub(number.len())).collect();
    format!("{}{number}", name.trim_end())
}

/// Bytes of a question; one that names as many accounts as can be picked, by long names, fits.
const LONGEST_QUERY: usize = 20_000;
/// What says where one stands in a list, and not what is asked.
const PLACES: [&str; 4] = ["after", "before", "at", "view"];

fn is_number(name: &str, value: &str) -> bool {
    [name, value].iter().any(|text| looks_like(text) != Looks::Plain)
}

/// Whether a question asks for the number of a person. Without it, it would be another question.
pub fn asks_for_a_number(query: &str) -> bool {
    form_urlencoded::parse(query.as_bytes())
        .any(|(name, value)| !PLACES.contains(&&*name) && is_number(&name, value.trim()))
}

/// A question as it is kept: written as addresses are, without a place in the list, and without numbers of people. What this version does not
/// understand of it stays.
pub fn kept_query(query: &str) -> String {
    let mut kept = form_urlencoded::Serializer::new(String::new());
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let value = value.trim();
        if !value.is_empty() && !PLACES.contains(&&*name) && !is_number(&name, value) {
            kept.append_pair(&name, value);
        }
    }
    let mut kept = kept.finish();
    while kept.len() > LONGEST_QUERY {
        kept.truncate(kept.rfind('&').unwrap_or_default());
    }
    kept
}

/// A view in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortableView {
    pub name: String,
    pub query: String,
}

/// What joined a view and what left it since somebody looked: accounts by id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delta {
    /// How many the view holds now.
    pub total: usize,
    pub joined: Vec<i64>,
    pub left: Vec<i64>,
}

/// What a person is told of the changes in a view.
#[derive(Clone, Debug)]
pub enum Since {
    /// They look at it for the first time.
    FirstVisit,
    /// When it was looked at before, in seconds since 1970, and what joined and left since.
    Visit(i64, Delta),
    /// Of what this view asks, changes are not known.
    Untold,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::AccountFilter;
    use proptest::prelude::*;

    #[test]
    fn folders_are_parts_of_a_name() {
        assert_eq!(view_name(" 毕业 /  2026  届 / ").as_deref(), Some("毕业/2026 届"));
        assert_eq!(view_name(" / "), None);
        assert_eq!(view_name(&"长".repeat(81)), None);
        assert_eq!(view_name("a\nb"), Some("ab".into()));
    }

    #[test]
    fn what_is_not_understood_is_kept_and_numbers_of_people_are_not() {
        assert_eq!(
            kept_query("status=正常&colour=red&after=limishu&view=3&q=310101199203110010"),
            "status=%E6%AD%A3%E5%B8%B8&colour=red"
        );
    }

    #[test]
    fn a_pause_makes_another_visit() {
        let look = |at| SeenAt { at, event: at };
        let first = Mark::default().visited(look(1_000));
        assert_eq!((first.latest, first.before), (Some(look(1_000)), None));
        let same = first.visited(look(1_500));
        assert_eq!((same.latest, same.before), (Some(look(1_500)), Some(look(1_000))));
        let next = same.visited(look(4_000));
        assert_eq!((next.latest, next.before), (Some(look(4_000)), Some(look(1_500))));
        assert_eq!(
            next.visited(look(4_100)).before,
            Some(look(1_500)),
            "what is new stays while one looks at it"
        );
    }

    proptest! {
        #[test]
        fn sharing_comes_back_from_its_code(role in prop::sample::select(Role::ALL.to_vec()), id in "[0-9a-z]{1,8}".prop_filter("the number of a person is no id", |id| is_organization_id(id))) {
            for sharing in [Sharing::Private, Sharing::Everyone, Sharing::Role(role), Sharing::Organization(id)] {
                prop_assert_eq!(Sharing::from_code(&sharing.code()), Some(sharing));
            }
        }

        #[test]
        fn a_question_that_is_kept_asks_the_same(query in "([a-z]{1,6}=[\\PC]{0,12}&){0,6}|\\PC{0,60}") {
            let kept = kept_query(&query);
            prop_assert!(kept.is_ascii() && !kept.contains(['\r', '\n', ' ']));
            prop_assert_eq!(kept_query(&kept), kept.clone());
            prop_assert_eq!(AccountFilter::parse(&kept).0.to_be_saved(), AccountFilter::parse(&query).0.to_be_saved());
        }

        #[test]
        fn a_name_that_is_kept_stays_as_it_is(typed in "\\PC{0,90}") {
            if let Some(name) = view_name(&typed) {
                prop_assert_eq!(view_name(&name), Some(name));
            }
        }
    }
}
