//! Small pieces of data as they stand in tables and lists.

use icondata_lu as lucide;
use leptos::prelude::*;
use time::{Date, Duration};

use super::icon::Icon;
use super::visit::{texts, visit};
use crate::i18n;
use crate::model::account::{Expiry, Organization};
use crate::model::date::format_date;
use crate::model::identity_type::IdentityType;
use crate::model::status::Status;
use crate::model::visible::{Piece, pieces};

const SOON: Duration = Duration::days(30);

/// What upstream did not send.
#[component]
pub fn Missing() -> impl IntoView {
    let meaning = texts().missing;
    view! { <span class="missing" title=meaning><span aria-hidden="true">"—"</span><span class="visually-hidden">{meaning}</span></span> }
}

/// A text from upstream: hostile characters are named, and the part that was searched for is marked.
#[component]
pub fn Text(text: Option<String>, #[prop(optional, into)] searched: String) -> impl IntoView {
    let Some(text) = text else { return view! { <Missing /> }.into_any() };
    let label = texts().invisible_character;
    let pieces = pieces(&text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Plain(plain) => marked(plain, &searched).into_any(),
            Piece::Invisible(character) => {
                let code = format!("U+{:04X}", u32::from(character));
                view! { <code class="invisible-character" title=label>{code}</code> }.into_any()
            }
        })
        .collect_view();
    // Isolated, so that the direction of a name does not reach into its surroundings.
    view! { <bdi>{pieces}</bdi> }.into_any()
}

fn marked(plain: &str, searched: &str) -> impl IntoView + use<> {
    let at = (!searched.is_empty()).then(|| plain.to_ascii_lowercase().find(&searched.to_ascii_lowercase())).flatten();
    match at {
        // ASCII lower-casing keeps every position.
        Some(at) => {
            let (before, rest) = plain.split_at(at);
            let (hit, after) = rest.split_at(searched.len());
            view! { {before.to_owned()}<mark>{hit.to_owned()}</mark>{after.to_owned()} }.into_any()
        }
        None => plain.to_owned().into_any(),
    }
}

/// A status: a shape, a word and a colour.
#[component]
pub fn StatusMark(status: Option<Status>) -> impl IntoView {
    let Some(status) = status else { return view! { <Missing /> }.into_any() };
    let (class, shape) = match status {
        Status::Active => ("status status-active", "●"),
        Status::Expired => ("status status-expired", "◐"),
        Status::Frozen => ("status status-frozen", "■"),
        Status::Other(_) => ("status", "○"),
    };
    let word = i18n::status(visit().language, &status);
    view! { <span class=class><span aria-hidden="true">{shape}</span>" "{word}</span> }.into_any()
}

#[component]
pub fn IdentityTypeName(identity_type: Option<IdentityType>) -> impl IntoView {
    let name = identity_type.as_ref().map(|code| i18n::identity_type(visit().language, code));
    view! { <Text text=name /> }
}

/// An organisation's name, or its code where the name is unknown.
#[component]
pub fn OrganizationName(organization: Organization) -> impl IntoView {
    view! { <Text text=organization.name.or(organization.id) /> }
}

/// An expiry date; past and near ones carry a shape.
#[component]
pub fn ExpiryDate(expiry: Option<Expiry>) -> impl IntoView {
    let t = texts();
    match expiry {
        None => view! { <Missing /> }.into_any(),
        Some(Expiry::Unreadable(text)) => view! {
            <span class="expiry expiry-odd" title=t.unreadable_date>
                <Icon icon=lucide::LuTriangleAlert />
                <Text text=Some(text) />
                <span class="visually-hidden">{t.unreadable_date}</span>
            </span>
        }
        .into_any(),
        Some(Expiry::On(date)) => expiry_on(date).into_any(),
    }
}

fn expiry_on(date: Date) -> impl IntoView {
    let (t, today) = (texts(), visit().today);
    let (class, mark) = if date < today {
        ("expiry expiry-past", Some((lucide::LuCircleSlash, t.expired)))
    } else if date - today <= SOON {
        ("expiry expiry-soon", Some((lucide::LuClock, t.expires_soon)))
    } else {
        ("expiry", None)
    };
    let mark = mark.map(|(icon, meaning)| view! { <Icon icon /><span class="visually-hidden">{meaning}</span> });
    let meaning = if date < today { Some(t.expired) } else { (date - today <= SOON).then_some(t.expires_soon) };
    view! { <span class=class title=meaning><time>{format_date(date)}</time>{mark}</span> }
}
