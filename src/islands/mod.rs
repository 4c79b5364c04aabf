//! The few parts of a page that act in the browser. Everything works without them.

mod copy_button;
mod keyboard;
mod live_region;
mod narrow_list;
mod pin_order;
#[cfg(feature = "hydrate")]
mod sent_once;

pub use copy_button::CopyButton;
pub use keyboard::{Keyboard, Shortcut};
pub use live_region::{Live, LiveRegion};
pub use narrow_list::NarrowList;
pub use pin_order::PinOrder;
