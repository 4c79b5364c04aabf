//! The one search box. It is sent by POST, so that a number typed into it never stands in an address.

use icondata_lu as lucide;
use leptos::prelude::*;

use super::context::{context, replica_texts, texts};
use super::drawn::Draw as _;
use super::icon::Icon;
use model::filter::AccountFilter;

/// The box with the text of a question. `of`: the form that it is a field of, as beside filters; otherwise it is a form of its own, which the
/// question's filters go with. `hints`: conditions that can be typed, each with what it means.
#[component]
pub fn SearchForm(
    filter: AccountFilter,
    #[prop(optional)] of: Option<&'static str>,
    #[prop(optional)] is_small: bool,
    #[prop(optional)] hints: Vec<(String, String)>,
) -> impl IntoView {
    let t = texts();
    let placeholder =
        if context().freshness.is_some() { replica_texts().search_placeholder } else { t.search_placeholder };
    let filters = AccountFilter { text: String::new(), ..filter.first_page() }.to_query();
    let list = (!hints.is_empty()).then_some("search-hints");
    let hints = hints
        .into_iter()
        .map(|(condition, meaning)| view! { <option value=condition>{meaning}</option> })
        .collect_view();
    let content = view! {
        <Icon icon=lucide::LuSearch />
        <input
            id="search"
            name="q"
            type="search"
            form=of
            value=filter.text
            placeholder=placeholder
            aria-label=t.search_label
            maxlength="100"
            autocomplete="off"
            list=list
            autocapitalize="none"
            spellcheck="false"
        />
        {list.map(|id| view! { <datalist id=id>{hints}</datalist> })}
        <kbd class="needs-script" aria-hidden="true">"/"</kbd>
        <button class="button" form=of>{t.search_button}</button>
    };
    if of.is_some() {
        view! { <div class="search-form" role="search">{content}</div> }.drawn()
    } else {
        view! {
            <form class="search-form" class:search-form-small=is_small method="post" action="/accounts" role="search">
                <input type="hidden" name="filters" value=filters />
                {content}
            </form>
        }
        .drawn()
    }
}
