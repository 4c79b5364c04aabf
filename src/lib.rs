//! jaccount-admin: a dashboard in which university staff find and understand the jAccounts they are responsible for.
//!
//! Pages are rendered on the server (`ssr`); the browser's bundle (`hydrate`) holds the islands and nothing else.

// Leptos views nest deeply; the default limit is made for flatter types.
#![recursion_limit = "256"]

pub mod api;
pub mod islands;

#[cfg(feature = "ssr")]
mod app;
#[cfg(feature = "ssr")]
pub mod cli;
#[cfg(feature = "ssr")]
pub mod components;
#[cfg(feature = "ssr")]
pub mod i18n;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
pub mod server;
#[cfg(feature = "ssr")]
pub mod web;

/// Prepares the browser for the islands of a page; they are then woken one by one.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
