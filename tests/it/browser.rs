//! As much of a browser as the tests need: cookies for each host, redirects, forms.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jaccount_sandbox::Person;
use reqwest::header::{
    ACCEPT_ENCODING, ACCEPT_LANGUAGE, COOKIE, HeaderMap, HeaderValue, LOCATION, ORIGIN, SET_COOKIE,
};
use reqwest::{Client, Method, Response, StatusCode, Url};

/// An answer, after redirects were followed or not.
#[derive(Debug)]
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub url: Url,
    /// As text, whatever it is.
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Page {
    async fn read(url: Url, response: reqwest::Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = response.bytes().await.unwrap().to_vec();
        Self { status, headers, url, body: String::from_utf8_lossy(&bytes).into_owned(), bytes }
    }

    pub fn location(&self) -> Url {
        self.url.join(self.headers[LOCATION].to_str().unwrap()).unwrap()
    }

    /// What a person reads between header and end: no tags.
    pub fn text(&self) -> String {
        let content =
            self.body.split("<main").nth(1).unwrap_or_default().split("</main>").next().unwrap_or_default();
        content
            .split('<')
            .filter_map(|piece| piece.split_once('>'))
            .map(|(_, text)| text)
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Whether the page tells of a problem with these words.
    #[track_caller]
    pub fn assert_problem(&self, status: u16, words: &str) {
        let text = self.text();
        assert_eq!(self.status.as_u16(), status, "{words}: {text}");
        assert!(text.contains(words) && text.contains("请求编号"), "{words}: {text}");
    }
}

pub struct Browser {
    http: Client,
    base: Url,
    /// Cookies by port, since every host here is 127.0.0.1.
    cookies: Mutex<BTreeMap<(u16, String), String>>,
    /// What must stay out of every log.
    secrets: Arc<Mutex<Vec<String>>>,
}

impl Browser {
    pub fn new(base: &str, secrets: Arc<Mutex<Vec<String>>>) -> Self {
        let http = Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { http, base: base.parse().unwrap(), cookies: Mutex::default(), secrets }
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        let port = self.base.port().unwrap();
        self.cookies.lock().unwrap_or_else(PoisonError::into_inner).get(&(port, name.to_owned())).cloned()
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        let port = self.base.port().unwrap();
        self.cookies
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert((port, name.to_owned()), value.to_owned());
    }

    /// One request, no redirects.
    pub async fn request(
        &self,
        method: Method,
        url: Url,
        form: Option<&[(&str, &str)]>,
        mut headers: HeaderMap,
    ) -> Page {
        headers.entry(ACCEPT_LANGUAGE).or_insert(HeaderValue::from_static("zh-CN"));
        let port = url.port().unwrap();
        let mut request =
            self.http.request(method, url.clone()).headers(headers).header(COOKIE, self.cookies_for(&url));
        if let Some(form) = form {
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
            request = request.header("content-type", "application/x-www-form-urlencoded").body(body);
        }
        let response = request.send().await.unwrap();
        let headers = response.headers().clone();
        for cookie in headers.get_all(SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if !["language", "theme"].contains(&name) {
                self.secrets.lock().unwrap_or_else(PoisonError::into_inner).push(value.to_owned());
            }
            let mut cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
            if cookie.contains("Max-Age=0") {
                cookies.remove(&(port, name.to_owned()));
            } else {
                cookies.insert((port, name.to_owned()), value.to_owned());
            }
        }
        Page::read(url, response).await
    }

    pub fn url(&self, path: &str) -> Url {
        self.base.join(path).unwrap()
    }

    /// A GET without following redirects.
    pub async fn look(&self, path: &str) -> Page {
        self.request(Method::GET, self.url(path), None, HeaderMap::new()).await
    }

    /// A GET whose answer is read as it comes.
    pub async fn open(&self, path: &str, encoding: &str) -> Response {
        let url = self.url(path);
        let request = self.http.get(url.clone()).header(COOKIE, self.cookies_for(&url));
        let request = request.header(ACCEPT_LANGUAGE, "zh-CN").header(ACCEPT_ENCODING, encoding);
        request.send().await.unwrap()
    }

    /// A form sent from one of the site's own pages, without following redirects.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Page {
        self.post_to(self.url(path), form).await
    }

    /// As [`Browser::post`], for a path made on the way.
    pub async fn post_owned(&self, path: String, form: &[(&str, &str)]) -> Page {
        self.post(&path, form).await
    }

    /// A form with a file, sent from one of the site's own pages, without following redirects.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Page {
        const BOUNDARY: &str = "a-line-that-no-list-has";
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                    .into_bytes(),
            );
        }
        let (name, content) = file.unwrap_or_default();
        body.extend(
            format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n"
            )
            .into_bytes(),
        );
        body.extend_from_slice(content);
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").into_bytes());
        let url = self.url(path);
        let origin = url.origin().ascii_serialization();
        let request = self
            .http
            .request(Method::POST, url.clone())
            .header(COOKIE, self.cookies_for(&url))
            .header(ORIGIN, origin);
        let request = request
            .header(ACCEPT_LANGUAGE, "zh-CN")
            .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
            .body(body);
        let response = request.send().await.unwrap();
        Page::read(url, response).await
    }

    fn cookies_for(&self, url: &Url) -> String {
        let port = url.port().unwrap();
        let cookies = self.cookies.lock().unwrap_or_else(PoisonError::into_inner);
        cookies
            .iter()
            .filter(|((host, _), _)| *host == port)
            .map(|((_, name), value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("; ")
    }

    pub async fn post_to(&self, url: Url, form: &[(&str, &str)]) -> Page {
        let origin = url.origin().ascii_serialization().parse().unwrap();
        self.request(Method::POST, url, Some(form), [(ORIGIN, origin)].into_iter().collect()).await
    }

    pub async fn follow(&self, mut page: Page) -> Page {
        for _ in 0..8 {
            if !page.status.is_redirection() {
                return page;
            }
            page = self.request(Method::GET, page.location(), None, HeaderMap::new()).await;
        }
        panic!("too many redirects, last to {}", page.url)
    }

    /// Sends a form and follows where it leads.
    pub async fn submit(&self, path: &str, form: &[(&str, &str)]) -> Page {
        let page = self.post(path, form).await;
        self.follow(page).await
    }

    pub async fn get(&self, path: &str) -> Page {
        let page = self.look(path).await;
        self.follow(page).await
    }

    /// From our sign-in button to jAccount's page of people.
    pub async fn begin_sign_in(&self, return_to: &str) -> Page {
        let page = self.post("/auth/login", &[("return_to", return_to)]).await;
        self.follow(page).await
    }

    /// Picks a person on jAccount's page; answers the redirect back to us, not yet followed.
    pub async fn pick(&self, at_jaccount: &Page, choice: (&str, &str)) -> Page {
        let asked: Vec<(String, String)> = at_jaccount.url.query_pairs().into_owned().collect();
        let form: Vec<(&str, &str)> =
            asked.iter().map(|(name, value)| (name.as_str(), value.as_str())).chain([choice]).collect();
        self.post_to(at_jaccount.url.join("authorize").unwrap(), &form).await
    }

    /// The whole way as a person; answers the page they end up on.
    pub async fn sign_in(&self, person: &Person) -> Page {
        let at_jaccount = self.begin_sign_in("/accounts").await;
        let back = self.pick(&at_jaccount, ("account", person.account)).await;
        self.follow(back).await
    }
}
