//! An account beside the list: Space, or the button of its row, opens it; the keys that walk the rows go on with it open; Esc or Space closes it.
//!
//! Without script, the name leads to the account's page.

use leptos::prelude::*;

#[island]
pub fn Peek(title: String, close: String, unreachable: String) -> impl IntoView {
    let aside = NodeRef::<leptos::html::Aside>::new();
    let drawn = RwSignal::new(String::new());
    let failed = RwSignal::new(None::<String>);
    #[cfg(feature = "hydrate")]
    let peek = browser::Peek::new(aside, drawn, failed, unreachable);
    #[cfg(feature = "hydrate")]
    Effect::new(move || peek.listen());
    #[cfg(not(feature = "hydrate"))]
    drop(unreachable);
    let shut = move |_: leptos::ev::MouseEvent| {
        #[cfg(feature = "hydrate")]
        peek.close();
    };
    view! {
        <aside node_ref=aside class="peek" aria-label=title aria-live="polite" hidden>
            <button type="button" class="quiet-button peek-close" aria-label=close.clone() title=close on:click=shut></button>
            <p class="notice notice-error" role="alert" hidden=move || failed.read().is_none()>{move || failed.get()}</p>
            <div class="peek-content" inner_html=move || drawn.get()></div>
        </aside>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::time::Duration;

    use leptos::ev;
    use leptos::html::Aside;
    use leptos::leptos_dom::helpers::TimeoutHandle;
    use leptos::prelude::*;
    use wasm_bindgen::JsCast as _;
    use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

    use crate::api::accounts::peek_account;

    /// Before the server is asked for a row that has the focus: whoever walks on has not looked at it, and no look is recorded.
    const PAUSE: Duration = Duration::from_millis(150);
    /// Of the link of a row: the account it leads to.
    const ROW: &str = "data-row";

    #[derive(Clone, Copy)]
    pub struct Peek {
        aside: NodeRef<Aside>,
        drawn: RwSignal<String>,
        failed: RwSignal<Option<String>>,
        unreachable: StoredValue<String>,
        /// The account that is shown or asked for.
        account: StoredValue<Option<String>>,
        pause: StoredValue<Option<TimeoutHandle>>,
    }

    impl Peek {
        pub fn new(
            aside: NodeRef<Aside>,
            drawn: RwSignal<String>,
            failed: RwSignal<Option<String>>,
            unreachable: String,
        ) -> Self {
            Self {
                aside,
                drawn,
                failed,
                unreachable: StoredValue::new(unreachable),
                account: StoredValue::new(None),
                pause: StoredValue::new(None),
            }
        }

        pub fn listen(self) {
            let handles = [
                window_event_listener(ev::keydown, move |event| self.pressed(&event)),
                window_event_listener(ev::focusin, move |event| self.walked(&event)),
                window_event_listener(ev::click, move |event| self.clicked(&event)),
            ];
            on_cleanup(move || handles.into_iter().for_each(WindowListenerHandle::remove));
        }

        pub fn close(self) {
            let holds_focus = self.aside.get_untracked().is_some_and(|aside| {
                document().active_element().is_some_and(|focused| aside.contains(Some(&focused)))
            });
            let row = document().query_selector(&format!("[{ROW}][aria-current]")).ok().flatten();
            if let Some(row) = row.filter(|_| holds_focus) {
                focus(&row);
            }
            self.wait(None);
            self.account.set_value(None);
            self.drawn.set(String::new());
            self.failed.set(None);
            self.show(false);
            mark(None);
        }

        fn pressed(self, event: &KeyboardEvent) {
            let row = document().active_element().filter(|focused| focused.has_attribute(ROW));
            match event.key().as_str() {
                " " if row.is_some() => {
                    event.prevent_default();
                    let account = row.and_then(|row| row.get_attribute(ROW));
                    if account == self.account.get_value() {
                        self.close();
                    } else {
                        self.open(account);
                    }
                }
                "Escape" if self.account.with_value(Option::is_some) && !event.default_prevented() => {
                    self.close();
                }
                _ => {}
            }
        }

        fn walked(self, event: &Event) {
            let account = target(event).and_then(|row| row.get_attribute(ROW));
            if account.is_some() && self.account.with_value(Option::is_some) {
                self.wait(account);
            }
        }

        fn clicked(self, event: &Event) {
            let button = target(event).and_then(|at| at.closest(".row-peek").ok().flatten());
            let row = button.and_then(|button| button.closest("tr").ok().flatten());
            let link = row.and_then(|row| row.query_selector(&format!("[{ROW}]")).ok().flatten());
            if let Some(link) = link {
                self.open(link.get_attribute(ROW));
                // The keys go on from here.
                focus(&link);
            }
        }

        fn wait(self, account: Option<String>) {
            if let Some(pause) = self.pause.try_update_value(Option::take).flatten() {
                pause.clear();
            }
            if account.is_some() {
                self.pause.set_value(set_timeout_with_handle(move || self.open(account), PAUSE).ok());
            }
        }

        fn open(self, account: Option<String>) {
            self.wait(None);
            let is_shown = account == self.account.get_value();
            let Some(account) = account.filter(|_| !is_shown) else { return };
            self.account.set_value(Some(account.clone()));
            mark(Some(&account));
            leptos::task::spawn_local(async move {
                let answer = peek_account(account.clone()).await;
                // By now another one may be asked for, or none.
                if self.account.try_get_value() != Some(Some(account)) {
                    return;
                }
                match answer {
                    Ok(drawn) => {
                        self.failed.set(None);
                        self.drawn.set(drawn);
                    }
                    Err(error) => {
                        self.drawn.set(String::new());
                        let is_unreachable = error.is_unreachable();
                        self.failed.set(Some(if is_unreachable {
                            self.unreachable.get_value()
                        } else {
                            error.message
                        }));
                    }
                }
                self.show(true);
            });
        }

        fn show(self, is_shown: bool) {
            if let Some(aside) = self.aside.get_untracked() {
                aside.set_hidden(!is_shown);
            }
        }
    }

    /// The row of the account that stands beside the list.
    fn mark(account: Option<&str>) {
        let Ok(rows) = document().query_selector_all(&format!("[{ROW}]")) else { return };
        for row in (0..rows.length()).filter_map(|at| rows.get(at)?.dyn_into::<Element>().ok()) {
            let is_it = account.is_some() && row.get_attribute(ROW).as_deref() == account;
            // The name and the value are valid ones.
            _ = if is_it {
                row.set_attribute("aria-current", "true")
            } else {
                row.remove_attribute("aria-current")
            };
        }
    }

    fn focus(link: &Element) {
        // Nothing but what is taken from the page meanwhile could not have it.
        _ = link.dyn_ref::<HtmlElement>().map(HtmlElement::focus);
    }

    fn target(event: &Event) -> Option<Element> {
        event.target()?.dyn_into().ok()
    }
}
