//! Ctrl K, or ⌘ K: from anywhere to accounts, views, organisations, pages and actions. What is typed is sent as a search when Enter is pressed with
//! nothing chosen.

use leptos::prelude::*;

#[island]
pub fn Palette(label: String, placeholder: String, unreachable: String) -> impl IntoView {
    let (dialog, field) = (NodeRef::<leptos::html::Dialog>::new(), NodeRef::<leptos::html::Input>::new());
    let drawn = RwSignal::new(String::new());
    let failed = RwSignal::new(None::<String>);
    #[cfg(feature = "hydrate")]
    let palette = browser::Palette::new(dialog, field, drawn, failed, unreachable);
    #[cfg(not(feature = "hydrate"))]
    drop(unreachable);
    #[cfg(feature = "hydrate")]
    Effect::new(move || {
        let keys = window_event_listener(leptos::ev::keydown, move |event| palette.opened_by(&event));
        on_cleanup(move || keys.remove());
    });
    let open = move |_: leptos::ev::MouseEvent| {
        #[cfg(feature = "hydrate")]
        palette.open();
    };
    let typed = move |_: leptos::ev::Event| {
        #[cfg(feature = "hydrate")]
        palette.typed();
    };
    let walked = move |event: leptos::ev::KeyboardEvent| {
        #[cfg(feature = "hydrate")]
        palette.walked(&event);
        #[cfg(not(feature = "hydrate"))]
        drop(event);
    };
    view! {
        <button type="button" class="quiet-button needs-script palette-open" aria-keyshortcuts="Control+K Meta+K" on:click=open>
            <span>{label.clone()}</span>
            <kbd>"Ctrl K"</kbd>
        </button>
        <dialog node_ref=dialog class="palette" aria-label=label on:keydown=walked>
            <form method="post" action="/accounts" role="search">
                <input type="hidden" name="filters" value="" />
                <input node_ref=field name="q" type="search" maxlength="100" placeholder=placeholder.clone() aria-label=placeholder autocomplete="off" autocapitalize="none" spellcheck="false" on:input=typed />
            </form>
            <p class="notice notice-error" role="alert" hidden=move || failed.read().is_none()>{move || failed.get()}</p>
            <div class="palette-list" inner_html=move || drawn.get()></div>
        </dialog>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::time::Duration;

    use leptos::html::{Dialog, Input};
    use leptos::leptos_dom::helpers::TimeoutHandle;
    use leptos::prelude::*;
    use wasm_bindgen::JsCast as _;
    use web_sys::{HtmlElement, KeyboardEvent};

    use crate::api::palette::find_in_palette;

    /// After the last key, before the server is asked.
    const PAUSE: Duration = Duration::from_millis(80);

    #[derive(Clone, Copy)]
    pub struct Palette {
        dialog: NodeRef<Dialog>,
        field: NodeRef<Input>,
        drawn: RwSignal<String>,
        failed: RwSignal<Option<String>>,
        unreachable: StoredValue<String>,
        /// Counts what is asked, so that an old answer does not come after a newer one.
        asked: StoredValue<u32>,
        answered: StoredValue<u32>,
        pause: StoredValue<Option<TimeoutHandle>>,
    }

    impl Palette {
        pub fn new(
            dialog: NodeRef<Dialog>,
            field: NodeRef<Input>,
            drawn: RwSignal<String>,
            failed: RwSignal<Option<String>>,
            unreachable: String,
        ) -> Self {
            Self {
                dialog,
                field,
                drawn,
                failed,
                unreachable: StoredValue::new(unreachable),
                asked: StoredValue::new(0),
                answered: StoredValue::new(0),
                pause: StoredValue::new(None),
            }
        }

        pub fn opened_by(self, event: &KeyboardEvent) {
            let is_meant = (event.ctrl_key() || event.meta_key()) && !event.alt_key() && !event.shift_key();
            if is_meant && event.key().eq_ignore_ascii_case("k") {
                event.prevent_default();
                self.open();
            }
        }

        pub fn open(self) {
            let (Some(dialog), Some(field)) = (self.dialog.get_untracked(), self.field.get_untracked())
            else {
                return;
            };
            if !dialog.open() && dialog.show_modal().is_ok() {
                field.select();
                self.ask();
            }
        }

        pub fn typed(self) {
            if let Some(pause) = self.pause.try_update_value(Option::take).flatten() {
                pause.clear();
            }
            let ask = move || {
                self.pause.set_value(None);
                self.ask();
            };
            self.pause.set_value(set_timeout_with_handle(ask, PAUSE).ok());
        }

        fn ask(self) {
            let Some(text) = self.field.get_untracked().map(|field| field.value()) else { return };
            self.asked.update_value(|asked| *asked = asked.wrapping_add(1));
            let turn = self.asked.get_value();
            leptos::task::spawn_local(async move {
                let answer = find_in_palette(text).await;
                if self.asked.try_get_value() != Some(turn) {
                    return;
                }
                self.answered.set_value(turn);
                match answer {
                    Ok(drawn) => {
                        self.failed.set(None);
                        self.drawn.set(drawn);
                    }
                    Err(error) if error.is_unreachable() => {
                        self.failed.set(Some(self.unreachable.get_value()));
                    }
                    Err(error) => self.failed.set(Some(error.message)),
                }
            });
        }

        /// Up and down walk what is offered; Enter takes the first where none is chosen.
        pub fn walked(self, event: &KeyboardEvent) {
            if event.is_composing() {
                return;
            }
            let (Some(dialog), Some(field)) = (self.dialog.get_untracked(), self.field.get_untracked())
            else {
                return;
            };
            let Ok(items) = dialog.query_selector_all("[data-item]") else { return };
            let focused = document().active_element();
            let here = (0..items.length())
                .find(|&at| items.get(at).as_deref() == focused.as_ref().map(AsRef::as_ref));
            let next = match (event.key().as_str(), here) {
                ("ArrowDown", None) => Some(0),
                ("ArrowDown", Some(at)) => Some(at + 1),
                ("ArrowUp", Some(at)) => at.checked_sub(1),
                ("Enter", None) if !field.value().trim().is_empty() => return self.take_first(event),
                _ => return,
            };
            event.prevent_default();
            let next = next.and_then(|at| items.get(at)?.dyn_into::<HtmlElement>().ok());
            // Before the first stands what is typed; behind the last there is nothing.
            _ = match (next, event.key().as_str()) {
                (Some(next), _) => next.focus(),
                (None, "ArrowUp") => field.focus(),
                (None, _) => Ok(()),
            };
        }

        fn take_first(self, event: &KeyboardEvent) {
            // What is offered for the text as it is by now may not be there yet: it is searched for then.
            let is_settled =
                self.pause.with_value(Option::is_none) && self.asked.get_value() == self.answered.get_value();
            let first = self.dialog.get_untracked();
            let first = first.and_then(|dialog| dialog.query_selector("[data-item]").ok().flatten());
            if let Some(first) =
                first.filter(|_| is_settled).and_then(|item| item.dyn_into::<HtmlElement>().ok())
            {
                event.prevent_default();
                first.click();
            }
        }
    }
}
