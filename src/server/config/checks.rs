//! Checks of single values.

use std::net::{IpAddr, SocketAddr};

use ipnet::IpNet;
use time::Date;
use url::Url;

use super::types::{ConfigError, variable};
use model::date::parse_date;

pub(super) fn networks(names: &[String]) -> Result<Vec<IpNet>, ConfigError> {
    let network = |name: &String| name.parse().or_else(|_| name.parse::<IpAddr>().map(IpNet::from));
    let networks: Result<_, _> = names.iter().map(network).collect();
    networks.map_err(|_| {
        invalid("trusted_proxies", "each is an address or a network, as 10.0.0.1 or 10.0.0.0/8".into())
    })
}

/// An address to listen on.
pub(super) fn address(text: &str, field: &'static str) -> Result<SocketAddr, ConfigError> {
    text.parse().map_err(|_| invalid(field, "it is not of the form 127.0.0.1:3000".into()))
}

/// Days in order.
pub(super) fn days(words: &[String], field: &'static str) -> Result<Vec<Date>, ConfigError> {
    let day = |word: &String| {
        parse_date(word).ok_or_else(|| invalid(field, format!("\"{word}\" is not a day as 2027-01-24")))
    };
    let mut days = words.iter().map(day).collect::<Result<Vec<_>, _>>()?;
    days.sort_unstable();
    days.dedup();
    Ok(days)
}

pub(super) fn required<T>(value: Option<T>, field: &'static str) -> Result<T, ConfigError> {
    value.ok_or_else(|| ConfigError::Missing { field, variable: variable(field) })
}

pub(super) fn invalid(field: &'static str, reason: String) -> ConfigError {
    ConfigError::Invalid { field, reason }
}

pub(super) fn url(text: &str, field: &'static str) -> Result<Url, ConfigError> {
    let url = Url::parse(text)
        .map_err(|_| invalid(field, "it is not an address as https://example.org/".into()))?;
    let is_local = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_local => Ok(url),
        _ => Err(invalid(field, "it must start with https:// (http:// only for this machine itself)".into())),
    }
}

pub(super) fn public_url(text: &str) -> Result<Url, ConfigError> {
    let public_url = url(text, "public_url")?;
    match (public_url.path(), public_url.query()) {
        ("/", None) => Ok(public_url),
        _ => Err(invalid("public_url", "it must be a host of its own, without a path".into())),
    }
}

pub(super) fn positive(value: Option<u64>, default: u64, field: &'static str) -> Result<u64, ConfigError> {
    match value.unwrap_or(default) {
        0 => Err(invalid(field, "it must be more than 0".into())),
        value => Ok(value),
    }
}
