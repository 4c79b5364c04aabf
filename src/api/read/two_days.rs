//! A question at two days.

use time::{Date, Duration};

use super::accounts::{askable, check_day};
use crate::api::call::Call;
use crate::components::chips::OrganizationNames;
use crate::server::accounts;
use crate::server::failed::Failed;
use crate::server::two_days as operations;
pub use crate::server::two_days::{Moved, Movement, TwoDays};
use model::date::parse_date;
use model::filter::{AccountFilter, Warning};

/// Accounts of each kind that a page shows.
const MOST: usize = 200;
/// The first day where none is given, so many days ago.
const DAYS_AGO: i64 = 30;

/// What the address asks.
#[derive(Clone, Debug)]
pub struct Asked {
    pub question: AccountFilter,
    pub warnings: Vec<Warning>,
    pub from: Date,
    pub until: Date,
    /// Nothing is known of one of the days.
    pub is_out_of_history: bool,
}

#[derive(Clone, Debug)]
pub struct TwoDaysData {
    pub asked: Asked,
    pub organizations: OrganizationNames,
    /// What organisations are called that changes tell of.
    pub names: OrganizationNames,
    /// The first day that can be looked back to.
    pub history_begins: Option<Date>,
    /// None where the question or the days cannot be compared.
    pub found: Option<TwoDays>,
    pub most: usize,
}

/// Reads an address: `from`, `until`, and a question as the list has it.
pub fn asked(call: &Call, query: &str) -> Asked {
    let app = &call.app;
    let (mut days, mut rest) = ([None, None], form_urlencoded::Serializer::new(String::new()));
    let mut warnings = Vec::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let place = match name.as_ref() {
            "from" => 0,
            "until" => 1,
            _ => {
                rest.append_pair(&name, &value);
                continue;
            }
        };
        if value.trim().is_empty() {
            continue;
        }
        days[place] = parse_date(value.trim());
        if days[place].is_none() {
            let name = if place == 0 { "from" } else { "until" };
            warnings.push(Warning::BadValue { name, value: value.chars().take(20).collect() });
        }
    }
    let (question, of_question) = AccountFilter::parse_under(&rest.finish(), &app.config.account_domains);
    let question = AccountFilter { as_of: None, ..question.to_be_saved() };
    let (question, of_question) = askable(call, question, of_question);
    warnings.extend(of_question);
    let today = app.clock.today();
    let begin = accounts::history_begins(app).unwrap_or(today);
    let ago = today.checked_sub(Duration::days(DAYS_AGO)).unwrap_or(today).max(begin);
    let (from, until) = (days[0].unwrap_or(ago), days[1].unwrap_or(today));
    let is_out_of_history = [from, until].into_iter().any(|day| check_day(app, Some(day)).is_err());
    Asked { question, warnings, from, until, is_out_of_history }
}

impl Asked {
    /// Whether it can be answered.
    pub fn is_possible(&self) -> bool {
        self.from < self.until && self.question.tells_changes() && !self.is_out_of_history
    }

    /// The address that asks the same.
    pub fn to_path(&self) -> String {
        let mut query = form_urlencoded::Serializer::for_suffix(self.question.to_query(), 0);
        query.append_pair("from", &model::date::format_date(self.from));
        query.append_pair("until", &model::date::format_date(self.until));
        format!("/compare?{}", query.finish())
    }
}

/// Both answers.
///
/// # Errors
/// No replica is kept, or nothing can be recorded.
pub async fn two_days(call: &Call, asked: Asked) -> Result<TwoDaysData, Failed> {
    let replica = call.app.replica()?;
    let found = if asked.is_possible() {
        let days = (asked.from, asked.until);
        Some(operations::compare(&replica, &call.viewer, &asked.question, days, MOST).await?)
    } else {
        None
    };
    Ok(TwoDaysData {
        asked,
        organizations: accounts::known_organizations(&call.app, &call.viewer).await?,
        names: accounts::organization_names(&call.app),
        history_begins: accounts::history_begins(&call.app),
        found,
        most: MOST,
    })
}
