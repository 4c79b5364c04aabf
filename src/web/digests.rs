//! Word of saved views: wanting it, and the feeds that programs read.

use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{Form, Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use html_escape::{encode_quoted_attribute, encode_text};
use serde::Deserialize;
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

use super::shared::Shared;
use crate::api::Call;
use crate::api::said::Said;
use crate::api::words::of_digest_error;
use crate::i18n::{Language, Words, digests as words};
use crate::server::digests::{self, DigestError, Feed, Wish};
use crate::server::failed::Failed;
use model::digest::Every;
use model::problem::ProblemKind;

#[derive(Deserialize)]
pub struct WishForm {
    what: String,
    #[serde(default)]
    every: String,
    #[serde(default)]
    mail: String,
    #[serde(default)]
    feed: String,
}

/// Wants word of a view, wants it no more, or wants it now.
pub async fn wish(
    call: Call,
    id: Result<Path<i64>, PathRejection>,
    form: Result<Form<WishForm>, FormRejection>,
) -> Result<Redirect, Failed> {
    let app = call.app.replica()?;
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    let Form(form) = form.map_err(|_| ProblemKind::BadRequest)?;
    let viewer = &call.viewer;
    let done: Result<Words, DigestError> = match form.what.as_str() {
        "subscribe" => {
            let every = Every::from_code(&form.every).ok_or(ProblemKind::BadRequest)?;
            let wish = Wish { every, by_mail: form.mail == "yes", by_feed: form.feed == "yes" };
            let made = digests::subscribe(&app, viewer, id, wish, call.language().code()).await;
            made.map(|token| match token {
                Some(token) => {
                    let url = feed_url(&call, &token);
                    Words::new(|language| (language.digests().done_feed)(&url))
                }
                None => Words::new(|language| language.digests().done),
            })
        }
        "unsubscribe" => digests::unsubscribe(&app, viewer, id)
            .await
            .map(|()| Words::new(|language| language.digests().done_off)),
        "try" => digests::try_mail(&app, viewer, id, words::letter)
            .await
            .map(|()| Words::new(|language| language.digests().done_tried)),
        _ => return Err(ProblemKind::BadRequest.into()),
    };
    let said = match done {
        Ok(words) => Said::done(words),
        Err(error) => Said::refused(of_digest_error(error)?, Vec::new()),
    };
    Ok(Redirect::to(&call.say_at("/views", &said).await?))
}

/// Where a feed is read.
fn feed_url(call: &Call, token: &str) -> String {
    call.app.config.public_url.join(&format!("/feeds/{token}")).map(String::from).unwrap_or_default()
}

/// A feed, for whoever knows its token: numbers and links alone.
pub async fn feed(
    State(shared): State<Shared>,
    token: Result<Path<String>, PathRejection>,
) -> Result<Response, Failed> {
    let Path(token) = token.map_err(|_| ProblemKind::NotFound)?;
    let app = shared.app.replica()?;
    let feed = digests::feed(&app, &token).await.map_err(Failed::from)?.ok_or(ProblemKind::NotFound)?;
    let base = app.config.public_url.as_str().trim_end_matches('/');
    let mut response = atom(&feed, base).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/atom+xml; charset=utf-8"));
    *response.status_mut() = StatusCode::OK;
    Ok(response)
}

/// The feed as Atom (RFC 4287).
fn atom(feed: &Feed, base: &str) -> String {
    let language = Language::from_code(&feed.language).unwrap_or_default();
    let moment = |seconds: i64| {
        let at = OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        at.to_offset(UtcOffset::UTC).format(&Rfc3339).unwrap_or_default()
    };
    let link = format!("{base}/views/{}", feed.view_id);
    // XML 1.0, 2.2: some characters stand in no document.
    let is_of_xml = |sign: &char| matches!(sign, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
    let view: String = feed.view.chars().filter(is_of_xml).collect();
    let title = (language.digests().feed_title)(&view);
    let updated = moment(feed.digests.first().map_or(feed.until, |digest| digest.at));
    let entries = feed.digests.iter().map(|digest| {
        format!(
            "<entry><id>{}#{}</id><title>{}</title><updated>{}</updated><link href=\"{}\"/><content type=\"text\">{}</content></entry>\n",
            encode_text(&link),
            digest.at,
            encode_text(&words::moved(language, digest)),
            moment(digest.at),
            encode_quoted_attribute(&link),
            encode_text(&words::total(language, digest)),
        )
    });
    let entries: String = entries.collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\"><id>{}</id><title>{}</title>\
         <updated>{updated}</updated><author><name>jaccount-admin</name></author><link href=\"{}\"/>\n{entries}</feed>\n",
        language.code(),
        encode_text(&link),
        encode_text(&title),
        encode_quoted_attribute(&link),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::digest::Digest;

    #[test]
    fn a_feed_is_xml_whatever_the_view_is_called() {
        let digest = Digest { at: 1_800_000_000, since: 1_799_900_000, total: 9, joined: 3, left: 1 };
        let feed = Feed {
            view_id: 5,
            view: "<毕业> & \"生\"\u{fffe}\u{1}".to_owned(),
            language: "zh".to_owned(),
            until: 1_800_000_000,
            digests: vec![digest],
        };
        let atom = atom(&feed, "https://example.org");
        assert!(atom.contains("视图“&lt;毕业&gt; &amp; \"生\"”的变化"), "{atom}");
        assert!(atom.contains("<updated>2027-01-15T08:00:00Z</updated>"), "{atom}");
        assert!(
            atom.contains("加入 3，离开 1") && atom.contains("href=\"https://example.org/views/5\""),
            "{atom}"
        );
    }
}
