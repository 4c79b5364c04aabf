//! What the audit log holds: who did or read what. No values of people but account names.

use form_urlencoded::parse;
use strum::{EnumString, IntoStaticStr, VariantArray};
use time::Date;

use super::account_name;
use super::audit_detail::Detail;
use super::changes::ChangesFilter;
use super::date::{format_date, parse_date};
use super::filter::AccountFilter;
use super::filter::Warning;
use super::filter::address::not_understood;
use super::rights::{Grant, Subject};
use super::scope::Scope;
use super::search_text::{Looks, looks_like};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray)]
#[strum(serialize_all = "kebab-case")]
pub enum Action {
    Started,
    SignedIn,
    /// At jAccount all was well, but nothing is granted here.
    Refused,
    SignedOut,
    SessionEnded,
    /// By the server, as its owner may not go on.
    SessionCut,
    /// Something was sent in a session that somebody had ended.
    ActedTooLate,
    Searched,
    ChangesRead,
    Viewed,
    /// An account that is not there, or not in scope.
    AskedInVain,
    LookedUp,
    /// A list that somebody brought along, before it is read.
    ListBrought,
    Reconciled,
    Revealed,
    RevealRefused,
    /// Somebody asked for what they have no right to.
    RightMissing,
    /// Not yet made: the question, before anything is read.
    ExportOrdered,
    Exported,
    Downloaded,
    /// A finished file, before the time it is kept for was over.
    ExportDeleted,
    /// Before it was through.
    ExportCancelled,
    Refreshed,
    Granted,
    Withdrawn,
    ViewShared,
    /// Of somebody else.
    ViewChanged,
    SyncOrdered,
    AuditRead,
    /// Somebody asked more often than they may.
    LimitReached,
    /// At jAccount or on the way back something was not as it must be.
    SignInFailed,
    /// Everything is being sealed with a new key.
    KeyRotated,
    /// The whole database is copied.
    BackedUp,
    /// A copy took the database's place; what came after it was made is lost.
    Restored,
    /// The whole database is copied to another engine.
    DatabaseMoved,
    /// Entries were lost, and who runs the server said so.
    AuditLost,
    /// Entries that were kept long enough were taken out.
    AuditTrimmed,
    /// What is to be checked, until the data change.
    SetAside,
    /// It is to be checked all the same.
    TakenBack,
    /// A grant is still needed.
    GrantReviewed,
    /// A list that is gone through line by line.
    CampaignBegun,
    CampaignAssigned,
    /// What became of an account, or of all that were left.
    Judged,
    CampaignSealed,
    CampaignGivenUp,
    /// Word of a view is wanted regularly.
    Subscribed,
    Unsubscribed,
    /// It was sent by mail.
    DigestSent,
}

coded!(Action);

/// Who does what nobody asked for; no account has such a name.
pub const SERVER: &str = "(server)";
/// Who is not signed in.
pub const NOBODY: &str = "(nobody)";
/// Who runs the server, on its command line.
pub const CONSOLE: &str = "(console)";
/// Who acts without an account.
pub const ACTORS: [&str; 3] = [SERVER, NOBODY, CONSOLE];

/// What is to be recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub action: Action,
    /// The account it was about.
    pub subject: Option<String>,
    /// Codes of [`Detail`] and values, which are codes as well.
    pub details: Vec<(&'static str, String)>,
}

impl Entry {
    pub fn new(action: Action) -> Self {
        Self { action, subject: None, details: Vec::new() }
    }

    #[must_use]
    pub fn about(mut self, account: &str) -> Self {
        self.subject = Some(account_name::key(account));
        self
    }

    #[must_use]
    pub fn with(mut self, detail: Detail, value: impl ToString) -> Self {
        self.details.push((detail.code(), value.to_string()));
        self
    }

    /// A question to the list, and how many rows it gave. What was typed may name a person: only its length is kept.
    pub fn searched(filter: &AccountFilter, rows: usize, total: Option<usize>) -> Self {
        let mut entry = Self::new(Action::Searched).with(Detail::Rows, rows);
        if let Some(total) = total {
            entry = entry.with(Detail::Total, total);
        }
        entry.with_question(filter)
    }

    /// How many accounts answer a question, where that was told without the list itself.
    pub fn counted(question: &AccountFilter, total: Option<usize>) -> Self {
        let mut entry = Self::new(Action::Searched).with(Detail::What, "count");
        if let Some(total) = total {
            entry = entry.with(Detail::Total, total);
        }
        if let [only] = question.only.as_slice() {
            entry = entry.about(only);
        }
        entry.with_question(question)
    }

    /// A question to the list, without what was typed.
    #[must_use]
    pub fn with_question(self, filter: &AccountFilter) -> Self {
        let entry =
            if filter.text.is_empty() { self } else { self.with(Detail::Text, filter.text.chars().count()) };
        entry.with_query(AccountFilter { text: String::new(), ..filter.first_page() }.to_query())
    }

    /// The question of a page; nothing where it has none.
    #[must_use]
    pub fn with_query(self, query: String) -> Self {
        if query.is_empty() { self } else { self.with(Detail::Filter, query) }
    }

    pub fn changes_read(filter: &ChangesFilter, rows: usize) -> Self {
        Self::new(Action::ChangesRead).with(Detail::Rows, rows).with_query(filter.newest().to_query())
    }

    /// A grant that is given or withdrawn.
    pub fn of_grant(action: Action, grant: &Grant) -> Self {
        let entry = Self::new(action).with(Detail::Role, grant.role.code());
        let entry = match &grant.subject {
            Subject::Account(account) => entry.about(account),
            Subject::Rule { identity_type, organization_id } => {
                entry.with(Detail::IdentityType, identity_type).with(Detail::Organization, organization_id)
            }
        };
        let joined = |words: Vec<&str>| words.join(",");
        let scope = match &grant.scope {
            Scope::All => "all".to_owned(),
            Scope::Organizations(ids) => joined(ids.iter().map(String::as_str).collect()),
        };
        let mut entry = entry.with(Detail::Scope, scope);
        if !grant.extras.is_empty() {
            entry = entry.with(Detail::Also, joined(grant.extras.iter().map(|extra| extra.code()).collect()));
        }
        for (detail, day) in [(Detail::From, grant.from), (Detail::Until, grant.until)] {
            if let Some(day) = day {
                entry = entry.with(detail, format_date(day));
            }
        }
        entry
    }
}

/// An entry as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Without gaps, from 1.
    pub id: i64,
    /// Seconds since 1970.
    pub at: i64,
    /// A code of [`Action`]; later versions may know more.
    pub action: String,
    pub who: String,
    pub session: Option<String>,
    pub address: Option<String>,
    pub request: Option<String>,
    pub subject: Option<String>,
    /// Codes of [`Detail`] and values; later versions may know more.
    pub details: Vec<(String, String)>,
}

impl Recorded {
    /// Whether what was tried was refused, where its action alone does not say so.
    pub fn is_refused(&self) -> bool {
        let says = |detail: Detail, value: &str| {
            self.details.iter().any(|(code, said)| code == detail.code() && said == value)
        };
        says(Detail::Outcome, "refused") || says(Detail::Refused, "yes")
    }
}

/// Which entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    pub who: String,
    pub subject: String,
    pub action: Option<Action>,
    /// The number of a request, as pages of problems tell it; empty for all.
    pub request: String,
    /// In Shanghai, both days included.
    pub from: Option<Date>,
    pub until: Option<Date>,
    /// Only entries older than this one.
    pub before: Option<i64>,
    /// A condition has a value that is not understood: no entry meets it.
    pub is_refused: bool,
}

/// Parameters that say which entries are meant and can be misunderstood.
const CONDITIONS: [&str; 4] = ["action", "request", "from", "until"];

/// Signs of the number of a request, 96 bits: enough that no two are the same, short enough to read out on the telephone.
pub const REQUEST_ID_LENGTH: usize = 16;

/// Whether a text could be the number of a request.
pub fn is_request_id(text: &str) -> bool {
    text.len() == REQUEST_ID_LENGTH
        && text.bytes().all(|sign| sign.is_ascii_alphanumeric() || b"-_".contains(&sign))
        && looks_like(text) == Looks::Plain
}

impl AuditFilter {
    /// Reads the query part of an address. What is not understood becomes a warning.
    pub fn parse(query: &str) -> (Self, Vec<Warning>) {
        let (mut filter, mut warnings) = (Self::default(), Vec::new());
        for (name, value) in parse(query.as_bytes()).take(40) {
            let value = value.trim();
            if matches!(&*name, "who" | "account") && is_number_of_person(value) {
                filter.is_refused = true;
                warnings.push(Warning::NumberInAddress);
                continue;
            }
            let is_understood = value.is_empty()
                || match &*name {
                    "who" => {
                        filter.who = value.chars().take(64).collect();
                        true
                    }
                    "account" => {
                        filter.subject = value.chars().take(4_096).collect();
                        true
                    }
                    "action" => {
                        filter.action = Action::from_code(value);
                        filter.action.is_some()
                    }
                    "request" => {
                        // A spreadsheet has a quote before what could be a formula.
                        let value = value.trim_start_matches('\'');
                        if is_request_id(value) {
                            value.clone_into(&mut filter.request);
                        }
                        !filter.request.is_empty()
                    }
                    "from" => {
                        filter.from = parse_date(value);
                        filter.from.is_some()
                    }
                    "until" => {
                        filter.until = parse_date(value);
                        filter.until.is_some()
                    }
                    "before" => {
                        filter.before = value.parse().ok();
                        filter.before.is_some()
                    }
                    _ => false,
                };
            if is_understood {
                continue;
            }
            let warning = not_understood(&CONDITIONS, &name, value);
            filter.is_refused |= warning.is_condition();
            warnings.push(warning);
        }
        (filter, warnings)
    }

    pub fn to_query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let day = |day: Option<Date>| day.map(format_date).unwrap_or_default();
        let pairs = [
            ("who", self.who.clone()),
            ("account", self.subject.clone()),
            ("action", self.action.map_or("", Action::code).to_owned()),
            ("request", self.request.clone()),
            ("from", day(self.from)),
            ("until", day(self.until)),
            ("before", self.before.map(|id| id.to_string()).unwrap_or_default()),
        ];
        pairs
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .for_each(|(name, value)| _ = query.append_pair(name, value));
        query.finish()
    }

    pub fn to_path(&self) -> String {
        match self.to_query() {
            query if query.is_empty() => "/admin/audit".to_owned(),
            query => format!("/admin/audit?{query}"),
        }
    }
}

fn is_number_of_person(typed: &str) -> bool {
    matches!(looks_like(typed), Looks::IdNumber(_) | Looks::Telephone(_))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_of_a_person_is_no_question_to_the_log() {
        for typed in ["account=990009200304192682", "who=100.1234.5678"] {
            let (filter, warnings) = AuditFilter::parse(typed);
            assert!(filter.is_refused && filter.to_query().is_empty(), "{typed}");
            assert_eq!(warnings, [Warning::NumberInAddress]);
        }
        assert_eq!(AuditFilter::parse("account=limishu").0.subject, "limishu");
    }

    #[test]
    fn what_was_typed_is_kept_as_a_length_only() {
        let (filter, _) = AccountFilter::parse("q=%E5%BC%A0%E4%B8%89&org=40100&after=zhangsan");
        let entry = Entry::searched(&filter, 50, Some(1_234));
        let expected = [("rows", "50"), ("total", "1234"), ("text", "2"), ("filter", "org=40100")];
        assert_eq!(
            entry.details.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>(),
            expected
        );
    }

    proptest! {
        #[test]
        fn a_filter_is_read_as_it_was_written(who in "[a-z]{0,8}", subject in "[a-z]{0,8}", action in prop::option::of(prop::sample::select(Action::ALL.to_vec())), request in "([a-z]{16})?", before in prop::option::of(1..1_000_000_i64)) {
            let filter = AuditFilter { who, subject, action, request, from: parse_date("2026-09-01"), until: None, before, is_refused: false };
            prop_assert_eq!(AuditFilter::parse(&filter.to_query()), (filter, Vec::new()));
        }

        #[test]
        fn any_query_is_read_without_panic(query in "\\PC{0,80}") {
            _ = AuditFilter::parse(&query);
        }
    }
}
