//! What a number typed into the search box led to. The number itself is not shown.

use leptos::prelude::*;

use super::answer::Screen;
use crate::i18n::Language;

use crate::components::account_table::AccountTable;
use crate::components::context::{replica_texts, texts};
use crate::components::drawn::Draw as _;
use crate::components::frame::Frame;
use crate::components::search_form::SearchForm;
use model::account::Account;
use model::filter::AccountFilter;

/// The outcome of a look-up.
#[derive(Clone, Debug)]
pub enum LookUp {
    /// Accounts with this ID number, in scope.
    ByDocument(Vec<Account>),
    /// Accounts with this telephone number, in scope.
    ByTelephone(Vec<Account>),
    /// The account API cannot be asked for telephone numbers.
    NoTelephone,
}

/// The page of a look-up.
pub fn screen(language: Language, found: LookUp, filter: AccountFilter) -> Screen {
    Screen::new(language.texts().lookup_title, || view! { <LookUpPage found filter /> })
}

#[component]
pub fn LookUpPage(found: LookUp, filter: AccountFilter) -> impl IntoView {
    let (t, d) = (texts(), replica_texts());
    let title =
        if matches!(found, LookUp::ByTelephone(_)) { d.lookup_telephone_title } else { t.lookup_title };
    let content = match found {
        LookUp::ByDocument(accounts) | LookUp::ByTelephone(accounts) if !accounts.is_empty() => {
            view! { <AccountTable accounts /> }.drawn()
        }
        LookUp::ByDocument(_) => nothing(t.lookup_none_title, t.lookup_none_advice).drawn(),
        LookUp::ByTelephone(_) => nothing(d.lookup_none_title, t.lookup_none_advice).drawn(),
        LookUp::NoTelephone => nothing(t.lookup_telephone_title, t.lookup_telephone_advice).drawn(),
    };
    view! {
        <Frame has_search=true>
            <h1>{title}</h1>
            <SearchForm filter=filter.clone() />
            <p class="note search-note">{t.lookup_document_note}</p>
            {content}
            <p><a class="button" href=filter.to_path()>{t.lookup_back}</a></p>
        </Frame>
    }
}

fn nothing(title: &'static str, advice: &'static str) -> impl IntoView {
    view! { <div class="empty"><h2>{title}</h2><p>{advice}</p></div> }
}
