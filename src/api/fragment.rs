//! A part of a page, drawn by the server.

use serde::{Deserialize, Serialize};

/// HTML for a part of a page that changes by itself.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Fragment {
    pub html: String,
    /// It may change again; otherwise there is nothing more to ask for.
    pub goes_on: bool,
}
