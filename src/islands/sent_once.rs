//! A second click on a button that sends a form is one too many: it would take a file twice, or count twice against a limit.

use std::time::Duration;

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlFormElement, SubmitEvent};

/// Says that a form was sent just now.
const SENT: &str = "data-sent";
/// Longer than a double click takes, and shorter than a change of mind.
const PAUSE: Duration = Duration::from_secs(1);

/// Holds back what is sent again within the pause. Where a file comes in answer the page stays, and can send again afterwards.
pub fn hold_back(event: &SubmitEvent) {
    let Some(form) = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else {
        return;
    };
    if form.method() != "post" {
        return;
    }
    if form.has_attribute(SENT) {
        event.prevent_default();
        return;
    }
    // The name is a valid one.
    _ = form.set_attribute(SENT, "");
    set_timeout(move || _ = form.remove_attribute(SENT), PAUSE);
}
