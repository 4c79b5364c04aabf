//! The list answers while somebody types, ticks, sorts and pages: it is drawn anew in its place, and the address follows.
//!
//! Without script, the form is sent and links are followed, to the same pages.

use leptos::prelude::*;

/// The id of what is drawn anew.
pub const LIST: &str = "list-page";

/// What has to be said.
#[derive(Clone)]
struct Said {
    message: String,
    /// Where to go on if somebody has to sign in first.
    here: Option<String>,
    is_error: bool,
}

/// `unreachable`: what is said where no answer came. `number`: where what is typed could be the number of a person, which Enter looks up.
#[island]
pub fn LiveList(unreachable: String, number: String, sign_in_again: String) -> impl IntoView {
    let said = RwSignal::new(None::<Said>);
    #[cfg(feature = "hydrate")]
    Effect::new(move || browser::listen(browser::Live::new(said, unreachable.clone(), number.clone())));
    #[cfg(not(feature = "hydrate"))]
    drop((unreachable, number));
    let words = move || {
        said.get().map(|said| {
            let sign_in = said.here.map(|here| view! { " "<a href=here>{sign_in_again.clone()}</a> });
            view! { {said.message}{sign_in} }
        })
    };
    view! { <p class="notice" class:notice-error=move || said.read().as_ref().is_some_and(|said| said.is_error) role="alert" hidden=move || said.read().is_none()>{words}</p> }
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::time::Duration;

    use leptos::ev;
    use leptos::leptos_dom::helpers::TimeoutHandle;
    use leptos::prelude::*;
    use wasm_bindgen::JsCast as _;
    use web_sys::{Element, Event, HtmlElement, HtmlFormElement, HtmlInputElement};

    use super::{LIST, Said};
    use crate::api::ApiError;
    use crate::api::live_list::{DrawnList, draw_list};
    use crate::islands::list_entry::Entry;
    use crate::islands::list_focus;
    use crate::islands::list_form::{
        body_of, digits, has_focus, is_touched, leave_one_of_row, list_query, location_path, says_enough,
        search, send_whole, tick_alone,
    };
    use crate::islands::list_step::Step;
    use crate::islands::morph::morph_children;
    use crate::islands::selection::Selection;

    /// After the last key, before the server is asked.
    const PAUSE: Duration = Duration::from_millis(120);
    /// Of the list, while an answer is awaited.
    const BUSY: &str = "aria-busy";
    /// Of the list, while it waits for Enter.
    const WAITS: &str = "data-waits";
    /// So many digits could be the beginning of the number of a person, which stands in no address.
    const DIGITS: usize = 7;

    #[derive(Clone, Copy)]
    pub struct Live {
        said: RwSignal<Option<Said>>,
        unreachable: StoredValue<String>,
        number: StoredValue<String>,
        /// Counts what is asked, so that an old answer does not come after a newer one.
        asked: StoredValue<u32>,
        pause: StoredValue<Option<TimeoutHandle>>,
        /// A link that was followed before the answer that says where it leads now.
        next: StoredValue<Option<Element>, LocalStorage>,
        /// Boxes that were ticked before the answer that says what else is ticked now, and whether they are.
        ticked: StoredValue<Vec<(HtmlInputElement, bool)>, LocalStorage>,
        /// Whether a link is being answered: the form is that of the question before.
        is_leaving: StoredValue<bool>,
        selection: Selection,
        /// The account whose page was opened last.
        opened: StoredValue<Option<String>>,
        /// Whether the last entry of the history is that of the text being typed.
        is_typing: StoredValue<bool>,
    }

    impl Live {
        pub(super) fn new(said: RwSignal<Option<Said>>, unreachable: String, number: String) -> Self {
            Self {
                said,
                unreachable: StoredValue::new(unreachable),
                number: StoredValue::new(number),
                asked: StoredValue::new(0),
                pause: StoredValue::new(None),
                next: StoredValue::new_local(None),
                ticked: StoredValue::new_local(Vec::new()),
                is_leaving: StoredValue::new(false),
                selection: Selection::new(),
                opened: StoredValue::new(None),
                is_typing: StoredValue::new(false),
            }
        }

        fn wait(self, then: impl FnOnce() + 'static) {
            self.stop_waiting();
            let ask = move || {
                self.pause.set_value(None);
                then();
            };
            self.pause.set_value(set_timeout_with_handle(ask, PAUSE).ok());
        }

        /// Whether there was anything to wait for.
        fn stop_waiting(self) -> bool {
            let pause = self.pause.try_update_value(Option::take).flatten();
            pause.map(|pause| pause.clear()).is_some()
        }

        fn ask_form(self, step: Step) {
            let body = search().and_then(|search| search.form()).and_then(|form| body_of(&form));
            if let Some(body) = body {
                self.ask(body, String::new(), step);
            }
        }

        /// Whether the link leads to a list.
        fn ask_link(self, link: &Element) -> bool {
            let path = link.get_attribute("href").unwrap_or_default();
            let Some(query) = list_query(&path) else { return false };
            if self.stop_waiting() {
                // What was typed last belongs to the question that the link starts from.
                self.ask_form(Step::Typed);
            }
            if is_busy() {
                self.next.set_value(Some(link.clone()));
            } else {
                self.ask(String::new(), query.to_owned(), Step::by(link));
                self.is_leaving.set_value(true);
            }
            true
        }

        fn tick(self, control: &HtmlInputElement) {
            if self.is_leaving.get_value() && is_busy() {
                self.ticked.update_value(|ticked| ticked.push((control.clone(), control.checked())));
            } else {
                leave_one_of_row(control);
                self.ask_form(Step::Taken);
            }
        }

        /// What was done before the answer came, now that the page is that of the answer.
        fn go_on(self) {
            let ticked = self.ticked.try_update_value(std::mem::take).unwrap_or_default();
            let ticked: Vec<_> = ticked.into_iter().filter(|(control, _)| control.is_connected()).collect();
            let link = self.next.try_update_value(Option::take).flatten();
            for (control, is_checked) in &ticked {
                control.set_checked(*is_checked);
                leave_one_of_row(control);
            }
            if !ticked.is_empty() {
                self.ask_form(Step::Taken);
            } else if let Some(link) = link.filter(|link| link.is_connected()) {
                self.ask_link(&link);
            }
        }

        fn ask(self, form: String, query: String, step: Step) {
            self.stop_waiting();
            self.next.set_value(None);
            self.ticked.update_value(Vec::clear);
            self.is_leaving.set_value(false);
            self.asked.update_value(|asked| *asked = asked.wrapping_add(1));
            let turn = self.asked.get_value();
            let typed = search().map(|search| search.value()).unwrap_or_default();
            if let Some(list) = list() {
                // The name and the value are valid ones.
                _ = list.set_attribute(BUSY, "true");
            }
            leptos::task::spawn_local(async move {
                let answer = draw_list(form, query).await;
                if self.asked.try_get_value() != Some(turn) {
                    return;
                }
                if let Some(list) = list() {
                    _ = list.remove_attribute(BUSY);
                }
                match answer {
                    Ok(Some(drawn)) => self.show(&drawn, &typed, step),
                    Ok(None) if step == Step::Sent => send_whole(),
                    Ok(None) => self.wait_for_enter(),
                    Err(error) => {
                        self.say(&error);
                        self.go_on();
                    }
                }
            });
        }

        /// What is shown is no answer to what is typed by now.
        fn wait_for_enter(self) {
            if let Some(list) = list() {
                _ = list.set_attribute(WAITS, "");
            }
            self.said.set(Some(Said { message: self.number.get_value(), here: None, is_error: false }));
        }

        fn say(self, error: &ApiError) {
            if let Some(list) = list().filter(|_| error.is_access_over()) {
                list.set_inner_html("");
            }
            let message =
                if error.is_unreachable() { self.unreachable.get_value() } else { error.message.clone() };
            let here = error.is_signed_out().then(location_path);
            self.said.set(Some(Said { message, here, is_error: true }));
        }

        /// `typed`: what the search box held when the list was asked for.
        fn show(self, drawn: &DrawnList, typed: &str, step: Step) {
            let Some(list) = list() else { return };
            self.said.set(None);
            // What is typed next, and the focus it needs, must not be taken away by the answer to what was typed before.
            let typing =
                search().filter(|search| step == Step::Typed && has_focus(search) || search.value() != typed);
            let had_focus = !list_focus::is_lost();
            self.selection.look();
            morph_children(&list, &drawn.html, typing.as_ref().map(AsRef::as_ref));
            _ = list.remove_attribute(WAITS);
            self.selection.tick_again();
            if step != Step::Typed || digits(typed) < DIGITS {
                self.follow(&drawn.path, step);
            }
            let is_done_typing = typing.is_none() && search().as_ref().is_some_and(has_focus);
            match step {
                // The list itself is no box.
                Step::Paged => list.first_element_child().iter().for_each(Element::scroll_into_view),
                Step::Sent if is_done_typing => list_focus::first_row(),
                // At the last page the link is gone: nothing that acts may have the next Enter.
                Step::Turned if had_focus && list_focus::is_lost() => list_focus::heading(),
                _ if had_focus && list_focus::is_lost() => list_focus::question(),
                _ => {}
            }
            self.go_on();
        }

        fn entry(self) -> Entry {
            Entry { opened: self.opened.get_value(), ticked: self.selection.rows() }
        }

        /// The list as it was left.
        fn come_back(self) {
            if let Some(Entry { opened, ticked }) = Entry::read() {
                self.selection.take_over(ticked);
                if let Some(opened) = opened.as_deref().filter(|_| list_focus::is_lost()) {
                    list_focus::row(opened);
                }
                self.opened.set_value(opened);
            }
        }

        /// The address, and the forms around that lead back to it.
        fn follow(self, path: &str, step: Step) {
            let Ok(history) = window().history() else { return };
            let is_same = location_path() == path;
            let replaces = is_same || (step == Step::Typed && self.is_typing.get_value());
            let state = self.entry().state();
            // Only an address of another site could be refused.
            _ = match step {
                Step::Back => Ok(()),
                _ if replaces => history.replace_state_with_url(&state, "", Some(path)),
                _ => history.push_state_with_url(&state, "", Some(path)),
            };
            self.is_typing.set_value(step == Step::Typed);
            let Ok(fields) = document().query_selector_all("input[name=return_to]") else { return };
            for field in (0..fields.length()).filter_map(|at| fields.get(at)) {
                if let Some(field) = field.dyn_ref::<HtmlInputElement>() {
                    field.set_value(path);
                }
            }
        }
    }

    pub fn listen(live: Live) {
        let handles = [
            window_event_listener(ev::input, move |event| typed(live, &event)),
            window_event_listener(ev::compositionend, move |event| typed(live, &event)),
            window_event_listener(ev::change, move |event| changed(live, &event)),
            window_event_listener(ev::dblclick, move |event| preferred(live, &event)),
            window_event_listener(ev::submit, move |event| sent(live, &event)),
            window_event_listener(ev::click, move |event| followed(live, &event)),
            window_event_listener(ev::popstate, move |_| {
                let path = location_path();
                if let Some(query) = list_query(&path) {
                    live.ask(String::new(), query.to_owned(), Step::Back);
                }
            }),
        ];
        on_cleanup(move || handles.into_iter().for_each(WindowListenerHandle::remove));
        if let Some(list) = list() {
            _ = list.set_attribute("data-live", "");
        }
        live.come_back();
        if is_touched() {
            live.ask_form(Step::Taken);
        }
    }

    fn is_busy() -> bool {
        list().is_some_and(|list| list.has_attribute(BUSY))
    }

    fn preferred(live: Live, event: &web_sys::MouseEvent) {
        if target::<Element>(event).is_some_and(|at| tick_alone(&at)) {
            live.ask_form(Step::Taken);
        }
    }

    fn list() -> Option<Element> {
        document().get_element_by_id(LIST)
    }

    fn target<T: wasm_bindgen::JsCast>(event: &Event) -> Option<T> {
        event.target()?.dyn_into().ok()
    }

    fn typed(live: Live, event: &Event) {
        let is_composing =
            event.dyn_ref::<web_sys::InputEvent>().is_some_and(web_sys::InputEvent::is_composing);
        let Some(field) = target::<HtmlInputElement>(event).filter(|field| field.id() == "search") else {
            return;
        };
        if !is_composing && says_enough(&field.value()) {
            live.wait(move || live.ask_form(Step::Typed));
        } else {
            live.stop_waiting();
        }
    }

    fn changed(live: Live, event: &Event) {
        let Some(control) = target::<HtmlElement>(event) else { return };
        if !control.matches(&format!("#{LIST} .facets [name]")).unwrap_or(false) {
            return;
        }
        match control.dyn_ref::<HtmlInputElement>() {
            Some(control) if control.type_() == "checkbox" => live.tick(control),
            _ => live.ask_form(Step::Taken),
        }
    }

    fn sent(live: Live, event: &Event) {
        let Some(form) = target::<HtmlFormElement>(event) else { return };
        if search().and_then(|search| search.form()).as_ref() == Some(&form) {
            event.prevent_default();
            live.ask_form(Step::Sent);
        } else if let Some(query) = body_of(&form).filter(|_| form.class_name() == "pager-row") {
            event.prevent_default();
            live.ask(String::new(), query, Step::Paged);
        }
    }

    fn followed(live: Live, event: &web_sys::MouseEvent) {
        if let Some(target) = target::<Element>(event) {
            if live.selection.clicked(&target, event.shift_key()) {
                live.entry().keep();
            }
            if let Some(row) = target.closest("[data-row]").ok().flatten() {
                live.opened.set_value(row.get_attribute("data-row"));
                live.entry().keep();
            }
        }
        let is_plain = event.button() == 0
            && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
        if !is_plain || event.default_prevented() {
            return;
        }
        let link =
            target::<Element>(event).and_then(|at| at.closest(&format!("#{LIST} a[href]")).ok().flatten());
        if link.is_some_and(|link| live.ask_link(&link)) {
            event.prevent_default();
        }
    }
}
