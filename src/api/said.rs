//! What a page says of a form that was sent. Form and answer have an address each, so that going back, loading again and another language never send
//! the form a second time.

use serde::{Deserialize, Serialize};

use crate::i18n::Words;
use model::purpose::FileUseTyped;

/// The parameter that names what is said. It comes last in an address.
pub const PARAMETER: &str = "said=";

/// What is said, and the form as it was filled in.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Said {
    pub words: Words,
    /// Of HTTP.
    pub status: u16,
    /// Names and values.
    pub form: Vec<(String, String)>,
}

impl Said {
    /// A form that could not be taken as it was filled in: it is shown again.
    pub fn refused(words: Words, form: Vec<(String, String)>) -> Self {
        Self { words, status: 422, form }
    }

    /// What was asked for is done.
    pub fn done(words: Words) -> Self {
        Self { words, status: 200, form: Vec::new() }
    }

    pub fn is_refused(&self) -> bool {
        self.status >= 400
    }

    /// What was filled in under a name; empty where nothing was.
    pub fn field(&self, name: &str) -> &str {
        self.form.iter().find(|(its, _)| its == name).map_or("", |(_, value)| value)
    }

    /// Whether the form had a field of that name.
    pub fn has(&self, name: &str) -> bool {
        self.form.iter().any(|(its, _)| its == name)
    }

    /// What a file is for, as it was filled in.
    pub fn file_use(&self) -> FileUseTyped {
        let field = |name| self.field(name).to_owned();
        FileUseTyped { purpose: field("purpose"), recipient: field("recipient") }
    }

    /// The form as a browser sends it.
    pub fn body(&self) -> String {
        form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.form).finish()
    }
}

/// The fields that [`Said::file_use`] reads.
pub fn file_use_fields(purpose: &str, recipient: &str) -> Vec<(String, String)> {
    [("purpose", purpose), ("recipient", recipient)]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
}

/// The fields of a form that a browser sent.
pub fn fields(body: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(body).into_owned().collect()
}

/// The query of a page without the name of what is said on it.
pub fn without_said(query: &str) -> &str {
    match query.rfind(PARAMETER) {
        Some(0) => "",
        Some(at) => query[..at].strip_suffix('&').unwrap_or(query),
        None => query,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_of_a_page_is_what_comes_before_what_is_said() {
        assert_eq!(without_said("status=a&said=token"), "status=a");
        assert_eq!(without_said("said=token"), "");
        assert_eq!(without_said("status=a"), "status=a");
        assert_eq!(without_said("q=unsaid=x"), "q=unsaid=x");
        assert_eq!(without_said(""), "");
    }
}
