//! The one search box. It is sent by POST, so that a number typed into it never stands in an address.

use icondata_lu as lucide;
use leptos::prelude::*;

use super::context::{context, replica_texts, texts};
use super::drawn::Draw as _;
use super::icon::Icon;
use model::filter::AccountFilter;

/// The id of what is offered to whoever types.
const HINTS: &str = "search-hints";

/// What is offered to whoever types.
pub enum Hints {
    These(Vec<(String, String)>),
    /// Those that the page has: they follow from no question.
    Kept,
}

/// The box with the text of a question. `of`: the form that it is a field of, as beside filters; otherwise it is a form of its own, which the
/// question's filters go with.
#[component]
pub fn SearchForm(
    filter: AccountFilter,
    #[prop(optional)] of: Option<&'static str>,
    #[prop(optional)] is_small: bool,
    /// Conditions that can be typed, each with what it means.
    #[prop(optional_no_strip)]
    hints: Option<Hints>,
) -> impl IntoView {
    let t = texts();
    let placeholder =
        if context().freshness.is_some() { replica_texts().search_placeholder } else { t.search_placeholder };
    let filters = AccountFilter { text: String::new(), ..filter.first_page() }.to_query();
    let is_edited = !filter.edited.is_empty();
    let text = [filter.text, filter.edited].into_iter().filter(|text| !text.is_empty());
    let text = text.collect::<Vec<_>>().join(" ");
    let list = hints.as_ref().map(|_| HINTS);
    let hints = hints.map(|hints| match hints {
        Hints::These(hints) => {
            let options = hints
                .into_iter()
                .map(|(condition, meaning)| view! { <option value=condition>{meaning}</option> });
            view! { <datalist id=HINTS>{options.collect_view()}</datalist> }.drawn()
        }
        Hints::Kept => view! { <datalist id=HINTS data-kept></datalist> }.drawn(),
    });
    let content = view! {
        <Icon icon=lucide::LuSearch />
        <input
            id="search"
            name="q"
            type="search"
            form=of
            value=text
            autofocus=is_edited
            placeholder=placeholder
            aria-label=t.search_label
            maxlength="100"
            autocomplete="off"
            list=list
            autocapitalize="none"
            spellcheck="false"
        />
        {hints}
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
