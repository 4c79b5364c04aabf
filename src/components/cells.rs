//! Small pieces of data as they stand in tables and lists.

use std::ops::Range;

use icondata_lu as lucide;
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use time::{Date, Duration};

use super::context::{context, day_shown};
use super::drawn::Draw as _;
use super::icon::Icon;
use crate::i18n::{self, Language};
use model::account::{Account, Expiry, Organization};
use model::account_address::{account_path, organization_path};
use model::date::format_date;
use model::hostile_text::{Piece, pieces};
use model::identity_type::IdentityType;
use model::status::Status;
use model::text_key;

const SOON: Duration = Duration::days(30);

/// What pieces of data are drawn by. A table has hundreds of them, and asks for it once.
#[derive(Clone, Copy)]
pub struct Manner {
    pub language: Language,
    /// The day that they are shown as of.
    day: Date,
}

impl Manner {
    /// Of the page around.
    pub fn here() -> Self {
        Self { language: context().language, day: day_shown() }
    }
}

/// What upstream did not send.
#[component]
pub fn Missing() -> impl IntoView {
    missing(context().language)
}

fn missing(language: Language) -> impl IntoView + use<> {
    view! { <span class="missing" role="img" title=language.texts().missing>"—"</span> }
}

/// A text from upstream: hostile characters are named, and the part that was searched for is marked.
#[component]
pub fn Text(text: Option<String>, #[prop(optional, into)] searched: String) -> impl IntoView {
    cell_text(Manner::here(), text.as_deref(), &searched, None).drawn()
}

/// As [`Text`]. `heard`: which bytes of it sound like what was searched for; marked where it is not written so.
pub fn cell_text<'a>(
    manner: Manner,
    text: Option<&'a str>,
    searched: &str,
    heard: Option<Range<usize>>,
) -> impl IntoView + use<'a> {
    let Some(text) = text else { return EitherOf3::A(missing(manner.language)) };
    let pieces = pieces(text);
    // Isolated, so that the direction of a name does not reach into its surroundings.
    if let [Piece::Plain(plain)] = pieces.as_slice() {
        return EitherOf3::B(view! { <bdi>{marked(plain, searched, heard)}</bdi> });
    }
    let pieces = pieces
        .into_iter()
        .map(|piece| match piece {
            Piece::Plain(plain) => Either::Left(marked(plain, searched, None)),
            Piece::Invisible(character) => {
                let code = format!("U+{:04X}", u32::from(character));
                let meaning = manner.language.texts().invisible_character;
                Either::Right(view! { <code class="invisible-character" title=meaning>{code}</code> })
            }
        })
        .collect_view();
    EitherOf3::C(view! { <bdi>{pieces}</bdi> })
}

/// The first stretch that was searched for, as a whole or by one of its words, however it is written there.
fn marked<'a>(plain: &'a str, searched: &str, heard: Option<Range<usize>>) -> impl IntoView + use<'a> {
    let found = |words: &str| {
        let key = text_key::key(words);
        (!key.is_empty()).then(|| text_key::find(plain, &key)).flatten()
    };
    // A single word was looked for as a whole.
    let words = || text_key::split(searched).filter(|word| *word != searched);
    match found(searched).or_else(|| words().find_map(found)).or(heard) {
        Some(at) => {
            let (before, hit, after) = (&plain[..at.start], &plain[at.clone()], &plain[at.end..]);
            Either::Left(view! { {before}<mark>{hit}</mark>{after} })
        }
        None => Either::Right(plain),
    }
}

/// A status: a shape, a word and a colour.
#[component]
pub fn StatusMark(status: Option<Status>) -> impl IntoView {
    cell_status(Manner::here(), status.as_ref())
}

/// As [`StatusMark`].
pub fn cell_status(manner: Manner, status: Option<&Status>) -> impl IntoView + use<> {
    let Some(status) = status else { return Either::Left(missing(manner.language)) };
    let (class, shape) = match status {
        Status::Active => ("status status-active", "●"),
        Status::Expired => ("status status-expired", "◐"),
        Status::Frozen => ("status status-frozen", "■"),
        Status::Other(_) => ("status", "○"),
    };
    let word = i18n::status(manner.language, status);
    Either::Right(view! { <span class=class><span aria-hidden="true">{shape}</span>" "{word}</span> })
}

#[component]
pub fn IdentityTypeName(identity_type: Option<IdentityType>) -> impl IntoView {
    let name = identity_type.as_ref().map(|code| i18n::identity_type(context().language, code));
    view! { <Text text=name /> }
}

/// An organisation's name, or its code where the name is unknown.
#[component]
pub fn OrganizationName(organization: Organization) -> impl IntoView {
    view! { <Text text=organization.name.or(organization.id) /> }
}

/// As [`OrganizationName`], with the way to its page where there is one.
#[component]
pub fn OrganizationLink(organization: Organization) -> impl IntoView {
    let context = context();
    let is_in_scope = |id: &String| {
        let seen = context.badge.as_ref().map(|badge| badge.organization_ids.as_ref());
        seen.is_some_and(|seen| seen.is_none_or(|seen| seen.contains(id)))
    };
    let has_page = context.freshness.is_some() && organization.id.as_ref().is_some_and(is_in_scope);
    let path = organization.id.as_deref().filter(|_| has_page).map(organization_path);
    let name = view! { <OrganizationName organization /> };
    match path {
        Some(path) => view! { <a href=path>{name}</a> }.drawn(),
        None => name.drawn(),
    }
}

/// An expiry date; past and near ones carry a shape.
#[component]
pub fn ExpiryDate(expiry: Option<Expiry>) -> impl IntoView {
    cell_expiry(Manner::here(), expiry.as_ref()).drawn()
}

/// As [`ExpiryDate`].
pub fn cell_expiry(manner: Manner, expiry: Option<&Expiry>) -> impl IntoView + use<'_> {
    let t = manner.language.texts();
    match expiry {
        None => EitherOf3::A(missing(manner.language)),
        Some(Expiry::Unreadable(text)) => EitherOf3::B(view! {
            <span class="expiry expiry-odd" title=t.unreadable_date>
                <Icon icon=lucide::LuTriangleAlert />
                {cell_text(manner, Some(text), "", None)}
                <span class="visually-hidden">{t.unreadable_date}</span>
            </span>
        }),
        Some(Expiry::On(date)) => EitherOf3::C(expiry_on(manner, *date)),
    }
}

fn expiry_on(manner: Manner, date: Date) -> impl IntoView + use<> {
    let (t, today) = (manner.language.texts(), manner.day);
    let (class, mark) = if date < today {
        ("expiry expiry-past", Some((lucide::LuCircleSlash, t.expired)))
    } else if date - today <= SOON {
        ("expiry expiry-soon", Some((lucide::LuClock, t.expires_soon)))
    } else {
        ("expiry", None)
    };
    let meaning = mark.map(|(_, meaning)| meaning);
    let mark =
        mark.map(|(icon, meaning)| view! { <Icon icon /><span class="visually-hidden">{meaning}</span> });
    view! { <span class=class title=meaning><time>{format_date(date)}</time>{mark}</span> }
}

/// An account with what tells it from others of its name.
#[component]
pub fn AccountInFew(account: Account) -> impl IntoView {
    let name = account.name.clone().unwrap_or_default();
    view! {
        <a href=account_path(&name)>{account.display_name.unwrap_or_else(|| name.clone())}</a>
        " "<Text text=account.name />" "<Text text=account.number />" "
        <IdentityTypeName identity_type=account.identity_type />" "<OrganizationName organization=account.organization />" "
        <StatusMark status=account.status />" "<ExpiryDate expiry=account.expiry />
    }
}
