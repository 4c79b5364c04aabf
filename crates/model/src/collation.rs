//! How whoever asks reads a list, as far as its order follows from that.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Which names come first, and what codes are called: a list is in the order of what is read in it.
#[derive(Clone, Debug, Default)]
pub struct Collation {
    /// Names in Chinese before those in other scripts.
    pub chinese_first: bool,
    /// By code; one without a label is read as it is.
    pub statuses: BTreeMap<String, String>,
    pub identity_types: BTreeMap<String, String>,
    pub organizations: Arc<BTreeMap<String, String>>,
}
