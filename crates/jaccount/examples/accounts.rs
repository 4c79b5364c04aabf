//! Counts the accounts of an organisation by status, page by page.
//!
//! `JACCOUNT_CLIENT_ID=… JACCOUNT_CLIENT_SECRET=… cargo run -p jaccount --example accounts -- 40100`
//!
//! `JACCOUNT_ISSUER` and `ACCOUNT_API_URL` name other services than the university's, as a sandbox.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use jaccount::http::HttpClient;
use jaccount::{
    AccountApi, AccountApiSettings, AccountQuery, Clock, Jaccount, JaccountSettings, MAX_RECORDS,
};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let organization_id = std::env::args().nth(1).ok_or("name an organisation, as 40100")?;
    let http = HttpClient::new("jaccount-example/1.0")?;
    let settings = JaccountSettings {
        issuer: variable("JACCOUNT_ISSUER")
            .unwrap_or("https://jaccount.sjtu.edu.cn/oauth2/".to_owned())
            .parse()?,
        client_id: variable("JACCOUNT_CLIENT_ID")?,
        client_secret: variable("JACCOUNT_CLIENT_SECRET")?.into(),
        redirect_uri: "http://127.0.0.1/callback".parse()?,
    };
    let api_settings = AccountApiSettings {
        url: variable("ACCOUNT_API_URL")
            .unwrap_or("https://graphql.sjtu.edu.cn/v1/account/info".to_owned())
            .parse()?,
        client_id: settings.client_id.clone(),
        client_secret: settings.client_secret.clone(),
        attempt_timeout: Duration::from_secs(10),
        deadline: Duration::from_secs(30),
    };
    let jaccount = Arc::new(Jaccount::new(http.clone(), settings, Clock::system()));
    let api = AccountApi::new(http, api_settings, jaccount, Clock::system());
    let query = AccountQuery { organization_id: Some(organization_id), ..AccountQuery::default() };
    let (mut position, mut by_status) = (0, BTreeMap::<String, u32>::new());
    loop {
        let page = api.fetch(&query, position, MAX_RECORDS).await?;
        for record in &page.records {
            *by_status.entry(record.status.clone().unwrap_or_else(|| "?".to_owned())).or_default() += 1;
        }
        position += page.received;
        if page.received < MAX_RECORDS {
            break;
        }
    }
    for (status, count) in by_status {
        println!("{count:>8}  {status}");
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "an example has no other configuration")]
fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|_| format!("set {name}"))
}
