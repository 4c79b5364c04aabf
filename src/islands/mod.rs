//! The few parts of a page that act in the browser. Everything works without them.

mod copy_button;
/// Named by its path, as the two below: the list holds them, and the island of the list asks for what draws the list.
pub mod drag_order;
#[cfg(feature = "hydrate")]
mod grouped_focus;
mod in_place;
mod keyboard;
#[cfg(feature = "hydrate")]
mod list_entry;
#[cfg(feature = "hydrate")]
mod list_focus;
#[cfg(feature = "hydrate")]
mod list_form;
#[cfg(feature = "hydrate")]
mod list_step;
mod live_list;
pub mod live_region;
#[cfg(feature = "hydrate")]
mod morph;
pub mod narrow_list;
mod palette;
mod peek;
#[cfg(feature = "hydrate")]
mod selection;
#[cfg(feature = "hydrate")]
mod sent_once;

pub use copy_button::CopyButton;
pub use in_place::InPlace;
pub use keyboard::{Keyboard, Shortcut};
pub use live_list::{LIST, LiveList};
pub use palette::Palette;
pub use peek::Peek;
