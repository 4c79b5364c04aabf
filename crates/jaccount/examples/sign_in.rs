//! Signs a person in: prints the address to open, and reads the one that the browser comes back to.
//!
//! `JACCOUNT_CLIENT_ID=… JACCOUNT_CLIENT_SECRET=… JACCOUNT_REDIRECT_URI=… cargo run -p jaccount --example sign_in`

use std::error::Error;

use jaccount::http::HttpClient;
use jaccount::{Clock, Jaccount, JaccountSettings, profile};
use reqwest::Url;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let http = HttpClient::new("jaccount-example/1.0")?;
    let settings = JaccountSettings {
        issuer: variable("JACCOUNT_ISSUER")
            .unwrap_or("https://jaccount.sjtu.edu.cn/oauth2/".to_owned())
            .parse()?,
        client_id: variable("JACCOUNT_CLIENT_ID")?,
        client_secret: variable("JACCOUNT_CLIENT_SECRET")?.into(),
        redirect_uri: variable("JACCOUNT_REDIRECT_URI")?.parse()?,
    };
    let jaccount = Jaccount::new(http.clone(), settings, Clock::system());
    let authorization = jaccount.authorize().await?;
    println!("Open {}\nand paste the address that the browser comes back to:", authorization.url);
    let mut pasted = String::new();
    std::io::stdin().read_line(&mut pasted)?;
    let came_back: Url = pasted.trim().parse()?;
    let parameter = |name: &str| {
        came_back.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    };
    if parameter("state").as_deref() != Some(authorization.state.as_str()) {
        return Err("this belongs to another sign-in".into());
    }
    let code = parameter("code").ok_or("there is no code: the sign-in was refused")?;
    let redeemed = jaccount.redeem(code, &authorization.nonce, authorization.pkce_verifier).await?;
    println!("This is {}.", redeemed.claims.sub);
    let profile_url = variable("JACCOUNT_PROFILE_URL")
        .unwrap_or("https://api.sjtu.edu.cn/v1/me/profile".to_owned())
        .parse()?;
    let profile = profile::fetch(&http, &profile_url, &redeemed.access_token).await?;
    let organization = profile.top_organize.and_then(|organization| organization.name);
    println!("Organisation: {}", organization.as_deref().unwrap_or("none"));
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "an example has no other configuration")]
fn variable(name: &str) -> Result<String, String> {
    std::env::var(name).map_err(|_| format!("set {name}"))
}
