//! From where and with what somebody asks.

use std::net::IpAddr;

use store::audit::Actor;

/// With what and from where somebody asks, and in which request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Client {
    pub request_id: String,
    pub address: Option<IpAddr>,
    /// As `Firefox · Windows`.
    pub device: Option<String>,
}

impl Client {
    /// As the audit log names somebody who asks from here.
    pub fn actor(&self, account: &str) -> Actor {
        let address = self.address.map(|address| address.to_string());
        let request = (!self.request_id.is_empty()).then(|| self.request_id.clone());
        Actor { who: account.to_owned(), session: None, address, request }
    }
}
