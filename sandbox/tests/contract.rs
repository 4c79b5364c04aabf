//! The sandbox against the published contract, over HTTP.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::HashSet;

use jaccount_sandbox::{CLIENT_ID, CLIENT_SECRET, Options, Sandbox};
use reqwest::Client;
use serde_json::{Value, json};

async fn start(options: Options) -> (Sandbox, Client) {
    let client = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    (Sandbox::start(options).await.unwrap(), client)
}

fn small() -> Options {
    Options { accounts: 1_000, ..Options::default() }
}

async fn token(sandbox: &Sandbox, http: &Client, scope: &str) -> String {
    let form = [("grant_type", "client_credentials"), ("scope", scope)];
    let request = http
        .post(format!("{}/oauth2/token", sandbox.url()))
        .basic_auth(CLIENT_ID, Some(CLIENT_SECRET))
        .form(&form);
    let answer: Value = request.send().await.unwrap().json().await.unwrap();
    answer["access_token"].as_str().unwrap().to_owned()
}

async fn ask(sandbox: &Sandbox, http: &Client, token: &str, query: &str) -> Value {
    http.get(format!("{}/v1/account/info?{query}", sandbox.url()))
        .bearer_auth(token)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap()
}

fn names(answer: &Value) -> Vec<&str> {
    answer["entities"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entity| entity["accountNo"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn pages_begin_at_one_and_end_at_two_hundred() {
    let (sandbox, http) = start(small()).await;
    let token = token(&sandbox, &http, "exchange_data").await;
    let whole = ask(&sandbox, &http, &token, "").await;
    assert_eq!(
        (whole["errno"].as_i64(), whole["total"].as_u64(), names(&whole).len()),
        (Some(0), Some(200), 200)
    );
    assert_eq!(names(&ask(&sandbox, &http, &token, "offset=5000").await).len(), 200);
    let first = ask(&sandbox, &http, &token, "first=1&offset=100").await;
    let second = ask(&sandbox, &http, &token, "first=101&offset=100").await;
    assert_eq!([names(&first), names(&second)].concat(), names(&whole));
    assert!(names(&ask(&sandbox, &http, &token, "first=1001").await).is_empty());
}

#[tokio::test]
async fn filters_are_joined_with_and() {
    let (sandbox, http) = start(small()).await;
    let token = token(&sandbox, &http, "exchange_data").await;
    let answer = ask(
        &sandbox,
        &http,
        &token,
        "topOrganizeId=03000&userStyle=student&accountStatus=正常&timestamp=2020-01-01 00:00:00",
    )
    .await;
    let entities = answer["entities"].as_array().unwrap();
    assert!(!entities.is_empty());
    for entity in entities {
        assert_eq!(
            (
                entity["topOrganizeId"].as_str(),
                entity["userStyle"].as_str(),
                entity["accountStatus"].as_str()
            ),
            (Some("03000"), Some("student"), Some("正常"))
        );
    }
    assert_eq!(
        names(&ask(&sandbox, &http, &token, "accountNo=limishu&displayName=李秘书&userId=60002").await),
        ["limishu"]
    );
    assert!(names(&ask(&sandbox, &http, &token, "accountNo=limishu&userId=60001").await).is_empty());
    assert!(names(&ask(&sandbox, &http, &token, "topOrganizeId=nowhere").await).is_empty());
}

#[tokio::test]
async fn bad_parameters_come_with_status_200() {
    let (sandbox, http) = start(small()).await;
    let token = token(&sandbox, &http, "exchange_data").await;
    for query in ["first=0", "first=x", "offset=-1", "accountStatus=good", "timestamp=yesterday"] {
        let answer = ask(&sandbox, &http, &token, query).await;
        assert_eq!(answer["errno"], 10001, "{query}");
        assert!(answer["error"].as_str().unwrap().starts_with("BAD_PARAMETERS"));
    }
}

#[tokio::test]
async fn tokens_are_taken_from_header_and_query_and_judged() {
    let (sandbox, http) = start(small()).await;
    let url = format!("{}/v1/account/info", sandbox.url());
    let data = token(&sandbox, &http, "exchange_data").await;
    let basic = token(&sandbox, &http, "basic").await;
    let answer: Value =
        http.get(format!("{url}?access_token={data}&offset=1")).send().await.unwrap().json().await.unwrap();
    assert_eq!(answer["errno"], 0);
    for (request, errno) in [
        (http.get(&url), 10002),
        (http.get(&url).bearer_auth("made-up"), 10002),
        (http.get(&url).bearer_auth(basic), 10010),
    ] {
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 403);
        assert_eq!(response.json::<Value>().await.unwrap()["errno"], errno);
    }
    http.post(format!("{}/sandbox/jaccount", sandbox.url()))
        .json(&json!("expire_tokens"))
        .send()
        .await
        .unwrap();
    assert_eq!(ask(&sandbox, &http, &data, "").await["errno"], 10007);
}

#[tokio::test]
async fn fields_that_are_not_granted_come_empty_or_not_at_all() {
    let granted: HashSet<String> = ["accountNo", "userStyle"].map(str::to_owned).into();
    let (sandbox, http) = start(Options { granted_fields: Some(granted), ..small() }).await;
    let token = token(&sandbox, &http, "exchange_data").await;
    let answer = ask(&sandbox, &http, &token, "accountNo=limishu").await;
    let entity = &answer["entities"][0];
    assert_eq!(
        (entity["accountNo"].as_str(), entity["userStyle"].as_str()),
        (Some("limishu"), Some("faculty"))
    );
    assert!(entity.get("relationList").is_none());
    for (name, value) in entity.as_object().unwrap() {
        assert!(["accountNo", "userStyle"].contains(&name.as_str()) || value == "", "{name}: {value}");
    }
}

#[tokio::test]
async fn the_token_endpoint_answers_as_the_standard_says() {
    let (sandbox, http) = start(small()).await;
    let url = format!("{}/oauth2/token", sandbox.url());
    let in_body =
        [("grant_type", "client_credentials"), ("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)];
    assert_eq!(http.post(&url).form(&in_body).send().await.unwrap().status(), 200);
    let cases = [
        (
            vec![("grant_type", "client_credentials"), ("client_id", CLIENT_ID), ("client_secret", "wrong")],
            401,
            "invalid_client",
        ),
        (vec![("grant_type", "password"), in_body[1], in_body[2]], 400, "unsupported_grant_type"),
        (vec![in_body[1], in_body[2]], 400, "invalid_request"),
        (
            vec![("grant_type", "authorization_code"), ("code", "made-up"), in_body[1], in_body[2]],
            400,
            "invalid_grant",
        ),
        (
            vec![("grant_type", "refresh_token"), ("refresh_token", "made-up"), in_body[1], in_body[2]],
            400,
            "invalid_grant",
        ),
    ];
    for (form, status, error) in cases {
        let response = http.post(&url).form(&form).send().await.unwrap();
        assert_eq!(response.status(), status, "{error}");
        assert_eq!(response.json::<Value>().await.unwrap()["error"], error);
    }
    let authorize =
        http.get(format!("{}/oauth2/authorize?client_id={CLIENT_ID}", sandbox.url())).send().await.unwrap();
    assert_eq!(authorize.status(), 400);
    assert_eq!(
        authorize.json::<Value>().await.unwrap()["error_description"],
        "Missing response_type parameter value"
    );
    let elsewhere = format!(
        "{}/oauth2/authorize?response_type=code&client_id={CLIENT_ID}&redirect_uri=https://evil.example/",
        sandbox.url()
    );
    assert_eq!(http.get(elsewhere).send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn accounts_change_while_it_lives() {
    let (sandbox, http) = start(Options { accounts: 50, live: 200.0, ..Options::default() }).await;
    let token = token(&sandbox, &http, "exchange_data").await;
    let before = ask(&sandbox, &http, &token, "").await;
    let mut changed = false;
    for _ in 0..500 {
        changed = ask(&sandbox, &http, &token, "").await != before;
        if changed {
            break;
        }
    }
    assert!(changed);
}
