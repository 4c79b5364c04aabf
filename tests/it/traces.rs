//! Traces tell what took how long, and nobody stands in them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::routing::post;
use serde_json::Value;

use crate::process::Process;
use crate::site::{Kind, Site, administrator};

/// A collector, and what it was sent.
async fn collector() -> (String, Arc<Mutex<Vec<Value>>>) {
    let taken: Arc<Mutex<Vec<Value>>> = Arc::default();
    let take = |State(taken): State<Arc<Mutex<Vec<Value>>>>, body: String| async move {
        taken.lock().unwrap().push(serde_json::from_str(&body).unwrap());
    };
    let app = Router::new().route("/v1/traces", post(take)).with_state(Arc::clone(&taken));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/v1/traces", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    (address, taken)
}

fn attribute(span: &Value, name: &str) -> Option<String> {
    let found = span["attributes"].as_array()?.iter().find(|attribute| attribute["key"] == name)?;
    let value = found["value"].as_object()?.values().next()?;
    Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
}

#[tokio::test]
async fn what_took_how_long_is_told_and_nobody_stands_in_it() {
    let site = Site::replica(Kind::Sqlite, 40).await;
    site.sync().await;
    let (address, taken) = collector().await;
    let server = Process::start(&site, &[("JACCOUNT_ADMIN_LOG__TRACES", &address)], None).await;
    let browser = server.signed_in(administrator()).await;
    assert_eq!(browser.get("/accounts?q=zhang").await.status, 200);
    let odd = reqwest::Client::new().request("ZHAOLIU".parse().unwrap(), format!("{}/accounts", server.url));
    assert_eq!(odd.send().await.unwrap().status(), 403);
    assert_eq!(browser.get("/accounts/limishu").await.status, 200);
    assert_eq!(browser.post("/accounts/limishu/refresh", &[]).await.status, 303);
    // What is left is sent before it ends.
    server.stop().await;
    let taken = taken.lock().unwrap().clone();
    let spans: Vec<&Value> = taken
        .iter()
        .flat_map(|sent| sent["resourceSpans"].as_array().unwrap())
        .flat_map(|resource| resource["scopeSpans"].as_array().unwrap())
        .flat_map(|scope| scope["spans"].as_array().unwrap())
        .collect();
    let named = |name: &str| {
        spans.iter().find(|span| span["name"] == name).unwrap_or_else(|| panic!("{name}: {spans:?}"))
    };
    let page = named("GET /accounts/{name}");
    assert_eq!(page["kind"], 2, "a server's: {page}");
    assert_eq!(attribute(page, "http.response.status_code").as_deref(), Some("200"), "{page}");
    assert_eq!(attribute(page, "http.route").as_deref(), Some("/accounts/{name}"));
    assert_eq!(attribute(page, "request.id").map(|id| id.len()), Some(model::audit::REQUEST_ID_LENGTH));
    let (refresh, question) = (named("POST /accounts/{name}/refresh"), named("account API"));
    assert_eq!(question["kind"], 3, "a client's: {question}");
    assert!(
        spans.iter().any(|span| span["name"] == "account API" && span["parentSpanId"] == refresh["spanId"]),
        "what was asked within a request: {spans:?}"
    );
    let told = format!("{taken:?}");
    assert!(told.contains("jaccount-admin"), "who tells it");
    for personal in ["limishu", "wangyunwei", "zhang", "ZHAOLIU", "127.0.0.1"] {
        assert!(!told.contains(personal), "{personal}");
    }
}

#[tokio::test]
async fn a_collector_that_does_not_answer_holds_nobody_up() {
    let site = Site::replica(Kind::Sqlite, 40).await;
    // It takes connections, and says nothing.
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/v1/traces", silent.local_addr().unwrap());
    let server = Process::start(&site, &[("JACCOUNT_ADMIN_LOG__TRACES", &address)], None).await;
    let browser = server.signed_in(administrator()).await;
    assert_eq!(browser.get("/accounts").await.status, 200);
    server.stop().await;
    let asked = tokio::time::timeout(Duration::from_secs(1), silent.accept()).await;
    assert!(asked.is_ok(), "nobody asked it");
}
