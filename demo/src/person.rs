//! Somebody who works with the dashboard: signs in by the simulated jAccount, opens pages, sends forms.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, Result, ensure};
use reqwest::header::{ACCEPT_LANGUAGE, CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, Method, RequestBuilder, Response, redirect};
use url::Url;

pub struct Visitor {
    http: Client,
    url: Url,
    /// By port and name: dashboard and university are told apart by their ports alone.
    cookies: Mutex<HashMap<(Option<u16>, String), String>>,
}

impl Visitor {
    /// The whole way from the button of the sign-in to the first page.
    pub async fn sign_in(url: Url, account: &str) -> Result<Self> {
        let http = Client::builder().redirect(redirect::Policy::none()).build()?;
        let visitor = Self { http, url, cookies: Mutex::default() };
        let begin = visitor.url.join("/auth/login")?;
        let at_jaccount = visitor.post(&begin, &[("return_to", "/accounts")]).await?;
        let (people, _) = visitor.follow(begin, at_jaccount).await?;
        let asked: Vec<(String, String)> = people.query_pairs().into_owned().collect();
        let mut form: Vec<(&str, &str)> =
            asked.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        form.push(("account", account));
        let picked = people.join("authorize")?;
        let back = visitor.post(&picked, &form).await?;
        let (page, _) = visitor.follow(picked, back).await?;
        ensure!(page.path() == "/accounts" || page.path().starts_with("/views"), "{account} came to {page}");
        Ok(visitor)
    }

    /// Opens a page.
    pub async fn look(&self, path: &str) -> Result<()> {
        let url = self.url.join(path)?;
        let answer = self.send_request(&url, self.http.get(url.clone())).await?;
        let (url, answer) = self.follow(url, answer).await?;
        ensure!(answer.status().is_success(), "{url}: {}", answer.status());
        Ok(())
    }

    /// Sends a form and opens the page that it leads to.
    pub async fn send(&self, path: &str, form: &[(&str, &str)]) -> Result<()> {
        let url = self.url.join(path)?;
        let answer = self.post(&url, form).await?;
        let (url, answer) = self.follow(url, answer).await?;
        ensure!(answer.status().is_success(), "{url}: {}", answer.status());
        Ok(())
    }

    /// Calls a server function; what it answers, as JSON.
    pub async fn call(&self, function: &str, form: &[(&str, &str)]) -> Result<String> {
        let answer = self.post(&self.url.join("/api/")?.join(function)?, form).await?;
        let status = answer.status();
        let body = answer.text().await?;
        ensure!(status.is_success(), "{function}: {status} {body}");
        Ok(body)
    }

    /// Keeps a question under a name; the id of the view.
    pub async fn save_view(&self, name: &str, question: &str) -> Result<String> {
        self.call("views/save", &[("name", name), ("query", question)]).await
    }

    /// The ids of the views the person has and sees.
    pub async fn views(&self) -> Result<Vec<i64>> {
        let views: Vec<serde_json::Value> = serde_json::from_str(&self.call("views/list", &[]).await?)?;
        Ok(views.iter().filter_map(|view| view["id"].as_i64()).collect())
    }

    async fn post(&self, url: &Url, form: &[(&str, &str)]) -> Result<Response> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = self.http.request(Method::POST, url.clone());
        let request = request.header(ORIGIN, url.origin().ascii_serialization());
        self.send_request(url, request.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body))
            .await
    }

    async fn follow(&self, mut url: Url, mut answer: Response) -> Result<(Url, Response)> {
        while answer.status().is_redirection() {
            let place = answer.headers().get(LOCATION).context("a redirect without a place")?;
            url = url.join(place.to_str()?)?;
            answer = self.send_request(&url, self.http.get(url.clone())).await?;
        }
        Ok((url, answer))
    }

    async fn send_request(&self, url: &Url, request: RequestBuilder) -> Result<Response> {
        let sent: Vec<String> = {
            let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
            let its = cookies.iter().filter(|((port, _), _)| *port == url.port());
            its.map(|((_, name), value)| format!("{name}={value}")).collect()
        };
        let request = request.header(ACCEPT_LANGUAGE, "zh-CN").header(COOKIE, sent.join("; "));
        let answer = request.send().await?;
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let pair = cookie.to_str()?.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
                cookies.insert((url.port(), name.to_owned()), value.to_owned());
            }
        }
        Ok(answer)
    }
}
