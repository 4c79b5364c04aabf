//! Forms and links that act on the page they stand on are answered in place: the server draws the page that would have come, and what differs is taken
//! over. The focus stays, or goes to what took the place of what had it.
//!
//! Such a form or link says so by the attribute `data-in-place`. Without script it leads to the same page.

use leptos::prelude::*;

/// Why nothing came of what was asked, and whether this page has to be opened anew.
type Said = Option<(String, bool)>;

/// `unreachable`: what is said where no answer came. `again`: of the link that opens the page anew, through the sign-in if need be.
#[island]
pub fn InPlace(unreachable: String, again: String) -> impl IntoView {
    let said = RwSignal::new(Said::None);
    #[cfg(feature = "hydrate")]
    Effect::new(move || browser::listen(browser::Page::new(said, unreachable.clone())));
    #[cfg(not(feature = "hydrate"))]
    drop(unreachable);
    view! {
        <p class="notice notice-error in-place-said" role="alert" hidden=move || said.read().is_none()>
            {move || said.get().map(|(words, _)| words)}
            " "
            <a href="" hidden=move || said.read().as_ref().is_none_or(|(_, is_over)| !is_over)>{again}</a>
        </p>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::collections::VecDeque;
    use std::time::Duration;

    use gloo_net::http::Request;
    use js_sys::Reflect;
    use leptos::ev;
    use leptos::leptos_dom::helpers::TimeoutHandle;
    use leptos::prelude::*;
    use wasm_bindgen::{JsCast as _, JsValue};
    use web_sys::{
        Document, DomParser, Element, FocusEvent, FormData, HtmlElement, HtmlFormElement, HtmlInputElement,
        RequestInit, SubmitEvent, SupportedType, Url, UrlSearchParams,
    };

    use super::Said;
    use crate::islands::morph::morph;

    /// Of a form or link that leads to the page it stands on.
    const IN_PLACE: &str = "data-in-place";
    /// Of a form or link, while its answer is awaited.
    const BUSY: &str = "aria-busy";
    /// Of a field whose form is sent when somebody leaves it with another value: what looks as if it were kept is.
    const SAVES: &str = "data-saves";
    /// Some browsers do not say that the focus goes to a button: so long its click may take, before what was typed is sent by itself.
    const CLICK: Duration = Duration::from_millis(300);
    const ASKS: &str = "#content [autofocus]";
    /// A link to the list that an account was opened from.
    const BACK: &str = ".back-link";
    /// What of the page is taken over.
    const PARTS: [&str; 2] = ["#content", ".side-bar"];
    /// Of a page that says why nothing is done.
    const WORDS: &str = ".problem :is(h1, p)";
    const FOCUSABLE: &str = "a[href], button, summary, select, input:not([type=hidden])";

    #[derive(Clone, Copy)]
    pub struct Page {
        said: RwSignal<Said>,
        unreachable: StoredValue<String>,
        /// What is shown for some time only goes when this is over.
        end: StoredValue<Option<TimeoutHandle>>,
        /// What is asked while an answer is awaited: each answer is a page that knows of all before it.
        waiting: StoredValue<VecDeque<Asked>, LocalStorage>,
        is_busy: StoredValue<bool>,
    }

    /// A form that was sent, or a link that was followed.
    struct Asked {
        from: Element,
        url: String,
        body: Option<UrlSearchParams>,
        /// Of what was shown for some time only.
        is_end: bool,
    }

    /// A page as the server answered it.
    struct Answer {
        /// Where it led to; none where the answer is that of a form itself, which nothing but the form leads to.
        url: Option<String>,
        html: String,
        /// Of the header: `seconds; url=path`.
        refresh: Option<String>,
    }

    impl Page {
        pub fn new(said: RwSignal<Said>, unreachable: String) -> Self {
            Self {
                said,
                unreachable: StoredValue::new(unreachable),
                end: StoredValue::new(None),
                waiting: StoredValue::new_local(VecDeque::new()),
                is_busy: StoredValue::new(false),
            }
        }

        fn go(self, asked: Asked) {
            if asked.from.has_attribute(BUSY) {
                return;
            }
            // The name and the value are valid ones.
            _ = asked.from.set_attribute(BUSY, "true");
            self.waiting.update_value(|waiting| waiting.push_back(asked));
            if !self.is_busy.get_value() {
                self.is_busy.set_value(true);
                leptos::task::spawn_local(async move {
                    while let Some(asked) = self.waiting.try_update_value(VecDeque::pop_front).flatten() {
                        let answer = load(&asked.url, asked.body.as_ref()).await;
                        _ = asked.from.remove_attribute(BUSY);
                        self.said.set(answer.is_none().then(|| (self.unreachable.get_value(), false)));
                        match answer {
                            Some(answer) => self.show(&answer, &asked.from),
                            // What was shown for some time must go, and be it with the page.
                            None if asked.is_end => leave_to(None),
                            None => {}
                        }
                    }
                    self.is_busy.set_value(false);
                });
            }
        }

        fn show(self, answer: &Answer, from: &Element) {
            let drawn = DomParser::new()
                .and_then(|parser| parser.parse_from_string(&answer.html, SupportedType::TextHtml));
            let place = answer.url.as_ref().and_then(|url| Url::new(url).ok());
            let here = window().location().pathname().ok();
            let is_here = place.as_ref().is_none_or(|place| Some(place.pathname()) == here);
            // A page of its own, or that of the sign-in.
            let Some(drawn) = drawn.as_ref().ok().filter(|drawn| is_here && part(drawn, PARTS[1]).is_some())
            else {
                // Nothing leads to the page that a form answers with by itself: what it says is said here, and what was filled in stays.
                let words = drawn.ok().filter(|_| place.is_none()).map(|drawn| problem(&drawn));
                return match words.filter(|words| !words.is_empty()) {
                    Some(words) => self.said.set(Some((words, true))),
                    None => leave_to(place.as_ref()),
                };
            };
            // What is taken over by itself has nothing to do with where somebody is.
            let focused = document().active_element().filter(|focused| from.contains(Some(focused)));
            let sent = Some(from).filter(|from| from.has_attribute(IN_PLACE));
            let from = focused.as_ref().unwrap_or(from);
            let around: Vec<Element> =
                std::iter::successors(from.parent_element(), |around| around.parent_element()).collect();
            for selector in PARTS {
                if let (Some(old), Some(new)) = (part(&document(), selector), part(drawn, selector)) {
                    morph(&old, &new, sent);
                }
            }
            document().set_title(&drawn.title());
            if let (Some(place), Ok(history)) = (place, window().history()) {
                // Only an address of another site could be refused.
                _ = history.replace_state_with_url(
                    &history.state().unwrap_or(JsValue::NULL),
                    "",
                    Some(&(place.pathname() + &place.search())),
                );
            }
            // A question that the answer asks comes before everything else.
            match part(&document(), ASKS).and_then(|asks| asks.dyn_into::<HtmlElement>().ok()) {
                Some(asks) => _ = asks.focus(),
                None => focus_near(&around),
            }
            self.end_after(answer.refresh.as_deref());
        }

        fn end_after(self, refresh: Option<&str>) {
            if let Some(end) = self.end.try_update_value(Option::take).flatten() {
                end.clear();
            }
            let Some((seconds, url)) = refresh.and_then(|refresh| refresh.split_once("; url=")) else {
                return;
            };
            let Ok(seconds) = seconds.parse() else { return };
            let (url, content) = (url.to_owned(), part(&document(), PARTS[0]));
            let end = move || {
                if let Some(content) = content {
                    self.go(Asked { from: content, url, body: None, is_end: true });
                }
            };
            self.end.set_value(set_timeout_with_handle(end, Duration::from_secs(seconds)).ok());
        }
    }

    pub fn listen(page: Page) {
        let handles = [
            window_event_listener(ev::submit, move |event| sent(page, &event)),
            window_event_listener(ev::click, move |event| followed(page, &event)),
            window_event_listener(ev::focusout, |event| left(&event)),
        ];
        on_cleanup(move || handles.into_iter().for_each(WindowListenerHandle::remove));
    }

    fn part(of: &Document, selector: &str) -> Option<Element> {
        of.query_selector(selector).ok().flatten()
    }

    /// What a page says of a problem.
    fn problem(page: &Document) -> String {
        let Ok(found) = page.query_selector_all(WORDS) else { return String::new() };
        let words = (0..found.length()).filter_map(|at| found.get(at)?.text_content());
        words.collect::<Vec<_>>().join(" ")
    }

    fn leave_to(place: Option<&Url>) {
        let location = window().location();
        // It is an address that the server answered from, or that of this page.
        _ = match place {
            Some(place) => location.assign(&place.href()),
            None => location.reload(),
        };
    }

    /// None where no answer came.
    async fn load(url: &str, body: Option<&UrlSearchParams>) -> Option<Answer> {
        let init = RequestInit::new();
        // Whoever leaves the page at once has asked all the same. It can be set: it is an object of ours.
        _ = Reflect::set(&init, &"keepalive".into(), &JsValue::TRUE);
        if let Some(body) = body {
            init.set_method("POST");
            init.set_body(body);
        }
        let request = web_sys::Request::new_with_str_and_init(url, &init).ok()?;
        let response = Request::from(request).send().await.ok()?;
        let url = (body.is_none() || response.redirected()).then(|| response.url());
        Some(Answer { url, refresh: response.headers().get("refresh"), html: response.text().await.ok()? })
    }

    /// What a form sends, with the button that sent it.
    fn body_of(form: &HtmlFormElement, button: Option<&HtmlElement>) -> Option<UrlSearchParams> {
        let data = FormData::new_with_form(form).ok()?;
        if let Some((name, button)) = button.and_then(|button| Some((button.get_attribute("name")?, button)))
        {
            data.append_with_str(&name, &button.get_attribute("value").unwrap_or_default()).ok()?;
        }
        // A form's data is a sequence of pairs to whoever reads it.
        UrlSearchParams::new_with_str_sequence_sequence(&data).ok()
    }

    fn sent(page: Page, event: &SubmitEvent) {
        let form = event.target().and_then(|target| target.dyn_into::<HtmlFormElement>().ok());
        let Some(form) = form.filter(|form| form.has_attribute(IN_PLACE) && !event.default_prevented())
        else {
            return;
        };
        if let (Some(action), Some(body)) =
            (form.get_attribute("action"), body_of(&form, event.submitter().as_ref()))
        {
            event.prevent_default();
            page.go(Asked { from: form.into(), url: action, body: Some(body), is_end: false });
        }
    }

    fn left(event: &FocusEvent) {
        let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let Some(field) = field.filter(|field| field.has_attribute(SAVES)) else { return };
        let to = event.related_target().and_then(|to| to.dyn_into::<Element>().ok());
        match to {
            Some(to) if field.form().is_some_and(|form| form.contains(Some(&to))) => {}
            Some(_) => save(&field),
            None => set_timeout(move || save(&field), CLICK),
        }
    }

    /// Presses the button that Enter would press.
    fn save(field: &HtmlInputElement) {
        let is_new = field.value() != field.default_value();
        let form = field.form().filter(|form| is_new && form.is_connected() && !form.has_attribute(BUSY));
        let button = form.and_then(|form| form.query_selector("button").ok().flatten());
        if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
            button.click();
        }
    }

    fn followed(page: Page, event: &web_sys::MouseEvent) {
        let is_plain = event.button() == 0
            && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key());
        if !is_plain || event.default_prevented() {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let closest = |selector: &str| target.as_ref()?.closest(selector).ok().flatten();
        if closest(BACK).is_some_and(|link| go_back(&link)) {
            return event.prevent_default();
        }
        let link = closest(&format!("a[{IN_PLACE}]"));
        if let Some((link, url)) = link.and_then(|link| Some((link.clone(), link.get_attribute("href")?))) {
            event.prevent_default();
            page.go(Asked { from: link, url, body: None, is_end: false });
        }
    }

    /// Whether a link leads to where somebody came from: then it is left as going back does, with its place and what is ticked there.
    fn go_back(link: &Element) -> bool {
        let came_from = document().referrer();
        let leads_to = link.get_attribute("href").unwrap_or_default();
        let origin = window().location().origin().unwrap_or_default();
        came_from == format!("{origin}{leads_to}")
            && window().history().is_ok_and(|history| history.back().is_ok())
    }

    /// Where what had the focus is gone, to the next thing that one can act on: in what was nearest around it and is still there.
    fn focus_near(around: &[Element]) {
        let is_lost = document().active_element().is_none_or(|focused| focused.tag_name() == "BODY");
        let mut near = around.iter().filter(|element| element.is_connected());
        let next = near.find_map(|element| element.query_selector(FOCUSABLE).ok().flatten());
        if let Some(next) = next.filter(|_| is_lost).and_then(|next| next.dyn_into::<HtmlElement>().ok()) {
            // It can have the focus.
            _ = next.focus();
        }
    }
}
