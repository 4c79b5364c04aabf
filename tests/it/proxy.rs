//! A proxy before several servers, and a client that gets to another of them each time.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};

/// Passes connections on to the servers that say they are ready, one after the other.
pub async fn proxy(servers: Vec<String>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let ready: Arc<Mutex<Vec<String>>> = Arc::default();
    tokio::spawn({
        let ready = Arc::clone(&ready);
        async move {
            loop {
                let mut found = Vec::new();
                for server in &servers {
                    let answer = reqwest::get(format!("http://{server}/readyz")).await;
                    if answer.is_ok_and(|answer| answer.status().is_success()) {
                        found.push(server.clone());
                    }
                }
                *ready.lock().unwrap() = found;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    });
    tokio::spawn(async move {
        for turn in 0.. {
            let (mut client, _) = listener.accept().await.unwrap();
            let mut servers = ready.lock().unwrap().clone();
            let first = turn % servers.len().max(1);
            servers.rotate_left(first);
            tokio::spawn(async move {
                for server in servers {
                    if let Ok(mut server) = TcpStream::connect(server).await {
                        // Either side may end it.
                        _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
                        return;
                    }
                }
            });
        }
    });
    url
}

/// A connection for each request: the next server's turn.
pub fn client() -> reqwest::Client {
    let client =
        reqwest::Client::builder().pool_max_idle_per_host(0).redirect(reqwest::redirect::Policy::none());
    client.build().unwrap()
}
