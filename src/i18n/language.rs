//! The languages of the screen.

use serde::{Deserialize, Serialize};

/// A language of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    #[default]
    Chinese,
    English,
}

impl Language {
    /// Reads the code of the cookie and of the language form.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "zh" => Some(Self::Chinese),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    pub fn code(self) -> &'static str {
        match self {
            Self::Chinese => "zh",
            Self::English => "en",
        }
    }

    /// Of a word in Chinese and in English, the one in this language.
    pub fn pick<T>(self, chinese: T, english: T) -> T {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }

    /// The tag of the `lang` attribute.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// The first language of an `Accept-Language` header that we speak, by the order of the header; its weights follow that order in practice.
    pub fn from_accept_language(header: &str) -> Option<Self> {
        header
            .split(',')
            .find_map(|entry| Self::from_code(entry.trim().get(..2)?.to_ascii_lowercase().as_str()))
    }
}

/// Something said in both languages: whoever reads it later may have chosen another one by then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    chinese: String,
    english: String,
}

impl Words {
    pub fn new<Text: Into<String>>(say: impl Fn(Language) -> Text) -> Self {
        Self { chinese: say(Language::Chinese).into(), english: say(Language::English).into() }
    }

    pub fn of(&self, language: Language) -> &str {
        language.pick(&self.chinese, &self.english)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_we_speak_is_taken() {
        assert_eq!(Language::from_accept_language("fr-FR, en-GB;q=0.8, zh;q=0.5"), Some(Language::English));
        assert_eq!(Language::from_accept_language("zh-CN,zh;q=0.9"), Some(Language::Chinese));
        assert_eq!(Language::from_accept_language("fr, *;q=0.1"), None);
        assert_eq!(Language::from_accept_language("é"), None);
    }
}
