//! The frame of every page behind the sign-in: brand, navigation, search, preferences, the person.

use icondata_lu as lucide;
use leptos::prelude::*;

use super::context::{Badge, Pin, Theme, access_texts, context, replica_texts, texts, view_texts};
use super::drawn::{Content, Draw as _};
use super::icon::Icon;
use super::navigation::{Place, places};
use super::notices::FreshnessNotice;
use super::search_form::SearchForm;
use super::viewer_mark::Letterhead;
use crate::i18n::replica::grouped;
use crate::i18n::{Language, access};
use crate::islands::drag_order::DragOrder;
use crate::islands::{InPlace, Keyboard, Palette, Shortcut};
use model::date::{format_date_time, from_unix};
use model::filter::AccountFilter;
use model::hostile_text::is_invisible;
use model::sync::Freshness;

/// A page with everything around it. The search box is left out where the page has one of its own.
#[component]
pub fn Frame(#[prop(optional)] has_search: bool, children: Content) -> impl IntoView {
    let (context, t, a) = (context(), texts(), access_texts());
    let p = context.language.palette();
    let age = match context.freshness {
        Some(freshness) => view! { <Age freshness /> }.drawn(),
        None => view! { <span class="live-badge" title=t.live_badge_meaning>{t.live_badge}</span> }.drawn(),
    };
    let lacks_organization = context.badge.as_ref().is_some_and(|badge| badge.lacks_organization);
    let search =
        (!has_search).then(|| view! { <SearchForm filter=AccountFilter::default() is_small=true /> });
    view! {
        <a class="skip-link" href="#content">{t.skip_to_content}</a>
        <div class="frame">
            <header class="top-bar">
                <a class="brand" href="/"><img src="/favicon.svg" alt="" width="20" height="20" />{t.product}</a>
                <div class="top-bar-search">{search}</div>
                <Palette label=p.open.to_owned() placeholder=p.placeholder.to_owned() unreachable=t.unreachable.to_owned() />
                {age}
                <Preferences />
                {context.badge.clone().map(|badge| view! { <UserMenu badge /> })}
            </header>
            <nav class="side-bar" aria-label=t.navigation>
                {places().into_iter().map(|place| view! { <NavLink place /> }).collect_view()}
                {context.badge.clone().map(|badge| view! { <Pins pins=badge.pins /> })}
                {context.badge.clone().map(|badge| view! { <ScopeList badge /> })}
            </nav>
            <main id="content" tabindex="-1">
                <Letterhead />
                {lacks_organization.then(|| view! { <p class="notice notice-warning" role="status">{a.organization_unread}</p> })}
                {context.freshness.map(|freshness| view! { <div class="age-narrow"><Age freshness /></div><FreshnessNotice freshness /> })}
                <InPlace unreachable=t.act_unreachable.to_owned() again=t.to_sign_in.to_owned() />
                {children.draw()}
            </main>
        </div>
        <Shortcuts />
    }
}

/// A page for people who are not signed in.
#[component]
pub fn BareFrame(children: Content) -> impl IntoView {
    let t = texts();
    view! {
        <a class="skip-link" href="#content">{t.skip_to_content}</a>
        <div class="bare-frame">
            <header class="bare-bar">
                <span class="brand"><img src="/favicon.svg" alt="" width="20" height="20" />{t.product}</span>
                <Preferences />
            </header>
            <main id="content" tabindex="-1">{children.draw()}</main>
        </div>
    }
}

#[component]
fn NavLink(place: Place) -> impl IntoView {
    let Place { path, icon, label, letter } = place;
    let context = context();
    let current = match context.here.strip_prefix(path) {
        Some("") => Some("page"),
        Some(rest) if rest.starts_with('?') => Some("page"),
        // A page below it.
        Some(rest) if rest.starts_with('/') => Some("true"),
        // The figures of one organisation are a part of those of all.
        Some(rest) if path == "/" && rest.starts_with("organizations/") => Some("true"),
        _ => None,
    };
    view! { <a class="side-bar-link" href=path data-letter=letter aria-current=current><Icon icon />{label}</a> }
}

/// How old the data are; where the top bar has no room for it, above the page.
#[component]
fn Age(freshness: Freshness) -> impl IntoView {
    let d = replica_texts();
    let Some(synced_at) = freshness.synced_at else {
        return view! { <span class="age age-behind">{d.not_synced}</span> }.drawn();
    };
    let minutes = (context().now - synced_at).max(0) / 60;
    let words = match minutes {
        0 => d.synced_now.to_owned(),
        1..60 => (d.synced_minutes)(minutes),
        60..2_880 => (d.synced_hours)(minutes / 60),
        _ => (d.synced_days)(minutes / 1_440),
    };
    let class = if freshness.is_behind { "age age-behind" } else { "age" };
    let meaning = (d.freshness_meaning)(&format_date_time(from_unix(synced_at)));
    view! { <span class=class title=meaning>{words}</span> }.drawn()
}

/// Language and appearance: forms, so that they work without script.
#[component]
fn Preferences() -> impl IntoView {
    let (context, t) = (context(), texts());
    let other = if context.language == Language::Chinese { Language::English } else { Language::Chinese };
    let themes = Theme::ALL.map(|theme| {
        let name = match theme {
            Theme::System => t.theme_system,
            Theme::Light => t.theme_light,
            Theme::Dark => t.theme_dark,
        };
        view! {
            <button name="theme" value=theme.code() class="menu-item" aria-pressed=if theme == context.theme { "true" } else { "false" }>
                {name}
            </button>
        }
    });
    view! {
        <form class="preferences" method="post" action="/preferences">
            <input type="hidden" name="return_to" value=context.here.clone() />
            <button name="language" value=other.code() class="quiet-button" aria-label=t.switch_language_label lang=other.tag()>
                <Icon icon=lucide::LuLanguages />
                <span>{t.switch_language}</span>
            </button>
            <details class="menu" name="top-bar-menu">
                <summary class="quiet-button" aria-label=t.theme title=t.theme><Icon icon=lucide::LuSunMoon /></summary>
                <div class="menu-items">{themes.into_iter().collect_view()}</div>
            </details>
        </form>
    }
}

#[component]
fn UserMenu(badge: Badge) -> impl IntoView {
    let (t, a, language) = (texts(), access_texts(), context().language);
    // A name of nothing that shows would leave nothing to press.
    let has_name = badge.display_name.chars().any(|sign| !sign.is_whitespace() && !is_invisible(sign));
    let name = if has_name { badge.display_name } else { badge.account.clone() };
    let rights: Vec<&str> =
        badge.capabilities.iter().map(|capability| access::capability(language, *capability)).collect();
    view! {
        <details class="menu user-menu" name="top-bar-menu">
            <summary class="quiet-button">
                <Icon icon=lucide::LuUser />
                <bdi class="user-name">{name.clone()}</bdi>
            </summary>
            <div class="menu-items">
                <p class="menu-note"><strong><bdi>{name}</bdi></strong><br /><bdi>{badge.account}</bdi><br />{rights.join(a.list_separator)}</p>
                <a class="menu-item" href="/me"><Icon icon=lucide::LuUserCog />{a.nav_me}</a>
                <a class="menu-item" href="/help"><Icon icon=lucide::LuBookOpen />{texts().help}</a>
                <form method="post" action="/auth/logout">
                    <button class="menu-item"><Icon icon=lucide::LuLogOut />{t.sign_out}</button>
                </form>
            </div>
        </details>
    }
}

/// Saved views that the person keeps at hand.
#[component]
fn Pins(pins: Vec<Pin>) -> impl IntoView {
    let t = view_texts();
    if pins.is_empty() {
        return ().drawn();
    }
    let context = context();
    let rows = pins.into_iter().map(move |pin| {
        let (total, joined, left) = pin.counts;
        let is_current = context.here.split(['?', '&']).any(|pair| pair.strip_prefix("view=").is_some_and(|id| id == pin.id.to_string()));
        let short = pin.name.rsplit('/').next().unwrap_or_default().to_owned();
        view! {
            <li data-drag=pin.id data-key=pin.id>
                <a class="side-bar-link pin" href=format!("/views/{}", pin.id) title=pin.name aria-current=is_current.then_some("page")>
                    <span class="pin-name">{short}</span>
                    {(joined + left > 0).then(|| view! { <small class="delta-count">{(t.delta)(joined, left)}</small> })}
                    <span class="count">{total.map(grouped)}</span>
                </a>
            </li>
        }
    });
    view! { <section class="pins"><h2>{t.pins}</h2><DragOrder>{view! { <ul>{rows.collect_view()}</ul> }.drawn()}</DragOrder></section> }.drawn()
}

/// For which organisations the person may see accounts.
#[component]
fn ScopeList(badge: Badge) -> impl IntoView {
    let t = texts();
    let entries = match badge.organizations {
        None => view! { <li>{t.scope_all}</li> }.drawn(),
        Some(organizations) => {
            organizations.into_iter().map(|name| view! { <li>{name}</li> }).collect_view().drawn()
        }
    };
    view! {
        <section class="side-bar-scope">
            <h2>{t.scope_heading}</h2>
            <ul>{entries}</ul>
        </section>
    }
}

#[component]
fn Shortcuts() -> impl IntoView {
    let t = texts();
    let shortcuts = [
        ("/", t.keyboard_search),
        ("j ↓", t.keyboard_down),
        ("k ↑", t.keyboard_up),
        ("Tab", t.keyboard_tab),
        ("Enter", t.keyboard_open),
        ("Esc", t.keyboard_escape),
        ("Alt ↑ ↓", t.keyboard_pin),
        (t.keyboard_space, context().language.peek().key),
        ("x", t.keyboard_tick),
        ("s", t.keyboard_save),
        ("e", t.keyboard_export),
        ("Ctrl K", context().language.palette().open),
        ("?", t.keyboard_sheet),
    ]
    .map(|(key, meaning)| (key.to_owned(), meaning));
    let places = places().into_iter().map(|place| (format!("g {}", place.letter), place.label));
    let shortcuts = shortcuts.into_iter().chain(places);
    let shortcuts =
        shortcuts.map(|(key, meaning)| Shortcut { key, meaning: meaning.into() }).collect::<Vec<_>>();
    view! { <Keyboard title=t.keyboard.to_owned() close=t.close.to_owned() shortcuts /> }
}
