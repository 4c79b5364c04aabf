//! Where to go after sign-in: a path on this site, and nothing else.

use url::Url;

/// Bytes of an address that a form leads back to: as many as proxies commonly take of one.
const MAX_BYTES: usize = 8_000;
/// Bytes of an address that goes through the sign-in, where it stands in another one, written at up to three times its length.
const MAX_THROUGH_SIGN_IN: usize = 2_000;

/// Whether an address can go through the sign-in.
pub fn fits_sign_in(address: &str) -> bool {
    address.len() <= MAX_THROUGH_SIGN_IN
}

/// The path and query of `text` if it stays on this site, or `None`.
///
/// Judged by what a browser would make of it: `//host`, `/\host` and paths with tabs or line breaks in them lead elsewhere.
pub fn local_path(text: &str) -> Option<String> {
    let base = Url::parse("https://here.invalid/").ok()?;
    let is_plain = text.starts_with('/')
        && text.len() <= MAX_BYTES
        && !text.contains('\\')
        && !text.chars().any(char::is_control);
    let url = base.join(text).ok().filter(|url| is_plain && url.origin() == base.origin())?;
    // The base has no user, so a user in the outcome came from the text.
    let path = url.path();
    (url.username().is_empty() && !path.starts_with("//")).then(|| match url.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    })
}

/// The sign-in page that leads back to `here`.
pub fn sign_in_path(here: &str) -> String {
    match local_path(here).filter(|path| fits_sign_in(path)) {
        Some(path) => format!(
            "/login?{}",
            form_urlencoded::Serializer::new(String::new()).append_pair("return_to", &path).finish()
        ),
        None => "/login".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn local_paths_stay() {
        assert_eq!(
            local_path("/accounts?q=%E5%BC%A0&org=40100").as_deref(),
            Some("/accounts?q=%E5%BC%A0&org=40100")
        );
        assert_eq!(local_path("/").as_deref(), Some("/"));
        assert_eq!(local_path("/a/../accounts#x").as_deref(), Some("/accounts"));
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "accounts",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "/\t/evil.example",
            "/\n/evil.example",
            "///evil.example",
            "/a/..//evil.example",
            "/.//evil.example",
            " /accounts",
            "/%0d%0aSet-Cookie:x\r\n",
        ] {
            assert_eq!(local_path(text), None, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn the_outcome_never_leaves_the_site(text in "[/\\\\a-z.:@?#%\\t\\n -]{0,24}") {
            if let Some(path) = local_path(&text) {
                let origin = Url::parse("https://accounts.example/").unwrap();
                prop_assert_eq!(origin.join(&path).unwrap().origin(), origin.origin());
                prop_assert!(path.starts_with('/'));
            }
        }
    }
}
