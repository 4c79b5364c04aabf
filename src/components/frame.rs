//! The frame of every page behind the sign-in: brand, navigation, search, preferences, the person.

use icondata_lu as lucide;
use leptos::prelude::*;

use super::context::{
    Badge, Pin, Theme, access_texts, audit_texts, context, export_texts, reconcile_texts, replica_texts,
    texts, view_texts,
};
use super::drawn::{Content, Draw as _};
use super::icon::Icon;
use super::notices::FreshnessNotice;
use super::search_form::SearchForm;
use crate::i18n::replica::grouped;
use crate::i18n::{Language, access};
use crate::islands::{Keyboard, PinOrder, Shortcut};
use model::date::{format_date_time, from_unix};
use model::filter::AccountFilter;
use model::hostile_text::is_invisible;
use model::rights::Capability;
use model::sync::Freshness;

/// A page with everything around it. The search box is left out where the page has one of its own.
#[component]
pub fn Frame(#[prop(optional)] has_search: bool, children: Content) -> impl IntoView {
    let (context, t, d, a) = (context(), texts(), replica_texts(), access_texts());
    let is_admin = context.may(Capability::Administer);
    let is_auditor = context.may_everywhere(Capability::Audit);
    let may_export = context.freshness.is_some() && context.may(Capability::Export);
    let has_sync = context.freshness.is_some() && context.may_everywhere(Capability::Administer);
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
                <a class="brand" href="/accounts"><img src="/favicon.svg" alt="" width="20" height="20" />{t.product}</a>
                <div class="top-bar-search">{search}</div>
                {age}
                <Preferences />
                {context.badge.clone().map(|badge| view! { <UserMenu badge /> })}
            </header>
            <nav class="side-bar" aria-label=t.navigation>
                <NavLink path="/accounts" icon=lucide::LuUsers label=t.nav_accounts />
                {context.freshness.map(|_| view! { <NavLink path="/changes" icon=lucide::LuHistory label=d.nav_changes /> })}
                {context.freshness.map(|_| view! { <NavLink path="/views" icon=lucide::LuBookmark label=view_texts().nav /> })}
                {context.freshness.map(|_| view! { <NavLink path="/reconcile" icon=lucide::LuListChecks label=reconcile_texts().nav /> })}
                {may_export.then(|| view! { <NavLink path="/exports" icon=lucide::LuDownload label=export_texts().nav /> })}
                {is_auditor.then(|| view! { <NavLink path="/admin/audit" icon=lucide::LuScrollText label=audit_texts().nav_audit /> })}
                {is_admin.then(|| view! { <NavLink path="/admin/access" icon=lucide::LuKeyRound label=a.nav_access /> })}
                {has_sync.then(|| view! { <NavLink path="/admin/sync" icon=lucide::LuRefreshCw label=d.nav_sync /> })}
                {context.badge.clone().map(|badge| view! { <Pins pins=badge.pins /> })}
                {context.badge.clone().map(|badge| view! { <ScopeList badge /> })}
            </nav>
            <main id="content" tabindex="-1">
                {lacks_organization.then(|| view! { <p class="notice notice-warning" role="status">{a.organization_unread}</p> })}
                {context.freshness.map(|freshness| view! { <div class="age-narrow"><Age freshness /></div><FreshnessNotice freshness /> })}
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
fn NavLink(path: &'static str, icon: icondata_core::Icon, label: &'static str) -> impl IntoView {
    let is_current =
        context().here.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('?'));
    view! { <a class="side-bar-link" href=path aria-current=is_current.then_some("page")><Icon icon />{label}</a> }
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
            <li data-pin=pin.id>
                <a class="side-bar-link pin" href=format!("/views/{}", pin.id) title=pin.name aria-current=is_current.then_some("page")>
                    <span class="pin-name">{short}</span>
                    {(joined + left > 0).then(|| view! { <small class="delta-count">{(t.delta)(joined, left)}</small> })}
                    <span class="count">{total.map(grouped)}</span>
                </a>
            </li>
        }
    });
    view! { <section class="pins"><h2>{t.pins}</h2><PinOrder>{view! { <ul>{rows.collect_view()}</ul> }.drawn()}</PinOrder></section> }.drawn()
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
        ("j", t.keyboard_down),
        ("k", t.keyboard_up),
        ("Enter", t.keyboard_open),
        ("Esc", t.keyboard_escape),
        ("Alt ↑ ↓", t.keyboard_pin),
        ("?", t.keyboard_sheet),
    ];
    let shortcuts =
        shortcuts.map(|(key, meaning)| Shortcut { key: key.into(), meaning: meaning.into() }).to_vec();
    view! { <Keyboard title=t.keyboard.to_owned() close=t.close.to_owned() shortcuts /> }
}
