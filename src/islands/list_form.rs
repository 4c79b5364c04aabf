//! The question of the list: its form, which is the search box and the filters beside it, and its address.

use leptos::prelude::{document, window};
use wasm_bindgen::JsCast as _;
use web_sys::{Element, FormData, HtmlFormElement, HtmlInputElement, UrlSearchParams};

/// Whether somebody typed or ticked something before anybody listened.
pub fn is_touched() -> bool {
    let Ok(fields) = document().query_selector_all("#search, .facets input[name]") else { return false };
    (0..fields.length())
        .filter_map(|at| fields.get(at)?.dyn_into::<HtmlInputElement>().ok())
        .any(|field| field.checked() != field.default_checked() || field.value() != field.default_value())
}

/// A value is asked for or excluded, not both.
pub fn leave_one_of_row(control: &HtmlInputElement) {
    let row = control.closest(".choice-row").ok().flatten().filter(|_| control.checked());
    if let Some(row) = row {
        untick(&row, control);
    }
}

/// Of a facet, ticks the value that an element is of alone; whether it is of any.
pub fn tick_alone(at: &Element) -> bool {
    let closest = |element: &Element, selector: &str| element.closest(selector).ok().flatten();
    let label = closest(at, ".choice-row > label");
    let control = label.as_ref().and_then(|label| label.query_selector("input").ok().flatten());
    let control = control.and_then(|control| control.dyn_into::<HtmlInputElement>().ok());
    let (Some(facet), Some(control)) = (label.and_then(|label| closest(&label, ".facet")), control) else {
        return false;
    };
    control.set_checked(true);
    untick(&facet, &control);
    true
}

fn untick(part: &Element, but: &HtmlInputElement) {
    let Ok(boxes) = part.query_selector_all("input[type=checkbox]") else { return };
    let boxes = (0..boxes.length()).filter_map(|at| boxes.get(at)?.dyn_into::<HtmlInputElement>().ok());
    boxes.filter(|other| other != but).for_each(|other| other.set_checked(false));
}

pub fn has_focus(field: &HtmlInputElement) -> bool {
    document().active_element().is_some_and(|focused| focused == *field.as_ref())
}

/// How many digits a text has, those of full width among them.
pub fn digits(text: &str) -> usize {
    text.chars().filter(|sign| matches!(sign, '0'..='9' | '０'..='９')).count()
}

pub fn search() -> Option<HtmlInputElement> {
    document().get_element_by_id("search")?.dyn_into().ok()
}

pub fn body_of(form: &HtmlFormElement) -> Option<String> {
    let data = FormData::new_with_form(form).ok()?;
    // A form's data is a sequence of pairs to whoever reads it.
    Some(UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?.to_string().into())
}

/// As without script: what was typed is for the server to decide upon.
pub fn send_whole() {
    if let Some(form) = search().and_then(|search| search.form()) {
        // It is a form of this page.
        _ = form.submit();
    }
}

pub fn location_path() -> String {
    let location = window().location();
    location.pathname().unwrap_or_default() + &location.search().unwrap_or_default()
}

/// A letter alone matches so many that whoever types is not done; Enter asks all the same.
const SIGNS: usize = 2;

/// Whether the list answers what is typed. A character names somebody, and a letter that is left of a text is not answered by that text's list.
pub fn says_enough(typed: &str) -> bool {
    let typed = typed.trim();
    let signs = typed.chars().count();
    signs == 0 || signs >= SIGNS || !typed.is_ascii() || location_path().contains("q=")
}

/// The query of an address of the list.
pub fn list_query(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("/accounts")?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('?') }
}
