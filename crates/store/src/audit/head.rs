//! The end of the chain.

/// An entry that the chain goes on from, and its hash.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    pub last: i64,
    pub hash: Vec<u8>,
}
