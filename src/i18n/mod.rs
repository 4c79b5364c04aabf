//! Both languages. A text is a field of [`Texts`]; a language that lacks one does not compile.

pub mod access;
pub mod audit;
mod codes;
pub mod directory;
mod en;
pub mod export;
mod problems;
pub mod question;
pub mod reconcile;
mod texts;
pub mod views;
mod zh;

pub use access::AccessTexts;
pub use audit::AuditTexts;
pub use codes::{document_kind, find_identity_type, identity_type, status};
pub use directory::DirectoryTexts;
pub use export::ExportTexts;
pub use reconcile::ReconcileTexts;
pub use texts::{ProblemTexts, Texts};
pub use views::ViewTexts;

/// A language of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

    /// The tag of the `lang` attribute.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    /// The first language of an `Accept-Language` header that we speak, by the order of the header; its weights follow that order in practice.
    pub fn from_accept_language(header: &str) -> Option<Self> {
        header.split(',').find_map(|entry| Self::from_code(entry.trim().get(..2)?.to_ascii_lowercase().as_str()))
    }

    /// Texts about the replica.
    pub fn directory(self) -> &'static DirectoryTexts {
        match self {
            Self::Chinese => &directory::CHINESE,
            Self::English => &directory::ENGLISH,
        }
    }

    /// Texts about rights.
    pub fn access(self) -> &'static AccessTexts {
        match self {
            Self::Chinese => &access::CHINESE,
            Self::English => &access::ENGLISH,
        }
    }

    /// Texts about the audit log.
    pub fn audit(self) -> &'static AuditTexts {
        match self {
            Self::Chinese => &audit::CHINESE,
            Self::English => &audit::ENGLISH,
        }
    }

    /// Texts about comparing lists.
    pub fn reconcile(self) -> &'static ReconcileTexts {
        match self {
            Self::Chinese => &reconcile::CHINESE,
            Self::English => &reconcile::ENGLISH,
        }
    }

    /// Texts about saved views.
    pub fn views(self) -> &'static ViewTexts {
        match self {
            Self::Chinese => &views::CHINESE,
            Self::English => &views::ENGLISH,
        }
    }

    /// Texts about exports.
    pub fn export(self) -> &'static ExportTexts {
        match self {
            Self::Chinese => &export::CHINESE,
            Self::English => &export::ENGLISH,
        }
    }

    pub fn texts(self) -> &'static Texts {
        match self {
            Self::Chinese => &zh::TEXTS,
            Self::English => &en::TEXTS,
        }
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
