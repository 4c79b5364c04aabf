//! What a number or an e-mail address typed into the search box led to. It is not shown itself.

use leptos::prelude::*;

use super::answer::{Answer, Screen, part_of_path};
use crate::api::read::lookup::{self as read, LookUp};
use crate::api::{Call, Failed};
use crate::i18n::Language;

use crate::components::account_table::AccountTable;
use crate::components::context::{access_texts, context, replica_texts, texts};
use crate::components::drawn::Draw as _;
use crate::components::frame::Frame;
use crate::components::search_form::SearchForm;
use model::filter::AccountFilter;

/// What was looked up; after minutes, that it has to be looked up again.
pub async fn page(call: Call) -> Result<Answer, Failed> {
    let token = part_of_path("token")?;
    let Some((found, filter)) = read::look_up(&call, &token).await? else {
        let title = call.language().texts().lookup_over_title;
        return Ok(Screen::new(title, || view! { <LookUpOver /> }).with_status(404).into());
    };
    let title = found.title(call.language());
    let gone = read::gone(&call, &found);
    Ok(Screen::new(title, || view! { <LookUpPage found gone filter /> }).into())
}

impl LookUp {
    /// What was looked up, in words.
    fn title(&self, language: Language) -> &'static str {
        match self {
            Self::ByDocument(_) => language.texts().lookup_title,
            Self::ByTelephone(_) | Self::NoTelephone => language.replica_texts().lookup_telephone_title,
            Self::ByEmail(_) | Self::NoEmail => language.replica_texts().lookup_email_title,
        }
    }

    /// What became of what was typed.
    fn note(&self, language: Language) -> &'static str {
        match self {
            Self::ByDocument(_) => language.texts().lookup_document_note,
            Self::ByTelephone(_) | Self::NoTelephone => language.replica_texts().lookup_telephone_note,
            Self::ByEmail(_) | Self::NoEmail => language.replica_texts().lookup_email_note,
        }
    }
}

#[component]
pub fn LookUpPage(
    found: LookUp,
    /// Who of them is not in upstream's data any more.
    gone: Vec<String>,
    filter: AccountFilter,
) -> impl IntoView {
    let (t, d) = (texts(), replica_texts());
    let gone = (!gone.is_empty()).then(|| {
        let gone = gone.join(access_texts().list_separator);
        view! { <p class="notice notice-warning" role="status">{(d.lookup_gone)(&gone)}</p> }
    });
    let (title, note) = (found.title(context().language), found.note(context().language));
    let content = match found {
        LookUp::ByDocument(accounts) | LookUp::ByTelephone(accounts) | LookUp::ByEmail(accounts)
            if !accounts.is_empty() =>
        {
            view! { <AccountTable accounts /> }.drawn()
        }
        LookUp::ByDocument(_) => nothing(t.lookup_none_title, t.lookup_none_advice).drawn(),
        LookUp::ByTelephone(_) => nothing(d.lookup_none_title, t.lookup_none_advice).drawn(),
        LookUp::ByEmail(_) => nothing(d.lookup_email_none_title, t.lookup_none_advice).drawn(),
        LookUp::NoEmail => nothing(d.no_email_title, d.no_email_advice).drawn(),
        LookUp::NoTelephone => nothing(t.lookup_telephone_title, t.lookup_telephone_advice).drawn(),
    };
    view! {
        <Frame has_search=true>
            <h1>{title}</h1>
            <SearchForm filter=filter.clone() />
            <p class="note search-note">{note}</p>
            {gone}
            {content}
            <p><a class="button" href=filter.to_path()>{t.lookup_back}</a></p>
        </Frame>
    }
}

#[component]
fn LookUpOver() -> impl IntoView {
    let (t, filter) = (texts(), AccountFilter::default());
    view! {
        <Frame has_search=true>
            <h1>{t.lookup_over_title}</h1>
            <SearchForm filter=filter.clone() />
            {nothing(t.lookup_over_heading, t.lookup_over_advice)}
            <p><a class="button" href=filter.to_path()>{t.lookup_back}</a></p>
        </Frame>
    }
}

fn nothing(title: &'static str, advice: &'static str) -> impl IntoView {
    view! { <div class="empty"><h2>{title}</h2><p>{advice}</p></div> }
}
