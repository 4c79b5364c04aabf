//! The client, against a simulated university that shares no code with it.

#![expect(clippy::unwrap_used, reason = "what cannot go on has failed")]

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jaccount::http::HttpClient;
use jaccount::id_token::IdTokenError;
use jaccount::{
    AccountApi, AccountApiSettings, AccountQuery, Authorization, Clock, Jaccount, JaccountSettings,
    RedeemError, ServiceError, TokenError, profile,
};
use jaccount_sandbox::{CLIENT_ID, CLIENT_SECRET, Options, Sandbox};
use reqwest::Url;
use serde_json::{Value, json};

struct University {
    sandbox: Sandbox,
    http: HttpClient,
    jaccount: Arc<Jaccount>,
    api: AccountApi,
    ahead_s: Arc<AtomicI64>,
}

impl University {
    async fn start() -> Self {
        Self::known_as(CLIENT_SECRET).await
    }

    async fn known_as(secret: &str) -> Self {
        let sandbox = Sandbox::start(Options { accounts: 450, ..Options::default() }).await.unwrap();
        let at = |path: &str| -> Url { format!("{}{path}", sandbox.url()).parse().unwrap() };
        let http = HttpClient::new("test/1.0").unwrap();
        let ahead_s = Arc::new(AtomicI64::default());
        let clock = Clock::from_fn({
            let ahead_s = Arc::clone(&ahead_s);
            move || now() + ahead_s.load(Ordering::Relaxed)
        });
        let settings = JaccountSettings {
            issuer: at("/oauth2/"),
            client_id: CLIENT_ID.to_owned(),
            client_secret: secret.into(),
            redirect_uri: "http://127.0.0.1:9/callback".parse().unwrap(),
        };
        let api_settings = AccountApiSettings {
            url: at("/v1/account/info"),
            client_id: CLIENT_ID.to_owned(),
            client_secret: secret.into(),
            attempt_timeout: Duration::from_secs(5),
            deadline: Duration::from_secs(10),
        };
        let jaccount = Arc::new(Jaccount::new(http.clone(), settings, clock.clone()));
        let api = AccountApi::new(http.clone(), api_settings, Arc::clone(&jaccount), clock);
        Self { sandbox, http, jaccount, api, ahead_s }
    }

    /// Chooses a person on jAccount's page; answers the code that the browser comes back with.
    async fn sign_in(&self, authorization: &Authorization, account: &str) -> String {
        let mut form: Vec<(String, String)> = authorization.url.query_pairs().into_owned().collect();
        form.push(("account".to_owned(), account.to_owned()));
        let mut page = authorization.url.clone();
        page.set_query(None);
        let body = Url::parse_with_params("http://form/", &form).unwrap().query().unwrap().to_owned();
        let request = self
            .http
            .builder()
            .post(page)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body);
        let answer = self.http.send(request, Duration::from_secs(5)).await.unwrap();
        let location: Url = answer.headers["location"].to_str().unwrap().parse().unwrap();
        let parameter =
            |name: &str| location.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
        assert_eq!(parameter("state"), authorization.state);
        parameter("code")
    }

    /// The next answers of the account API are of this kind.
    async fn fault(&self, kind: Value, times: u32) {
        let body = json!({ "door": "account_api", "kind": kind, "times": times }).to_string();
        let url = format!("{}/sandbox/faults", self.sandbox.url());
        let request = self.http.builder().post(url).header("content-type", "application/json").body(body);
        assert!(self.http.send(request, Duration::from_secs(5)).await.unwrap().status.is_success());
    }
}

#[expect(clippy::disallowed_methods, reason = "the sandbox goes by the machine's clock")]
fn now() -> i64 {
    time::OffsetDateTime::now_utc().unix_timestamp()
}

#[tokio::test]
async fn a_person_signs_in_and_stays_known() {
    let university = University::start().await;
    let authorization = university.jaccount.authorize().await.unwrap();
    let code = university.sign_in(&authorization, "limishu").await;
    let redeemed = university
        .jaccount
        .redeem(code.clone(), &authorization.nonce, authorization.pkce_verifier.clone())
        .await
        .unwrap();
    assert_eq!(redeemed.claims.sub, "limishu");
    let profile_url = format!("{}/v1/me/profile", university.sandbox.url()).parse().unwrap();
    let profile = profile::fetch(&university.http, &profile_url, &redeemed.access_token).await.unwrap();
    assert_eq!(profile.account.as_deref(), Some("limishu"));
    assert_eq!(profile.top_organize.unwrap().id.as_deref(), Some("03000"));
    let refreshed = university.jaccount.refresh(&redeemed.refresh_token.unwrap()).await.unwrap();
    assert!(profile::fetch(&university.http, &profile_url, &refreshed.access_token).await.is_ok());
    let again = university
        .jaccount
        .redeem(code, &authorization.nonce, authorization.pkce_verifier)
        .await
        .err()
        .unwrap();
    assert!(matches!(again, RedeemError::Token(TokenError::Refused { code }) if code == "invalid_grant"));
}

#[tokio::test]
async fn the_token_of_another_sign_in_is_refused() {
    let university = University::start().await;
    let authorization = university.jaccount.authorize().await.unwrap();
    let code = university.sign_in(&authorization, "limishu").await;
    let refused =
        university.jaccount.redeem(code, "another nonce", authorization.pkce_verifier).await.err().unwrap();
    assert!(matches!(refused, RedeemError::IdToken(IdTokenError::WrongNonce)));
}

#[tokio::test]
async fn the_list_is_read_page_by_page_and_by_each_filter() {
    let university = University::start().await;
    let (mut names, mut position) = (BTreeSet::new(), 0);
    loop {
        let page = university.api.fetch(&AccountQuery::default(), position, 200).await.unwrap();
        names.extend(page.records.into_iter().filter_map(|record| record.name));
        position += page.received;
        if page.received < 200 {
            break;
        }
    }
    assert_eq!((names.len(), position), (450, 450));
    let one = university
        .api
        .fetch(&AccountQuery { name: Some("limishu".into()), ..AccountQuery::default() }, 0, 200)
        .await
        .unwrap();
    assert_eq!(
        one.records.iter().map(|record| record.name.as_deref()).collect::<Vec<_>>(),
        [Some("limishu")]
    );
    let frozen = AccountQuery {
        status: Some("冻结".into()),
        organization_id: Some("03000".into()),
        ..AccountQuery::default()
    };
    let frozen = university.api.fetch(&frozen, 0, 200).await.unwrap().records;
    assert!(frozen.iter().all(|record| record.status.as_deref() == Some("冻结")
        && record.organization_id.as_deref() == Some("03000")));
}

#[tokio::test]
async fn what_passes_is_tried_again_and_what_does_not_is_said_at_once() {
    let university = University::start().await;
    for passing in [json!({ "status": 503 }), json!({ "errno": 10004 }), json!({ "errno": 10007 })] {
        university.fault(passing.clone(), 1).await;
        assert!(university.api.fetch(&AccountQuery::default(), 0, 1).await.is_ok(), "{passing}");
    }
    university.fault(json!({ "errno": 10001 }), 1).await;
    let refused = university.api.fetch(&AccountQuery::default(), 0, 1).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Refused { errno: Some(10001), .. }) && !refused.is_passing());
    university.ahead_s.store(86_400, Ordering::Relaxed);
    assert!(
        university.api.fetch(&AccountQuery::default(), 0, 1).await.is_ok(),
        "a token that is over is replaced"
    );
}

#[tokio::test]
async fn a_wrong_secret_is_said_to_be_one() {
    let university = University::known_as("not the secret").await;
    let refused = university.api.fetch(&AccountQuery::default(), 0, 1).await.unwrap_err();
    assert!(matches!(refused, ServiceError::NotAuthorized { .. }), "{refused}");
}
