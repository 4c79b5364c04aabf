//! How accounts are written, where the columns hold something else.

use std::collections::BTreeMap;

use fixedbitset::FixedBitSet;

use super::columns::CodeColumn;
use super::packed::packed;
use model::account::Organization;

/// What has to be kept beside the columns so that they tell what an account looks like.
#[derive(Clone, Debug, Default)]
pub struct Written {
    /// Names that are not written as their keys.
    pub names: BTreeMap<u32, Box<str>>,
    /// Expiry dates that are none.
    pub expiries: BTreeMap<u32, Box<str>>,
    /// Code and name of the own organisation, as [`written`] puts them together.
    pub organizations: CodeColumn,
    /// Accounts that look otherwise than the columns say.
    pub otherwise: FixedBitSet,
}

packed!(Written { names, expiries, organizations, otherwise });

/// No code of an organisation holds it.
const SEPARATOR: char = '\0';

/// Code and name as one text; empty where there is neither.
pub fn written(organization: &Organization) -> String {
    let (id, name) = (organization.id.as_deref(), organization.name.as_deref());
    match (id, name) {
        (None, None) => String::new(),
        (id, name) => format!("{}{SEPARATOR}{}", id.unwrap_or_default(), name.unwrap_or_default()),
    }
}

/// What [`written`] put together.
pub fn of_written(text: &str) -> Organization {
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let (id, name) = text.split_once(SEPARATOR).unwrap_or_default();
    Organization { id: known(id), name: known(name) }
}
