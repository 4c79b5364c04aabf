//! What the browser's history keeps of a list beside its address: which rows are ticked, and which one was opened. So Back leads to the list as it was
//! left. It is the tab's, and goes with it.

use js_sys::Array;
use leptos::prelude::window;
use wasm_bindgen::{JsCast as _, JsValue};

#[derive(Default)]
pub struct Entry {
    /// The account whose page was opened last.
    pub opened: Option<String>,
    /// Of each ticked row, the account, then its cells as they are shown.
    pub ticked: Vec<Vec<String>>,
}

impl Entry {
    /// That of the page which is shown.
    pub fn read() -> Option<Self> {
        let parts: Array = window().history().ok()?.state().ok()?.dyn_into().ok()?;
        let rows: Array = parts.get(1).dyn_into().ok()?;
        let words = |row: JsValue| {
            Some(row.dyn_into::<Array>().ok()?.iter().filter_map(|word| word.as_string()).collect())
        };
        Some(Self { opened: parts.get(0).as_string(), ticked: rows.iter().filter_map(words).collect() })
    }

    pub fn state(&self) -> JsValue {
        let words =
            |row: &Vec<String>| row.iter().map(|word| JsValue::from(word.as_str())).collect::<Array>();
        let opened = self.opened.as_deref().map_or(JsValue::NULL, JsValue::from);
        Array::of2(&opened, &self.ticked.iter().map(words).collect::<Array>()).into()
    }

    /// Keeps it with the page that is shown.
    pub fn keep(&self) {
        if let Ok(history) = window().history() {
            // The address stays, so that nothing can be refused.
            _ = history.replace_state_with_url(&self.state(), "", None);
        }
    }
}
