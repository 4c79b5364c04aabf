//! `/export` and `/exports`: taking accounts away in files.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use futures_util::stream;

use crate::api::Call;
use crate::api::exports::order_of;
use crate::api::read::accounts::check_day;
use crate::api::said::{self, Said};
use crate::api::words::of_export_error;
use crate::i18n::Words;
use crate::server::accounts;
use crate::server::auth::viewer::{Export, ExportUnmasked};
use crate::server::export::job::{self};
use crate::server::export::{self, File, Ordered};
use crate::server::failed::Failed;
use model::export::{ExportForm, Format};
use model::problem::ProblemKind;

/// Exports: the file at once, or the way to where it will be.
pub async fn order(call: Call, body: Bytes) -> Result<Response, Failed> {
    let by = call.permitted::<Export>()?;
    let form = ExportForm::parse(&body);
    check_day(&call.app, form.question.as_of).map_err(|_| ProblemKind::BadRequest)?;
    let order =
        order_of(call.language(), &form, &*accounts::known_organizations(&call.app, &call.viewer).await?);
    match export::order(&call.app.replica()?, &by, call.viewer.permit::<ExportUnmasked>().as_ref(), order)
        .await
    {
        Ok(Ordered::File(File { name, bytes })) => Ok(attachment(&name, form.format, bytes)),
        Ok(Ordered::Job) => Ok(Redirect::to("/exports").into_response()),
        Err(error) => {
            let words = of_export_error(form.is_unmasked, error)?;
            lead_back(&call, &form, &body, words).await
        }
    }
}

/// To the form, which says what is wrong with it.
async fn lead_back(call: &Call, form: &ExportForm, body: &[u8], words: Words) -> Result<Response, Failed> {
    let path = format!("/export?{}", form.question.to_query());
    let said = Said::refused(words, said::fields(body));
    Ok(Redirect::to(&call.say_at(&path, &said).await?).into_response())
}

/// A file to be kept, under its name.
pub fn attachment(name: &str, format: Format, bytes: Vec<u8>) -> Response {
    let mut response = bytes.into_response();
    name_attachment(response.headers_mut(), name, format);
    response
}

/// Asks for more of the end than there is, which means the whole.
fn is_longer_end(range: &str, size: u64) -> bool {
    range
        .trim()
        .strip_prefix("bytes=-")
        .and_then(|count| count.trim().parse::<u64>().ok())
        .is_some_and(|count| count >= size)
}

fn name_attachment(headers: &mut HeaderMap, name: &str, format: Format) {
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(format.content_type()));
    // RFC 6266: the name as it is, and one of ASCII for programs that know nothing else.
    let plain: String = name
        .chars()
        .map(|sign| if sign.is_ascii_alphanumeric() || "-_. ".contains(sign) { sign } else { '_' })
        .collect();
    let encoded: String =
        form_urlencoded::byte_serialize(name.as_bytes()).collect::<String>().replace('+', "%20");
    if let Ok(disposition) =
        HeaderValue::from_str(&format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"))
    {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
}

pub async fn cancel(call: Call, id: Result<Path<String>, PathRejection>) -> Result<Redirect, Failed> {
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    job::cancel(&call.app.replica()?, &call.permitted::<Export>()?, &id).await?;
    Ok(Redirect::to("/exports"))
}

pub async fn delete(call: Call, id: Result<Path<String>, PathRejection>) -> Result<Redirect, Failed> {
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    job::delete(&call.app.replica()?, &call.permitted::<Export>()?, &id).await?;
    Ok(Redirect::to("/exports"))
}

/// The file, or the part of it that a download goes on with.
pub async fn download(
    call: Call,
    id: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let Path(id) = id.map_err(|_| ProblemKind::NotFound)?;
    let by = call.permitted::<Export>()?;
    let found =
        job::find(&call.app.replica()?, &by, call.viewer.permit::<ExportUnmasked>().as_ref(), &id).await?;
    let download = found.ok_or(ProblemKind::NotFound)?;
    let tag = format!("\"{}\"", download.hash);
    // A part of another file is of no use: then the whole is sent.
    let is_same = headers.get(header::IF_RANGE).is_none_or(|known| *known == *tag);
    let asked = headers.get(header::RANGE).filter(|_| is_same).and_then(|range| range.to_str().ok());
    // One that cannot be read is as good as none (RFC 9110, 14.2).
    let range = match asked
        .and_then(|range| http_range_header::parse_range_header(range).ok())
        .map(|ranges| ranges.validate(download.size))
    {
        Some(Ok(ranges)) if ranges.len() == 1 => ranges.into_iter().next(),
        None | Some(Ok(_)) => None,
        Some(Err(_)) if asked.is_some_and(|range| is_longer_end(range, download.size)) => None,
        Some(Err(_)) => {
            let size = HeaderValue::from_str(&format!("bytes */{}", download.size))
                .map_err(|_| ProblemKind::BadRequest)?;
            return Ok((
                StatusCode::RANGE_NOT_SATISFIABLE,
                [
                    (header::CONTENT_RANGE, size),
                    (header::CONTENT_TYPE, HeaderValue::from_static("text/html")),
                ],
            )
                .into_response());
        }
    };
    let (start, end) = range.as_ref().map_or((0, download.size), |range| (*range.start(), range.end() + 1));
    let file = export::job::fetch(&call.app.replica()?, &by, &download, start, end - start).await?;
    let keys = Arc::clone(call.app.db.keys());
    let pieces = stream::try_unfold((file, keys), |(mut file, keys)| async move {
        let (read, file, keys) = tokio::task::spawn_blocking(move || (file.next(&keys), file, keys))
            .await
            .map_err(std::io::Error::other)?;
        if let Err(error) = &read {
            tracing::error!(%error, "a download breaks off");
        }
        Ok::<_, std::io::Error>(read?.map(|bytes| (Bytes::from(bytes), (file, keys))))
    });
    let mut response = Body::from_stream(pieces).into_response();
    let out = response.headers_mut();
    name_attachment(out, &download.name, download.format);
    out.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    out.insert(header::CONTENT_LENGTH, (end - start).into());
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, tag);
    }
    if range.is_some() {
        if let Ok(part) = HeaderValue::from_str(&format!("bytes {start}-{}/{}", end - 1, download.size)) {
            out.insert(header::CONTENT_RANGE, part);
        }
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    Ok(response)
}
