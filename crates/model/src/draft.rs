//! What somebody asked for without a session.

use serde::{Deserialize, Serialize};

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Draft {
    /// A page whose address is too long to be passed through the sign-in.
    Address(String),
    Form(DraftForm),
}

/// A form that was sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftForm {
    /// The path it was sent to.
    pub action: String,
    /// Whether files can go with it.
    pub is_multipart: bool,
    /// Names and values.
    pub fields: Vec<(String, String)>,
    /// Fields that held a file, with its name; the file itself is chosen again.
    pub files: Vec<(String, String)>,
}
