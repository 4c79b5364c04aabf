//! The address of an account's page.

use form_urlencoded::byte_serialize;

/// Stands before a name that a browser would take for a way through folders, and before one that begins with it itself.
const MARK: char = '~';

/// `/accounts/NAME`. Browsers take `.` and `..` for folders, however they are encoded: these get a mark.
pub fn account_path(name: &str) -> String {
    let mark = if matches!(name, "." | "..") || name.starts_with(MARK) { "~" } else { "" };
    format!("/accounts/{mark}{}", byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20"))
}

/// `/organizations/ID`. Codes are short words ([`crate::filter::is_organization_id`]); any other text is encoded.
pub fn organization_path(id: &str) -> String {
    format!("/organizations/{}", byte_serialize(id.as_bytes()).collect::<String>().replace('+', "%20"))
}

/// Names longer than this are of no account, in bytes.
const MAX_NAME_BYTES: usize = 4_096;

/// What somebody gave as the name of an account, if it can be one.
pub fn named(name: &str) -> Option<&str> {
    Some(name).filter(|name| !name.is_empty() && name.len() <= MAX_NAME_BYTES)
}

/// The name that a part of an address means, decoded.
pub fn account_name(part: &str) -> &str {
    match part.strip_prefix(MARK) {
        Some(name) if matches!(name, "." | "..") || name.starts_with(MARK) => name,
        _ => part,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn decoded(path: &str) -> String {
        let part = path.strip_prefix("/accounts/").unwrap();
        let query = format!("a={part}");
        let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        pairs[0].1.clone()
    }

    #[test]
    fn no_name_is_a_way_through_folders() {
        assert_eq!(account_path("zhang san"), "/accounts/zhang%20san");
        assert_eq!(
            [".", "..", "~", "~."].map(account_path),
            ["/accounts/~.", "/accounts/~..", "/accounts/~%7E", "/accounts/~%7E."]
        );
        assert_eq!(account_name("~zhangsan"), "~zhangsan", "as typed by hand");
    }

    proptest! {
        #[test]
        fn every_name_has_an_address_of_its_own(name in "[~.]{0,3}\\PC{0,10}") {
            let path = account_path(&name);
            prop_assert!(!path.ends_with("/.") && !path.ends_with("/.."));
            let part = decoded(&path);
            prop_assert_eq!(account_name(&part), name);
        }
    }
}
