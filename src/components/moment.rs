//! When something was: today by the clock, before that by the date, and to the second when pointed at.

use leptos::prelude::*;
use time::PrimitiveDateTime;

use super::context::context;
use model::date::{format_date, format_date_time, format_time, from_unix};

/// `at`: seconds since 1970. `note`: what else is told when pointed at.
#[component]
pub fn Moment(at: i64, #[prop(optional_no_strip)] note: Option<String>) -> impl IntoView {
    let local = from_unix(at);
    let whole = format_date_time(local);
    let machine = format!("{}+08:00", whole.replace(' ', "T"));
    let short = short_moment(local);
    let title = note.map_or_else(|| whole.clone(), |note| format!("{whole} · {note}"));
    view! { <time datetime=machine title=title>{short}</time> }
}

/// A moment in Shanghai in as few signs as tell it.
pub fn short_moment(at: PrimitiveDateTime) -> String {
    if at.date() == context().calendar.today { format_time(at.time()) } else { format_date(at.date()) }
}
