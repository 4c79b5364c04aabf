//! What a page answers.

use std::pin::Pin;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::api::{Call, Failed};
use crate::components::drawn::{Draw as _, Drawn};
use model::problem::ProblemKind;

/// What is shown, or where to go instead.
pub enum Answer {
    Screen(Screen),
    Redirect(String),
}

/// A part of a page that comes when the rest is shown already.
pub type Rest = Pin<Box<dyn Future<Output = Drawn> + Send>>;

/// What is shown.
#[must_use]
pub struct Screen {
    pub title: String,
    /// Of HTTP.
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    draw: Box<dyn FnOnce() -> String + Send>,
    /// What comes in the place of [`crate::components::drawn::LATER`].
    pub rest: Option<Rest>,
}

impl Screen {
    pub fn new<V: IntoView>(title: &str, draw: impl FnOnce() -> V + Send + 'static) -> Self {
        Self {
            title: title.to_owned(),
            status: 200,
            headers: Vec::new(),
            draw: Box::new(move || draw().html()),
            rest: None,
        }
    }

    pub fn with_status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    pub fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    pub fn with_rest(self, rest: impl Future<Output = Drawn> + Send + 'static) -> Self {
        Self { rest: Some(Box::pin(rest)), ..self }
    }

    /// As HTML.
    pub fn draw(self) -> String {
        (self.draw)()
    }
}

impl From<Screen> for Answer {
    fn from(screen: Screen) -> Self {
        Self::Screen(screen)
    }
}

/// A part of the page's path, by the name that the table of pages gives it.
///
/// # Errors
/// The path has no such part.
pub fn part_of_path(name: &str) -> Result<String, Failed> {
    use_params_map().with_untracked(|parts| parts.get(name)).ok_or_else(|| ProblemKind::NotFound.into())
}

/// Which part of a long list the page's address asks for, 0-based; what is no number asks for the first.
pub fn part_of_list(call: &Call) -> usize {
    call.parameter("page").and_then(|page| page.parse().ok()).unwrap_or_default()
}

/// Whether a form sent empty fields along; the address to be kept and passed on has none.
pub fn has_empty_fields(query: &str) -> bool {
    query.split('&').any(|pair| pair.ends_with('='))
}
