//! Word of a saved view: how often, and by which ways.

use leptos::prelude::*;

use super::context::context;
use super::drawn::Draw as _;
use crate::i18n::digests;
use model::digest::Every;

/// What somebody wants of a view.
#[derive(Clone, Copy, Debug)]
pub struct WantedWord {
    pub every: Every,
    pub by_mail: bool,
    pub by_feed: bool,
}

/// `can_mail`, `can_feed`: the ways that are set up.
#[component]
pub fn DigestForm(view: i64, wanted: Option<WantedWord>, can_mail: bool, can_feed: bool) -> impl IntoView {
    let language = context().language;
    let t = language.digests();
    if !can_mail && !can_feed {
        return ().drawn();
    }
    let every = wanted.map(|its| its.every).unwrap_or_default();
    let choices = Every::ALL.map(|choice| {
        view! { <option value=choice.code() selected=choice == every>{digests::every(language, choice)}</option> }
    });
    // What is the only way is meant.
    let (by_mail, by_feed) = wanted.map_or((can_mail, !can_mail), |its| (its.by_mail, its.by_feed));
    let mail = can_mail.then(|| {
        view! { <label class="choice"><input type="checkbox" name="mail" value="yes" checked=by_mail />{t.by_mail}</label> }
    });
    let feed = can_feed.then(|| {
        view! { <label class="choice"><input type="checkbox" name="feed" value="yes" checked=by_feed />{t.by_feed}</label> }
    });
    let more = wanted.map(|its| {
        let try_mail = its
            .by_mail
            .then(|| view! { <button class="button" name="what" value="try">{t.try_mail}</button> });
        view! { {try_mail}<button class="button" name="what" value="unsubscribe">{t.unsubscribe}</button> }
    });
    view! {
        <form class="digest-form" method="post" action=format!("/views/{view}/digest") autocomplete="off">
            <strong>{t.title}</strong>
            <p class="note">{t.note}</p>
            <div class="field-row">
                <label class="field">{t.every}<select class="facet-input" name="every">{choices.into_iter().collect_view()}</select></label>
                {mail}
                {feed}
            </div>
            {wanted.is_some_and(|its| its.by_feed).then(|| view! { <p class="note">{t.feed_is_there}</p> })}
            <div class="row-actions">
                <button class="button" name="what" value="subscribe">{t.subscribe}</button>
                {more}
            </div>
        </form>
    }
    .drawn()
}
