//! That accounts have no organisation, status or identity type can be asked for as any value of them: the value is empty then, and stands in addresses
//! as a word.

const MISSING: &str = "none";

/// How the code of an organisation, status or identity type stands in an address.
pub fn in_address(value: &str) -> &str {
    if value.is_empty() { MISSING } else { value }
}

/// The code that stands so in an address.
pub fn from_address(value: &str) -> &str {
    if value == MISSING { "" } else { value }
}
