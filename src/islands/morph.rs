//! Makes a part of a page what the server drew, and keeps what is the same: its focus, its place, the islands in it that are awake.

use js_sys::Array;
use leptos::prelude::document;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{Element, HtmlInputElement, HtmlOptionElement, HtmlSelectElement, HtmlTemplateElement, Node};

/// Makes the children of an element those of this HTML. `untouched` keeps what is typed into it.
pub fn morph_children(parent: &Element, html: &str, untouched: Option<&Element>) {
    // A template's content runs nothing and loads nothing.
    let template = document().create_element("template").ok();
    let Some(template) = template.and_then(|element| element.dyn_into::<HtmlTemplateElement>().ok()) else {
        return;
    };
    template.set_inner_html(html);
    let fields = Fields::Drawn { but: untouched };
    Morph { fields, focused: document().active_element() }.children(parent, &template.content());
}

/// Makes an element what this one is, which answers the form that was sent, if any. What was typed into other forms meanwhile stays.
pub fn morph(old: &Element, new: &Element, sent: Option<&Element>) {
    Morph { fields: Fields::Typed { sent }, focused: document().active_element() }.node(old, new);
}

#[wasm_bindgen]
extern "C" {
    /// Of the script by which Leptos wakes the islands of a page.
    #[wasm_bindgen(js_namespace = window, js_name = __hydrateIsland, catch)]
    fn hydrate_island(island: &Element, name: &str) -> Result<JsValue, JsValue>;
}

/// Wakes the islands of what is new on the page.
fn wake(new: &Element) {
    const ISLAND: &str = "leptos-island";
    let wake = |island: &Element| {
        // An island that stays asleep is what it would be without script.
        _ = hydrate_island(island, &island.get_attribute("data-component").unwrap_or_default());
    };
    if new.matches(ISLAND).unwrap_or(false) {
        wake(new);
    }
    let Ok(islands) = new.query_selector_all(ISLAND) else { return };
    for island in (0..islands.length()).filter_map(|at| islands.get(at)?.dyn_into().ok()) {
        wake(&island);
    }
}

fn nodes(parent: &Node) -> Vec<Node> {
    let list = parent.child_nodes();
    (0..list.length()).filter_map(|at| list.get(at)).collect()
}

/// The element that a node is. Asked by number: the browser's answer to which class it has takes many times as long.
fn element(node: &Node) -> Option<&Element> {
    (node.node_type() == Node::ELEMENT_NODE).then(|| node.unchecked_ref())
}

/// By what a node is known among its siblings: what it says itself, its id, where a link leads, or the first of its classes.
fn key(node: &Node) -> String {
    // Of a text or a comment `#text` or `#comment`, which no element is known by.
    let name = node.node_name();
    let Some(element) = element(node) else { return name };
    if let Some(key) = element.get_attribute("data-key") {
        return format!("{name}={key}");
    }
    match (element.id(), element.get_attribute("rel"), element.class_list().item(0)) {
        (id, ..) if !id.is_empty() => format!("{name}#{id}"),
        (_, Some(rel), _) => format!("{name}@{rel}"),
        (_, None, Some(class)) => format!("{name}.{class}"),
        _ => name,
    }
}

/// Of an element whose parts keep their places while somebody chooses among them, whatever is counted of each by now.
const STEADY: &str = "data-steady";
/// Of an element with many parts and nothing to keep in them but the focus: then its parts are exchanged all at once.
const WHOLE: &str = "data-whole";
/// Of an element that was not drawn anew, as it follows from no question.
const KEPT: &str = "data-kept";

/// What is as it was drawn may have been typed into, ticked or chosen since. What has no name is sent nowhere, and follows from no question.
const FIELDS: &str = "input[name], select[name]";

/// What stands in fields afterwards.
enum Fields<'a> {
    /// What is drawn, as the fields of a question follow from the question: but not in the one that somebody types into.
    Drawn { but: Option<&'a Element> },
    /// What somebody typed or chose since they were drawn, but not in the form that was sent.
    Typed { sent: Option<&'a Element> },
}

/// Takes over what is drawn.
struct Morph<'a> {
    fields: Fields<'a>,
    focused: Option<Element>,
}

impl Morph<'_> {
    fn children(&self, parent: &Node, drawn: &Node) {
        let news: Vec<(String, Node)> = nodes(drawn).into_iter().map(|new| (key(&new), new)).collect();
        let mut wanted: Vec<&str> = news.iter().map(|(key, _)| key.as_str()).collect();
        let mut olds = Vec::new();
        for old in nodes(parent) {
            let its = key(&old);
            if let Some(at) = wanted.iter().position(|key| *key == its) {
                wanted.swap_remove(at);
                olds.push((its, old));
            } else {
                // Whatever goes, goes first: what stays need not be moved then, which would take its focus away.
                _ = parent.remove_child(&old);
            }
        }
        // The children of an island stand in an element of their own.
        let parents = [element(parent).cloned(), parent.parent_element()];
        let is_steady = parents.iter().flatten().any(|parent| parent.has_attribute(STEADY));
        let mut next = parent.first_child();
        for (its, new) in news {
            let old = olds.iter().position(|(key, _)| *key == its).map(|at| olds.remove(at).1);
            let here = old.as_ref().unwrap_or(&new);
            if let Some(old) = &old {
                self.node(old, &new);
            }
            if next.as_ref() == Some(here) || is_steady && old.is_some() {
                next = here.next_sibling();
            } else {
                // The next one is a child of this parent.
                _ = parent.insert_before(here, next.as_ref());
            }
            if old.is_none()
                && let Some(new) = element(here)
            {
                wake(new);
            }
        }
    }

    fn node(&self, old: &Node, new: &Node) {
        let (Some(old_element), Some(new_element)) = (element(old), element(new)) else {
            if old.node_value() != new.node_value() {
                old.set_node_value(new.node_value().as_deref());
            }
            return;
        };
        if new_element.has_attribute(KEPT) || self.is_untouched(old_element, new_element) {
            return;
        }
        // What is the same is left as it is.
        if old.is_equal_node(Some(new)) {
            self.fields(old_element, new_element);
            return;
        }
        attributes(old_element, new_element);
        if new_element.has_attribute(WHOLE) && !self.holds_focus(old_element) {
            old_element.replace_children_with_node(&Array::from(&new_element.child_nodes()));
            return;
        }
        self.children(old, new);
        if old_element.matches(FIELDS).unwrap_or(false) {
            self.field(old_element, new_element);
        }
    }

    fn holds_focus(&self, element: &Element) -> bool {
        self.focused.as_ref().is_some_and(|focused| element.contains(Some(focused)))
    }

    /// The fields of what was drawn the same.
    fn fields(&self, old: &Element, new: &Element) {
        if old.matches(FIELDS).unwrap_or(false) {
            return self.field(old, new);
        }
        let found = |within: &Element| within.query_selector_all(FIELDS).ok();
        let (Some(olds), Some(news)) = (found(old), found(new)) else { return };
        for (old, new) in (0..olds.length()).filter_map(|at| olds.get(at).zip(news.get(at))) {
            self.field(old.unchecked_ref(), new.unchecked_ref());
        }
    }

    fn is_untouched(&self, old: &Element, new: &Element) -> bool {
        match self.fields {
            Fields::Drawn { but } => but == Some(old),
            Fields::Typed { sent } => {
                !sent.is_some_and(|sent| sent.contains(Some(old)))
                    && is_typed(old)
                    && is_drawn_alike(old, new)
            }
        }
    }

    fn field(&self, old: &Element, new: &Element) {
        if self.is_untouched(old, new) {
            return;
        }
        if let (Some(old), Some(new)) = (old.dyn_ref::<HtmlInputElement>(), new.dyn_ref::<HtmlInputElement>())
        {
            if old.checked() != new.checked() {
                old.set_checked(new.checked());
            }
            if old.value() != new.value() {
                old.set_value(&new.value());
            }
        } else if let (Some(old), Some(new)) =
            (old.dyn_ref::<HtmlSelectElement>(), new.dyn_ref::<HtmlSelectElement>())
            && old.selected_index() != new.selected_index()
        {
            old.set_selected_index(new.selected_index());
        }
    }
}

/// Whether somebody typed or chose something else than what was drawn.
fn is_typed(field: &Element) -> bool {
    if let Some(input) = field.dyn_ref::<HtmlInputElement>() {
        return input.value() != input.default_value() || input.checked() != input.default_checked();
    }
    let Some(select) = field.dyn_ref::<HtmlSelectElement>() else { return false };
    let options = select.options();
    let options =
        (0..options.length()).filter_map(|at| options.item(at)?.dyn_into::<HtmlOptionElement>().ok());
    // Of a menu in which none is chosen as it is drawn, the first one is.
    let drawn = options.enumerate().filter_map(|(at, option)| option.default_selected().then_some(at)).last();
    usize::try_from(select.selected_index()) != Ok(drawn.unwrap_or(0))
}

/// Whether the server says of a field what it said before.
fn is_drawn_alike(old: &Element, new: &Element) -> bool {
    match (old.dyn_ref::<HtmlInputElement>(), new.dyn_ref::<HtmlInputElement>()) {
        (Some(old), Some(new)) => {
            old.default_value() == new.default_value() && old.default_checked() == new.default_checked()
        }
        _ => old.is_equal_node(Some(new)),
    }
}

fn attributes(old: &Element, new: &Element) {
    // Whether it is open, and how an island changed it, is not the server's to say.
    let is_kept = |name: &str| name == "open" || name == "style" || name == "hidden";
    for name in old.get_attribute_names().iter().filter_map(|name| name.as_string()) {
        if !new.has_attribute(&name) && !is_kept(&name) {
            // The name is one that is there.
            _ = old.remove_attribute(&name);
        }
    }
    for name in new.get_attribute_names().iter().filter_map(|name| name.as_string()) {
        let value = new.get_attribute(&name).unwrap_or_default();
        if !is_kept(&name) && old.get_attribute(&name).as_deref() != Some(&value) {
            _ = old.set_attribute(&name, &value);
        }
    }
}
