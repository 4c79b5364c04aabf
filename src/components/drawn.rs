//! HTML that is drawn already. Where it takes the place of a view, the types of the views around it end, and of all that Leptos can do with a view
//! only the drawing is compiled: the program is a third smaller than with `AnyView` in the same places.

use leptos::children::ToChildren;
use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use leptos::tachys::view::Position;

/// HTML that is put where it stands as it is.
pub type Drawn = InertElement;

/// Drawing a view at once. Pages are drawn on the server alone, and nothing in them waits.
pub trait Draw: IntoView {
    fn drawn(self) -> Drawn {
        Drawn::new(self.html())
    }

    fn html(self) -> String {
        let view = self.into_view();
        // Attributes are not counted. Room that is short is made by copying all that is there.
        let mut html = String::with_capacity(2 * view.html_len());
        view.to_html_with_buf(&mut html, &mut Position::FirstChild, true, false, Vec::new());
        html
    }
}

impl<V: IntoView> Draw for V {}

/// Stands where the part of a page goes that comes later. No text of a person's can hold it: its signs are escaped there.
pub const LATER: &str = "<!--later-->";

/// What stands between the tags of a component: as `Children`, but drawn when it is asked for.
pub struct Content(Box<dyn FnOnce() -> Drawn + Send>);

impl Content {
    pub fn draw(self) -> Drawn {
        (self.0)()
    }
}

impl<F, V> ToChildren<F> for Content
where
    F: FnOnce() -> V + Send + 'static,
    V: IntoView,
{
    fn to_children(content: F) -> Self {
        Self(Box::new(move || content().drawn()))
    }
}
