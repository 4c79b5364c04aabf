//! `/exports/whose`: who exported a file that turned up somewhere.

use leptos::prelude::*;

use super::answer::{Answer, Screen};
use crate::api::read::exports::{self as read, WhosePageData};
use crate::api::{Call, Failed};
use crate::components::context::export_texts;
use crate::components::drawn::Draw as _;
use crate::components::export_records::ExportRecords;
use crate::components::frame::Frame;

pub async fn page(call: Call) -> Result<Answer, Failed> {
    let typed = call.parameter("of").unwrap_or_default();
    let data = read::whose_file(&call, typed.trim().to_owned()).await?;
    let is_refused = data.found.is_none() && !data.typed.is_empty();
    let screen = Screen::new(call.language().export().whose_title, || view! { <WhosePage data /> });
    Ok(if is_refused { screen.with_status(422) } else { screen }.into())
}

#[component]
fn WhosePage(data: WhosePageData) -> impl IntoView {
    let t = export_texts();
    let answer = match data.found {
        Some(found) if found.entries.is_empty() => {
            view! { <p class="empty" role="status">{t.whose_none}</p> }.drawn()
        }
        Some(found) => view! { <ExportRecords log=found label=t.whose_title shows_who=true /> }.drawn(),
        None if data.typed.is_empty() => ().drawn(),
        None => view! { <p class="notice notice-warning" role="alert">{t.whose_unread}</p> }.drawn(),
    };
    view! {
        <Frame>
            <h1>{t.whose_title}</h1>
            <p class="note">{t.whose_note}</p>
            <form class="field-row" method="get" action="/exports/whose" autocomplete="off">
                <label class="field">{t.whose_label}<input class="facet-input whose-input" name="of" value=data.typed maxlength="100" required autocapitalize="none" spellcheck="false" /></label>
                <button class="button button-primary">{t.whose_find}</button>
            </form>
            {answer}
        </Frame>
    }
}
