//! Looking back: the choice of a day, and the word that one is not looking at the present.

use icondata_lu as lucide;
use leptos::prelude::*;
use time::Date;

use super::context::{context, replica_texts};
use super::icon::Icon;
use model::date::format_date;

/// A field for a day between the first that is known and today.
#[component]
pub fn DayField(value: Option<Date>, first: Date) -> impl IntoView {
    let d = replica_texts();
    view! {
        <label>
            {d.as_of}" "
            <input type="date" name="asof" value=value.map(format_date) min=format_date(first) max=format_date(context().calendar.today) />
        </label>
    }
}

/// Says that this is the past, and leads back.
#[component]
pub fn PastNotice(day: Date, back: String) -> impl IntoView {
    let d = replica_texts();
    let is_limited = context().badge.as_ref().is_some_and(|badge| badge.organizations.is_some());
    view! {
        <section class="notice notice-past" role="status">
            <Icon icon=lucide::LuHistory />
            <div><strong>{(d.as_of_note)(&format_date(day))}</strong>{is_limited.then(|| format!(" {}", d.as_of_limited))}</div>
            <a class="button" href=back>{d.as_of_now}</a>
        </section>
    }
}
