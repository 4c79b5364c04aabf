//! Lists that are gone through line by line: what is said of each account, and how such a list is begun.

use strum::{EnumString, IntoStaticStr, VariantArray};
use time::Date;

use super::attention_note::names_a_number;
use super::date::parse_date;
use super::filter::AccountFilter;
use super::hostile_text::one_line;

/// What somebody found out about an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Verdict {
    /// The person is still here.
    Present,
    Left,
    Unclear,
}

coded!(Verdict);

/// Which lines are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Show {
    #[default]
    All,
    /// Without a verdict.
    Open,
    Present,
    Left,
    Unclear,
    /// Whose verdict is not that of the round before.
    Changed,
}

coded!(Show);

/// So long a name may be, in characters.
pub const MOST_NAME: usize = 80;
/// So long a note may be, in characters.
pub const MOST_NOTE: usize = 200;

/// What is said of a line besides its verdict; empty where nothing is, `None` where it is the number of a person: auditors read it, masked or not.
pub fn note(typed: &str) -> Option<String> {
    Some(one_line(typed, MOST_NOTE)).filter(|note| !names_a_number(note))
}

/// The form by which one is begun, as it was filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CampaignForm {
    /// Whom it is about.
    pub question: AccountFilter,
    pub name: String,
    pub deadline: Option<Date>,
    /// The id of the round before.
    pub previous: Option<String>,
}

impl CampaignForm {
    /// Reads an `application/x-www-form-urlencoded` body; what it does not know is left out.
    pub fn parse(body: &[u8]) -> Self {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(body) {
            match &*name {
                "question" => form.question = AccountFilter::parse(&value).0.first_page(),
                "name" => form.name = one_line(&value, MOST_NAME),
                "deadline" => form.deadline = parse_date(value.trim()),
                "previous" => form.previous = Some(value.into_owned()).filter(|id| !id.is_empty()),
                _ => {}
            }
        }
        form
    }
}

/// Lines of a part, or of the whole, as their page counts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub total: usize,
    pub present: usize,
    pub left: usize,
    pub unclear: usize,
    /// Without a verdict, but with a note: somebody is on it.
    pub noted: usize,
}

impl Progress {
    pub fn open(self) -> usize {
        self.total.saturating_sub(self.present + self.left + self.unclear)
    }

    /// Nobody has said anything of these.
    pub fn untouched(self) -> usize {
        self.open().saturating_sub(self.noted)
    }

    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            total: self.total + other.total,
            present: self.present + other.present,
            left: self.left + other.left,
            unclear: self.unclear + other.unclear,
            noted: self.noted + other.noted,
        }
    }
}

/// The page of a list that is gone through.
pub fn campaign_path(id: &str) -> String {
    format!("/campaigns/{id}")
}

/// Some lines of a part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    pub show: Show,
    /// Lines that were judged from then on stay where they are, whatever is said of them: seconds since 1970.
    pub since: Option<i64>,
    /// Counted from 0.
    pub page: usize,
}

/// The page with these lines of one part.
pub fn part_path(id: &str, organization: &str, lines: Lines) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("org", organization);
    if lines.show != Show::All {
        query.append_pair("show", lines.show.code());
    }
    if let Some(since) = lines.since {
        query.append_pair("since", &since.to_string());
    }
    if lines.page > 0 {
        query.append_pair("page", &lines.page.to_string());
    }
    format!("/campaigns/{id}/lines?{}", query.finish())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::date;

    #[test]
    fn a_form_is_read_as_it_was_filled_in() {
        let body =
            "question=org%3D40100%26page%3D3&name=%20%E5%9C%A8%E5%B2%97%0A&deadline=2026-12-31&previous=";
        let form = CampaignForm::parse(body.as_bytes());
        assert_eq!((&*form.name, form.deadline, form.previous), ("在岗", Some(date!(2026 - 12 - 31)), None));
        assert_eq!(form.question.to_query(), "org=40100");
    }

    proptest! {
        #[test]
        fn any_form_is_read_without_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
            let form = CampaignForm::parse(&body);
            prop_assert!(form.name.chars().count() <= MOST_NAME);
        }

        #[test]
        fn what_is_judged_and_what_is_open_make_the_whole(present in 0_usize..9, left in 0_usize..9, unclear in 0_usize..9, open in 0_usize..9) {
            let part = Progress { total: present + left + unclear + open, present, left, unclear, noted: open / 2 };
            prop_assert_eq!(part.open(), open);
            prop_assert_eq!(part.untouched() + part.noted, open);
            prop_assert_eq!(part.plus(part).open(), 2 * open);
        }
    }
}
