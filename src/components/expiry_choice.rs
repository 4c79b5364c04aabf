//! The windows of expiry that a filter offers.

use leptos::prelude::*;
use time::{Date, Duration};

use super::context::{context, replica_texts};
use model::calendar::Term;
use model::date::{format_date, parse_date};
use model::expiry_window::ExpiryWindow;
use model::filter::AccountFilter;

/// The first days of a question that are typed; more of them are among the choices.
pub(super) fn chosen_dates(filter: &AccountFilter) -> Option<(Option<Date>, Option<Date>)> {
    let chosen = filter.expiries.iter().find_map(|window| match window {
        ExpiryWindow::Between(from, until) => Some((*from, *until)),
        _ => None,
    });
    // Those that are not in order are shown again: somebody is changing one after the other.
    let refused = || filter.refused.iter().find_map(|(name, value)| dates_of(name, value));
    chosen.or_else(refused)
}

/// The two days that a refused value names.
pub(super) fn dates_of(name: &str, value: &str) -> Option<(Option<Date>, Option<Date>)> {
    let (from, until) = value.split_once("..").filter(|_| name == "expires")?;
    Some((Some(parse_date(from)?), Some(parse_date(until)?)))
}

/// Two dates to choose instead of a window. They are sent in any case, and count where they are chosen.
#[component]
pub(super) fn ExpiryDates(filter: AccountFilter, is_single: bool) -> impl IntoView {
    let (d, today) = (replica_texts(), context().calendar.today);
    let chosen = chosen_dates(&filter);
    // A month from today on, for whoever chooses dates: so that there is an answer at once.
    let (from, until) = chosen.unwrap_or((Some(today), today.checked_add(Duration::days(30))));
    let control = if is_single { "radio" } else { "checkbox" };
    view! {
        <label class="choice"><input type=control name="expires" value="dates" checked=chosen.is_some() /><span>{d.expiry_dates}</span></label>
        <div class="facet-dates">
            <input class="facet-input" type="date" name="expires-from" value=from.map(format_date) aria-label=d.expiry_from />
            <input class="facet-input" type="date" name="expires-until" value=until.map(format_date) aria-label=d.expiry_until />
        </div>
    }
}

/// Those that one can choose from here: a term where the calendar says when it ends.
pub(super) fn known_windows() -> Vec<ExpiryWindow> {
    let calendar = context().calendar;
    let terms = [Term::This, Term::Next].into_iter().filter(|term| calendar.end_of(*term).is_some());
    let mut windows = ExpiryWindow::ALL.to_vec();
    // That of those without a day stands last.
    let place = windows.len() - 1;
    windows.splice(place..place, terms.map(ExpiryWindow::ByEndOf));
    windows
}

/// Of a window by the end of a term, the day that is meant.
pub(super) fn last_day(window: ExpiryWindow) -> Option<String> {
    match window {
        ExpiryWindow::ByEndOf(term) => context().calendar.end_of(term).map(format_date),
        _ => None,
    }
}
