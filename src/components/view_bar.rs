//! What a list has to do with saved views: keeping its question, and what changed in the view it shows.

use leptos::prelude::*;

use super::context::{context, texts, view_texts};
use super::drawn::Draw as _;
use super::version::Version;
use model::account::Account;
use model::account_address::account_path;
use model::date::{format_date_time, from_unix};
use model::display::Display;
use model::filter::AccountFilter;
use model::view::Since;

/// A view as the list that shows it needs it.
#[derive(Clone, Debug)]
pub struct ShownView {
    pub id: i64,
    pub name: String,
    pub owner: String,
    /// Of the view as it is shown.
    pub version: i64,
    pub may_change: bool,
    /// The list asks something else by now.
    pub is_changed: bool,
    pub since: Since,
    pub joined: Vec<Account>,
    pub left: Vec<Account>,
}

/// The form that keeps a question; an address that ends in it opens it.
pub const SAVE_VIEW: &str = "save-view";

/// The form that keeps a question as a view, where it asks anything.
#[component]
pub fn SaveView(filter: AccountFilter, display: Display) -> impl IntoView {
    let t = view_texts();
    let asks_nothing = filter.to_be_saved().to_query().is_empty();
    // Whoever opens the view sees what its owner saw.
    let shown = AccountFilter { columns: display.columns, is_compact: display.is_compact, ..filter };
    let question = shown.to_be_saved().to_query();
    (!asks_nothing).then(|| {
        view! {
            <details class="popover save-view" name="list-menu">
                <summary class="button">{t.save}</summary>
                <form id=SAVE_VIEW class="panel field-row" method="post" action="/views" autocomplete="off">
                    <input type="hidden" name="query" value=question />
                    <label class="field">{t.save_name}<input class="facet-input" name="name" maxlength="80" required placeholder=t.name_note /></label>
                    <button class="button button-primary">{t.save}</button>
                </form>
            </details>
        }
    })
}

/// The view that is shown, and what came of it since the last visit.
#[component]
pub fn ViewHead(view: ShownView, filter: AccountFilter) -> impl IntoView {
    let t = view_texts();
    let question = filter.to_be_saved().to_query();
    let owner = (Some(&view.owner) != context().badge.as_ref().map(|badge| &badge.account))
        .then(|| format!(" · {}", (t.of_owner)(&view.owner)));
    let update = (view.is_changed && view.may_change).then(|| {
        view! {
            <form method="post" action=format!("/views/{}", view.id)>
                <Version of=view.version />
                <input type="hidden" name="name" value=view.name.clone() />
                <input type="hidden" name="query" value=question />
                <button class="button" name="what" value="question">{t.save_changes}</button>
            </form>
        }
    });
    let is_limited = context().badge.as_ref().is_some_and(|badge| badge.organizations.is_some());
    let delta = match view.since {
        Since::Untold => view! { <p class="note">{t.changes_untold}</p> }.drawn(),
        Since::FirstVisit => view! { <p class="note">{t.first_visit}</p> }.drawn(),
        Since::Visit(since, delta) => {
            let when = format_date_time(from_unix(since));
            if delta.joined.is_empty() && delta.left.is_empty() {
                view! { <p class="note">{(t.nothing_since)(&when)}</p> }.drawn()
            } else {
                let words = (t.since)(&when, delta.joined.len(), delta.left.len());
                view! {
                    <details class="delta">
                        <summary>{words}</summary>
                        {is_limited.then(|| view! { <p class="note">{t.moved_out}</p> })}
                        <div class="delta-lists">
                            <DeltaList title=t.joined accounts=view.joined total=delta.joined.len() />
                            <DeltaList title=t.left accounts=view.left total=delta.left.len() />
                        </div>
                    </details>
                }
                .drawn()
            }
        }
    };
    view! {
        <section class="view-head" aria-label=t.column_view>
            <h2><a href=format!("/views/{}", view.id)>{view.name}</a><small>{owner}</small></h2>
            {view.is_changed.then(|| view! { <span class="tag">{t.is_changed}</span> })}
            {update}
            {delta}
        </section>
    }
}

#[component]
fn DeltaList(title: &'static str, accounts: Vec<Account>, total: usize) -> impl IntoView {
    if total == 0 {
        return ().drawn();
    }
    let more = total.saturating_sub(accounts.len());
    let rows = accounts.into_iter().map(|account| {
        let name = account.name.unwrap_or_default();
        view! { <li><a href=account_path(&name)>{account.display_name.unwrap_or_else(|| texts().missing.to_owned())}</a>" "<small>{name.clone()}</small></li> }
    });
    view! {
        <div>
            <h3>{title}</h3>
            <ul>{rows.collect_view()}{(more > 0).then(|| view! { <li>{(view_texts().and_more)(more)}</li> })}</ul>
        </div>
    }
    .drawn()
}
