//! The ticked rows of the list, on whichever page of it they stand: what is ticked stays so while one pages, sorts and filters, and can be copied.

use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlElement, HtmlInputElement};

/// The form that ticked rows belong to, and what of it tells of rows that stand on no page that is shown.
const FORM: &str = "#selection";
const ELSEWHERE: &str = "#selection [data-elsewhere]";
const ROWS: &str = "tbody .cell-tick input";
/// In the head of the table: every row of the page.
const WHOLE_PAGE: &str = "thead .cell-tick input";
/// A button that copies: the number of a column, or every one.
const COPY: &str = "data-copy";
/// Signs with which spreadsheets let a formula begin, those of full width among them.
const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];

#[derive(Clone)]
struct Row {
    account: String,
    /// As they are shown.
    cells: Vec<String>,
}

#[derive(Clone, Copy)]
pub struct Selection {
    /// Those ticked, as of the last look at the page.
    ticked: StoredValue<Vec<Row>>,
    /// The row that was clicked last.
    last: StoredValue<Option<String>>,
}

impl Selection {
    pub fn new() -> Self {
        Self { ticked: StoredValue::new(Vec::new()), last: StoredValue::new(None) }
    }

    /// Of each ticked row, the account, then its cells.
    pub fn rows(self) -> Vec<Vec<String>> {
        self.look();
        let words = |row: Row| std::iter::once(row.account).chain(row.cells).collect();
        self.ticked.get_value().into_iter().map(words).collect()
    }

    /// Ticks these rows, as [`Self::rows`] gave them.
    pub fn take_over(self, rows: Vec<Vec<String>>) {
        let row = |words: Vec<String>| {
            let mut words = words.into_iter();
            words.next().map(|account| Row { account, cells: words.collect() })
        };
        self.ticked.set_value(rows.into_iter().filter_map(row).collect());
        self.tick_again();
    }

    /// Before the page is drawn anew: who is ticked on it.
    pub fn look(self) {
        let rows = inputs(ROWS);
        self.ticked.update_value(|ticked| {
            ticked.retain(|one| rows.iter().all(|row| row.value() != one.account));
            let here = rows.iter().filter(|row| row.checked());
            ticked.extend(here.map(|row| Row { account: row.value(), cells: cells_beside(row) }));
        });
    }

    /// Once it is drawn: ticks who was ticked; the form takes along who stands elsewhere.
    pub fn tick_again(self) {
        let mut elsewhere = self.ticked.get_value();
        for row in inputs(ROWS) {
            let at = elsewhere.iter().position(|one| one.account == row.value());
            row.set_checked(at.map(|at| elsewhere.swap_remove(at)).is_some());
        }
        show_whole_page();
        let place = document().query_selector(ELSEWHERE).ok().flatten();
        let Some(place) = place.and_then(|place| place.dyn_into::<web_sys::HtmlElement>().ok()) else {
            return;
        };
        place.set_hidden(elsewhere.is_empty());
        for old in inputs(&format!("{ELSEWHERE} input")) {
            old.remove();
        }
        for Row { account, .. } in elsewhere {
            let input = document().create_element("input").ok();
            if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlInputElement>().ok()) {
                input.set_type("hidden");
                input.set_name("only");
                input.set_value(&account);
                // It is on the page.
                _ = place.append_child(&input);
            }
        }
        tell();
    }

    /// What was clicked may be the tick of a row, with Shift of all from the one clicked before it; that of the whole page; or the button that takes
    /// all ticks away. Whether other rows are ticked now.
    pub fn clicked(self, target: &Element, with_shift: bool) -> bool {
        let rows = inputs(ROWS);
        if target.closest(&format!("{FORM} [data-clear]")).ok().flatten().is_some() {
            for row in &rows {
                row.set_checked(false);
            }
            self.ticked.update_value(Vec::clear);
            self.tick_again();
            return true;
        }
        if let Some(button) = target.closest(&format!("{FORM} [{COPY}]")).ok().flatten() {
            self.copy(&button);
            return false;
        }
        let Some(input) = target.dyn_ref::<HtmlInputElement>() else { return false };
        if input.matches(WHOLE_PAGE).unwrap_or(false) {
            for row in &rows {
                row.set_checked(input.checked());
            }
            tell();
            return true;
        }
        let Some(here) = rows.iter().position(|row| row == input) else { return false };
        let last = self.last.get_value().filter(|_| with_shift);
        if let Some(last) = last.and_then(|last| rows.iter().position(|row| row.value() == last)) {
            rows[last.min(here)..=last.max(here)].iter().for_each(|row| row.set_checked(input.checked()));
        }
        self.last.set_value(Some(input.value()));
        show_whole_page();
        tell();
        true
    }

    /// One column of what is ticked, a line each; or all of them with their headings, as spreadsheets paste it.
    fn copy(self, button: &Element) {
        self.look();
        let column = button.get_attribute(COPY).and_then(|column| column.parse::<usize>().ok());
        let rows = self.ticked.get_value();
        let mut lines: Vec<String> = match column {
            Some(column) => rows.iter().filter_map(|row| row.cells.get(column).cloned()).collect(),
            None => rows.iter().map(|row| row.cells.join("\t")).collect(),
        };
        if column.is_none()
            && let Some(head) = inputs(WHOLE_PAGE).first()
        {
            lines.insert(0, cells_beside(head).join("\t"));
        }
        let written = window().navigator().clipboard().write_text(&lines.join("\n"));
        let menu = button.closest("details").ok().flatten();
        if let Some(menu) = menu {
            _ = menu.remove_attribute("open");
            _ = menu
                .query_selector("summary")
                .ok()
                .flatten()
                .and_then(|summary| summary.dyn_into::<HtmlElement>().ok())
                .map(|summary| summary.focus());
        }
        let count = rows.len().to_string();
        leptos::task::spawn_local(async move {
            let told = document().query_selector(&format!("{FORM} [data-copied]")).ok().flatten();
            let Some(told) = told else { return };
            // What the browser did not let into the clipboard is not called copied.
            let is_written = JsFuture::from(written).await.is_ok();
            let words = told.get_attribute("data-copied").filter(|_| is_written);
            told.set_text_content(words.map(|words| words.replace('#', &count)).as_deref());
        });
    }
}

/// The cells of a row but for that of its tick, none of which a spreadsheet takes for a formula.
fn cells_beside(tick: &HtmlInputElement) -> Vec<String> {
    let row = tick.closest("tr").ok().flatten();
    let Some(cells) = row.and_then(|row| row.query_selector_all(":not(.cell-tick):is(td, th)").ok()) else {
        return Vec::new();
    };
    let cells = (0..cells.length()).filter_map(|at| cells.get(at)?.dyn_into::<Element>().ok());
    let text_of = |cell: &Element, part: &str| cell.query_selector(part).ok().flatten();
    let words = |cell: Element| {
        if text_of(&cell, ".missing").is_some() {
            return String::new();
        }
        // As a spreadsheet reads it: without what is said of it, and not as short as it may be shown.
        if let Some(moment) = text_of(&cell, "time") {
            return moment.get_attribute("title").or_else(|| moment.text_content()).unwrap_or_default();
        }
        // A sign that stands for the words after it says nothing in a spreadsheet.
        let sign =
            cell.query_selector("[aria-hidden=true]").ok().flatten().and_then(|sign| sign.text_content());
        let text = cell.text_content().unwrap_or_default();
        let text = sign.map_or(text.as_str(), |sign| text.trim_start().trim_start_matches(&sign));
        harmless(&text.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    cells.map(words).collect()
}

/// Whatever stands before a sign that a formula begins with does not hide it.
fn harmless(text: &str) -> String {
    let first = text.chars().find(|sign| sign.is_alphanumeric() || FORMULA.contains(sign));
    if first.is_some_and(|sign| FORMULA.contains(&sign)) { format!("'{text}") } else { text.to_owned() }
}

/// How many are ticked elsewhere, and with those here.
fn tell() {
    let elsewhere = inputs(&format!("{ELSEWHERE} input")).len();
    let here = inputs(ROWS).iter().filter(|row| row.checked()).count();
    for (place, count) in [("output", elsewhere), ("b", here + elsewhere)] {
        if let Ok(Some(place)) = document().query_selector(&format!("{ELSEWHERE} {place}")) {
            place.set_text_content(Some(&count.to_string()));
        }
    }
}

fn show_whole_page() {
    let rows = inputs(ROWS);
    if let Some(whole) = inputs(WHOLE_PAGE).first() {
        let ticked = rows.iter().filter(|row| row.checked()).count();
        whole.set_checked(ticked > 0 && ticked == rows.len());
        whole.set_indeterminate(ticked > 0 && ticked < rows.len());
    }
}

fn inputs(selector: &str) -> Vec<HtmlInputElement> {
    let Ok(found) = document().query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}
