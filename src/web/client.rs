//! From where and with what somebody asks.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, header};
use ipnet::IpNet;

use super::request_log;
use crate::server::auth::client::Client;

/// What a request says of its client. What a header says of the address counts only from proxies that are trusted.
pub fn of(request: &Request, trusted_proxies: &[IpNet]) -> Client {
    let request_id = request_log::id_of(request);
    let peer = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map(|ConnectInfo(peer)| peer.ip().to_canonical());
    Client {
        request_id,
        address: peer.map(|peer| address(peer, request.headers(), trusted_proxies)),
        device: device(request.headers()),
    }
}

/// Goes back along `X-Forwarded-For` as far as proxies are trusted: what stands before that, the client may have written itself.
fn address(peer: IpAddr, headers: &HeaderMap, trusted_proxies: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted_proxies.iter().any(|network| network.contains(&address));
    let lines: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
    let mut nearest = peer;
    for hop in lines.iter().flat_map(|line| line.split(',')).rev() {
        if !is_trusted(nearest) {
            break;
        }
        match hop.trim().parse::<IpAddr>() {
            Ok(hop) => nearest = hop.to_canonical(),
            Err(_) => break,
        }
    }
    nearest
}

/// Browser and system in two words; the header itself says more than anybody needs to keep.
fn device(headers: &HeaderMap) -> Option<String> {
    // What names itself as another one, too, comes before that one.
    const BROWSERS: [(&str, &str); 8] = [
        ("MicroMessenger", "WeChat"),
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chromium/", "Chromium"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ];
    let agent = headers.get(header::USER_AGENT)?.to_str().ok()?;
    let word = |words: &[(&str, &'static str)]| {
        words.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, name)| *name)
    };
    let known: Vec<&str> = [word(&BROWSERS), word(&SYSTEMS)].into_iter().flatten().collect();
    (!known.is_empty()).then(|| known.join(" · "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::{HeaderName, HeaderValue};
    use proptest::prelude::*;

    fn headers(name: &'static str, lines: &[&str]) -> HeaderMap {
        lines
            .iter()
            .map(|line| (HeaderName::from_static(name), HeaderValue::from_str(line).unwrap()))
            .collect()
    }

    fn seen(peer: &str, forwarded: &[&str]) -> String {
        let trusted = ["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
        address(peer.parse().unwrap(), &headers("x-forwarded-for", forwarded), &trusted).to_string()
    }

    #[test]
    fn only_trusted_proxies_say_who_asks() {
        assert_eq!(seen("202.120.2.2", &["1.1.1.1"]), "202.120.2.2", "nobody asked a client for its word");
        assert_eq!(seen("10.0.0.1", &["202.120.2.2"]), "202.120.2.2");
        assert_eq!(
            seen("10.0.0.1", &["1.1.1.1, 202.120.2.2"]),
            "202.120.2.2",
            "what the client wrote before is not believed"
        );
        assert_eq!(seen("10.0.0.1", &["1.1.1.1", "202.120.2.2, 10.0.0.9"]), "202.120.2.2");
        assert_eq!(seen("::1", &["10.0.0.9"]), "10.0.0.9");
        assert_eq!(seen("10.0.0.1", &["<script>"]), "10.0.0.1");
        assert_eq!(seen("10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn devices_are_told_apart_in_two_words() {
        let device = |agent| device(&headers("user-agent", &[agent]));
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0";
        assert_eq!(device(edge).as_deref(), Some("Edge · Windows"));
        assert_eq!(
            device("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1")
                .as_deref(),
            Some("Safari · iPhone")
        );
        assert_eq!(device("<script>alert(1)</script>"), None);
    }

    proptest! {
        #[test]
        fn without_trust_no_header_moves_the_address(forwarded in prop::collection::vec("[ -~]{0,40}", 0..4)) {
            let lines: Vec<&str> = forwarded.iter().map(String::as_str).collect();
            prop_assert_eq!(seen("202.120.2.2", &lines), "202.120.2.2");
        }
    }
}
