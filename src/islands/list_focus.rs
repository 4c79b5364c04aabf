//! Where the focus goes on the list, when what had it is gone or done with.

use leptos::prelude::document;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};

/// Of the link of a row: the account.
const ROW: &str = "data-row";

/// Whether nothing has the focus.
pub fn is_lost() -> bool {
    document().active_element().is_none_or(|focused| focused.tag_name() == "BODY")
}

/// To the first row. The focus stays where there is none.
pub fn first_row() {
    focus(&format!("[{ROW}]"));
}

/// To the row of an account, if it stands on the page.
pub fn row(account: &str) {
    let Ok(rows) = document().query_selector_all(&format!("[{ROW}]")) else { return };
    let mut rows = (0..rows.length()).filter_map(|at| rows.get(at)?.dyn_into::<HtmlElement>().ok());
    if let Some(row) = rows.find(|row| row.get_attribute(ROW).as_deref() == Some(account)) {
        // It is a link.
        _ = row.focus();
    }
}

/// To what of the question is to be changed, to what is left of it, or to what it found.
pub fn question() {
    if !focus("#search[autofocus]") && !focus(".list-status .chips a") {
        focus(".list-status h1");
    }
}

/// To the head of the list.
pub fn heading() {
    focus(".list-status h1");
}

fn focus(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    let found: Option<HtmlElement> = found.and_then(|found: Element| found.dyn_into().ok());
    found.is_some_and(|found| found.focus().is_ok())
}
