//! What somebody did that the list answers.

use web_sys::Element;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The next key of a text: the address is that of the text so far.
    Typed,
    /// Something of its own, to come back to.
    Taken,
    /// Another page of the same list, from below the one before.
    Paged,
    /// The same from above it.
    Turned,
    /// The form was sent: as `Taken`, and what cannot be answered here is answered by a page.
    Sent,
    /// Back or forth: the address is there already.
    Back,
}

impl Step {
    /// What following a link of the list is.
    pub fn by(link: &Element) -> Self {
        let is_in = |place: &str| link.closest(place).ok().flatten().is_some();
        if is_in(".pager") {
            Self::Paged
        } else if is_in(".short-pager") {
            Self::Turned
        } else {
            Self::Taken
        }
    }
}
