//! `ready`: asks the server of this machine whether it can do its work, for whoever restarts it when it cannot.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use jaccount::http::{HttpClient, HttpFault};

use crate::server::config::Config;

/// One answer may take so long.
const PATIENCE: Duration = Duration::from_secs(4);

/// The server cannot do its work: one sentence for the operator.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    #[error("The server at {0} does not answer: {1}.")]
    NoAnswer(SocketAddr, HttpFault),
    #[error("The server at {0} is not ready: {1}.")]
    Said(SocketAddr, String),
    #[error("It cannot be asked: {0}.")]
    Client(#[from] reqwest::Error),
}

/// # Errors
/// The server does not answer, or says that it is not ready.
pub async fn ready(config: Config) -> Result<(), NotReady> {
    let address = here(config.listen);
    let http = HttpClient::new(concat!("jaccount-admin/", env!("CARGO_PKG_VERSION")))?;
    let request = http.builder().get(format!("http://{address}/readyz"));
    let answer = http.send(request, PATIENCE).await.map_err(|fault| NotReady::NoAnswer(address, fault))?;
    if answer.status.is_success() {
        println!("ready");
        return Ok(());
    }
    Err(NotReady::Said(address, String::from_utf8_lossy(&answer.body).trim().to_owned()))
}

/// Where to ask a server that listens at every address of this machine.
fn here(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        ip if !ip.is_unspecified() => ip,
        IpAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(ip, listen.port())
}
