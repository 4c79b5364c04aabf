//! `/resume/{id}`: what somebody sent after their session had ended, to be sent again.

use leptos::prelude::*;

use super::answer::{Answer, Screen, part_of_path};
use crate::api::read::resume as read;
use crate::api::{Call, Failed};

use crate::components::context::texts;
use crate::components::drawn::Draw as _;
use crate::components::frame::Frame;
use model::draft::{Draft, DraftForm};

/// A form is shown, and sent by the person; an address leads on. What is kept no more, or is somebody else's, leads to the list.
pub async fn page(call: Call) -> Result<Answer, Failed> {
    let id = part_of_path("id")?;
    Ok(match read::draft(&call, &id).await? {
        None => Answer::Redirect("/accounts".to_owned()),
        Some(Draft::Address(path)) => Answer::Redirect(path),
        Some(Draft::Form(form)) => {
            Screen::new(call.language().texts().resume_title, || view! { <ResumePage form /> }).into()
        }
    })
}

#[component]
pub fn ResumePage(form: DraftForm) -> impl IntoView {
    let t = texts();
    let fields = form.fields.into_iter().map(|(name, value)| {
        // What is long was typed or pasted, and can be read before it is sent.
        if value.contains('\n') {
            view! { <label class="field">{t.resume_text}<textarea class="facet-input roster" name=name rows="10">{value}</textarea></label> }.drawn()
        } else {
            view! { <input type="hidden" name=name value=value /> }.drawn()
        }
    });
    let files = form.files.into_iter().map(|(name, file)| {
        if file.is_empty() {
            return ().drawn();
        }
        view! { <label class="field">{(t.resume_file)(&file)}<input class="facet-input" type="file" name=name /></label> }.drawn()
    });
    let encoding = form.is_multipart.then_some("multipart/form-data");
    view! {
        <Frame>
            <h1>{t.resume_title}</h1>
            <p class="note">{t.resume_note}</p>
            <form class="panel export-form" method="post" action=form.action enctype=encoding autocomplete="off">
                {fields.collect_view()}
                {files.collect_view()}
                <div class="field-row">
                    <button class="button button-primary">{t.resume_send}</button>
                    <a class="button" href="/accounts">{t.resume_drop}</a>
                </div>
            </form>
        </Frame>
    }
}
