//! Somebody of the staff, who clicks through everything.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use model::audit::Action;
use reqwest::header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Client, RequestBuilder, StatusCode, Url};

use crate::proxy::client;

/// What all of them met, and what they were told that has to hold in the end.
#[derive(Default)]
pub struct Met {
    pub answered: AtomicU64,
    /// Pages that say that somebody asked too often.
    pub limited: AtomicU64,
    /// Pages that say that something is out of reach for now.
    pub unavailable: AtomicU64,
    /// Connections that ended before the answer did.
    pub cut_off: AtomicU64,
    /// What must never come.
    pub wrong: Mutex<Vec<String>>,
    /// What was shown or done, by account and action: each must be in the log.
    pub done: Mutex<BTreeMap<(&'static str, &'static str), i64>>,
    /// Names of views that were said to be saved.
    pub views: Mutex<BTreeSet<String>>,
}

pub struct Clerk {
    pub account: &'static str,
    http: Client,
    url: Url,
    cookie: String,
    random: fastrand::Rng,
    met: Arc<Met>,
    /// Accounts to look at.
    names: Arc<Vec<String>>,
}

/// An answer that is none of those that must never come.
struct Answer {
    status: StatusCode,
    location: String,
}

const QUESTIONS: [&str; 8] = [
    "",
    "status=正常",
    "org=03000&sort=-expiry",
    "q=zhang",
    "q=li&status=冻结",
    "expires=30d",
    "style=student&sort=number&rows=100",
    "holds=any&holds-style=faculty&holds-valid=yes",
];

const PAGES: [&str; 9] = [
    "/",
    "/attention",
    "/changes",
    "/views",
    "/organizations/03000",
    "/me",
    "/exports",
    "/campaigns",
    "/admin/audit",
];

impl Clerk {
    pub fn new(seed: u64, account: &'static str, url: &str, met: Arc<Met>, names: Arc<Vec<String>>) -> Self {
        Self {
            account,
            http: client(),
            url: url.parse().unwrap(),
            cookie: String::new(),
            random: fastrand::Rng::with_seed(seed),
            met,
            names,
        }
    }

    /// Acts, and reads for a moment.
    pub async fn act(&mut self) {
        if self.cookie.is_empty() {
            // Where jAccount or a server is out of reach, they try again.
            self.cookie = self.sign_in().await.ok().flatten().unwrap_or_default();
        } else {
            self.click().await;
        }
        tokio::time::sleep(Duration::from_millis(self.random.u64(100..1_500))).await;
    }

    async fn click(&mut self) {
        let name = self.names[self.random.usize(..self.names.len())].clone();
        match self.random.u32(..100) {
            0..45 => {
                let path = format!("/accounts?{}", QUESTIONS[self.random.usize(..QUESTIONS.len())]);
                self.shown(&path, Action::Searched).await;
            }
            45..60 => self.shown(&format!("/accounts/{name}"), Action::Viewed).await,
            60..75 => {
                let page = PAGES[self.random.usize(..PAGES.len())];
                self.get(page).await;
            }
            75..82 => {
                let form = [("field", "telephone"), ("reason", "wrong-data")];
                let shown = self.post(&format!("/accounts/{name}/reveal"), &form).await;
                if shown.is_some_and(|answer| answer.location.contains("shown=")) {
                    self.count(Action::Revealed);
                }
            }
            82..88 => {
                let name = format!("{} {}", self.account, self.random.u64(..));
                let saved = self.post("/views", &[("name", &name), ("query", "status=正常")]).await;
                let id = saved.and_then(|answer| Some(answer.location.split_once("view=")?.1.to_owned()));
                let Some(id) = id else { return };
                if self.random.bool() {
                    self.lock(|met| _ = met.insert(name));
                } else {
                    self.post(&format!("/views/{id}"), &[("what", "delete")]).await;
                }
            }
            88..93 => {
                let question = QUESTIONS[self.random.usize(..QUESTIONS.len())];
                let format = if self.random.bool() { "csv" } else { "xlsx" };
                let form = [
                    ("question", question),
                    ("format", format),
                    ("title", "soak"),
                    ("purpose", "核对"),
                    ("column", "account"),
                    ("column", "name"),
                ];
                self.post("/export", &form).await;
            }
            93..97 => self.bring_a_list(&name).await,
            97..99 => {
                self.post("/admin/sync", &[("what", "changes")]).await;
            }
            _ => {
                self.post("/auth/logout", &[]).await;
                self.cookie.clear();
            }
        }
    }

    fn lock(&self, with: impl FnOnce(&mut BTreeSet<String>)) {
        with(&mut self.met.views.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn count(&self, action: Action) {
        let mut done = self.met.done.lock().unwrap_or_else(PoisonError::into_inner);
        *done.entry((self.account, action.code())).or_default() += 1;
    }

    async fn shown(&mut self, path: &str, action: Action) {
        if self.get(path).await.is_some_and(|answer| answer.status == 200) {
            self.count(action);
        }
    }

    async fn bring_a_list(&mut self, name: &str) {
        let part = |name: &str, value: &str| {
            format!("--list\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let body =
            format!("{}{}--list--\r\n", part("column", ""), part("pasted", &format!("{name}\nlimishu\n")));
        let request = self.http.post(self.url.join("/reconcile").unwrap());
        let request = request.header(CONTENT_TYPE, "multipart/form-data; boundary=list").body(body);
        if let Some(answer) = self.ask(request, "POST /reconcile").await
            && answer.location.starts_with("/reconcile/")
        {
            self.get(&answer.location).await;
        }
    }

    async fn get(&mut self, path: &str) -> Option<Answer> {
        self.ask(self.http.get(self.url.join(path).unwrap()), path).await
    }

    async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Option<Answer> {
        let request = self.http.post(self.url.join(path).unwrap()).form(form);
        self.ask(request, &format!("POST {path}")).await
    }

    async fn ask(&mut self, request: RequestBuilder, what: &str) -> Option<Answer> {
        let origin = self.url.origin().ascii_serialization();
        let answer = request.header(COOKIE, &self.cookie).header(ORIGIN, origin).send().await;
        let cut = || _ = self.met.cut_off.fetch_add(1, Ordering::Relaxed);
        let Ok(answer) = answer else {
            cut();
            return None;
        };
        let (status, location) = (answer.status(), answer.headers().get(LOCATION).cloned());
        let Ok(body) = answer.text().await else {
            cut();
            return None;
        };
        let kind = match status.as_u16() {
            429 => &self.met.limited,
            501.. => &self.met.unavailable,
            500 => {
                let text: String = body.split("<main").nth(1).unwrap_or(&body).chars().take(300).collect();
                let wrong = format!("{status} {what} for {}: {text}", self.account);
                self.met.wrong.lock().unwrap_or_else(PoisonError::into_inner).push(wrong);
                return None;
            }
            _ => &self.met.answered,
        };
        kind.fetch_add(1, Ordering::Relaxed);
        let location = location.and_then(|location| Some(location.to_str().ok()?.to_owned()));
        let location = location.unwrap_or_default();
        if location.starts_with("/login") {
            self.cookie.clear();
        }
        Some(Answer { status, location })
    }

    /// The whole way through jAccount; nothing where it led to no session.
    async fn sign_in(&self) -> reqwest::Result<Option<String>> {
        let cookie = |answer: &reqwest::Response| {
            let cookie = answer.headers().get(SET_COOKIE)?.to_str().ok()?;
            Some(cookie.split(';').next()?.to_owned())
        };
        let leads =
            |answer: &reqwest::Response| Some(answer.headers().get(LOCATION)?.to_str().ok()?.to_owned());
        let begun = self
            .http
            .post(self.url.join("/auth/login").unwrap())
            .header(ORIGIN, self.url.origin().ascii_serialization())
            .form(&[("return_to", "/accounts")])
            .send()
            .await?;
        let (Some(browser), Some(to)) = (cookie(&begun), leads(&begun)) else { return Ok(None) };
        let Ok(authorize) = to.parse::<Url>() else { return Ok(None) };
        let pairs = authorize.query_pairs().into_owned();
        let form: Vec<_> = pairs.chain([("account".to_owned(), self.account.to_owned())]).collect();
        let picked = self.http.post(authorize.join("authorize").unwrap()).form(&form).send().await?;
        let Some(back) = leads(&picked) else { return Ok(None) };
        let answer = self.http.get(back).header(COOKIE, browser).send().await?;
        Ok(if answer.status().is_redirection() { cookie(&answer) } else { None })
    }
}
