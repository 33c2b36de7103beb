//! Reads a response into an error: decodes the body, lets the vocabulary find the parts, then checks and cleans them.

use alloc::borrow::{Cow, ToOwned};
use alloc::vec::Vec;
use core::time::Duration;

use super::body::{self, Body, ContentType, markup};
use super::found::Found;
use super::reader::Reader;
use super::{
    ApiError, Category, Dialect, MAX_MESSAGE, ReadOptions, Response, Warning, category, label, leaks, message, rank,
    response_headers, status, text,
};
use crate::headers::{Hints, delay};
use crate::json::{Json, Object};
use crate::strings;

/// The most characters of a title.
const MAX_TITLE: usize = 256;

pub(super) fn read(response: &Response<'_>, options: &ReadOptions<'_>) -> ApiError {
    let Response { status, headers, .. } = response;
    let content_type = ContentType::new(headers.first("content-type").unwrap_or_default());
    let media_type = content_type.media_type.as_str();
    let mut warnings = Vec::new();
    let mut body = body::sniff(response.body, &content_type, &mut warnings);
    let mut reader = Reader::new(*status, media_type, options);
    let (dialect, is_json) = read_body(&mut body, *status, media_type, options, &mut reader);
    let mut found = reader.finish();
    if !media_type.is_empty() && is_json.is_some_and(|is_json| is_json != content_type.is_json) {
        warnings.push(Warning::ContentTypeMismatch);
    }
    if found.status.is_some_and(|claimed| (100..600).contains(&claimed) && claimed != u64::from(*status)) {
        warnings.push(Warning::StatusMismatch);
    }
    response_headers::read(headers, *status, options.keep_echoes, &mut found, &mut warnings);
    if response.incomplete {
        warnings.push(Warning::Incomplete);
    }
    let message = message::finish(&mut found, options);

    let Found { code, title, fields, request_id, docs_url, instance, rest, delay: wait, .. } = found;
    let message = message.or_else(|| message::of_fields(&fields)).unwrap_or_else(|| status::line(*status));
    let fields = fields.into_vec();
    let code = code.text;
    let mut hints = Hints::read(headers);
    hints.should_retry = hints.should_retry.or(found.should_retry);
    let category = category::of_error(*status, code.as_deref(), !fields.is_empty(), hints, headers, found.is_transient);
    let retry_after = delay::asked(headers, response.now, category == Category::RateLimited || *status == 429, wait);
    let mut details = details(rest);
    // A browser holds each number as an f64; the same error must be the same text on every runtime.
    details.iter_mut().for_each(Json::make_canonical);
    if warnings.len() > 1 {
        warnings = Warning::ALL.iter().copied().filter(|warning| warnings.contains(warning)).collect();
    }
    ApiError {
        dialect,
        status: *status,
        category,
        title: title
            .text
            .and_then(|title| text::into_line(title, MAX_TITLE))
            .or_else(|| status::phrase(*status).map(str::to_owned)),
        message,
        code,
        fields,
        request_id: request_id.text,
        docs_url: docs_url.text,
        instance: instance.and_then(|instance| text::into_line(instance, MAX_MESSAGE)),
        details,
        retry_after: retry_after.map(|ms| Duration::from_millis(ms.into())),
        warnings,
        hints,
    }
}

/// The members without a role, as details. A list `details` that is all there is stands for itself.
fn details(rest: Object) -> Option<Json> {
    if rest.is_empty() {
        return None;
    }
    if rest.len() == 1
        && let Some(list @ Json::Array(_)) = rest.get("details")
    {
        return Some(list.clone());
    }
    Some(Json::Object(rest))
}

/// Reads a body by its kind. The second result is whether it is JSON, `None` if the body does not show that.
fn read_body(
    body: &mut Body<'_>,
    status: u16,
    media_type: &str,
    options: &ReadOptions<'_>,
    reader: &mut Reader<'_>,
) -> (Dialect, Option<bool>) {
    let clean = |value: &mut Json| {
        if !options.keep_echoes {
            leaks::remove(value, &options.vocabulary);
        }
    };
    let is_json = matches!(body, Body::Json(_)).then_some(true);
    match body {
        Body::Empty => (Dialect::Empty, None),
        Body::Unreadable => (Dialect::Unreadable, None),
        Body::Json(parsed) | Body::Wrapped(parsed) => {
            clean(&mut parsed.value);
            reader.read_body(&parsed.value);
            (label::label(&parsed.value, media_type, status), is_json)
        }
        Body::Html(markup) => {
            // `Error` is the title of every error page of Express, `Apache Tomcat/7.0.8 - Error report` that of old Tomcats, and
            // `Whitelabel Error Page` the heading of Spring's.
            for name in ["title", "h1"] {
                if let Some(title) = markup::element(markup, name)
                    && !matches!(strings::trim(&title), "Error" | "Whitelabel Error Page")
                    && !title.ends_with("Error report")
                {
                    reader.found.message.offer(rank::OWN, &title);
                    reader.found.offer_title(rank::OWN, &title);
                }
            }
            // Express: `<title>Error</title> … <pre>Cannot GET /nope</pre>`. What else stands in `pre` may be internal.
            if let Some(text) = markup::element(markup, "pre").filter(|text| text.starts_with("Cannot ")) {
                reader.found.message.offer(rank::TITLE, &text);
            }
            (Dialect::Html, Some(false))
        }
        Body::Xml(markup) => {
            let mut value = markup::xml(markup);
            clean(&mut value);
            reader.is_xml = true;
            reader.read_body(&value);
            (Dialect::Xml, Some(false))
        }
        Body::Text(text) => {
            let shown = if options.keep_echoes { None } else { leaks::without_input(text) };
            reader.found.message.offer(rank::OWN, shown.as_deref().unwrap_or(text));
            // A bare JSON string is JSON and text, so no content type is wrong.
            (Dialect::Text, matches!(text, Cow::Borrowed(_)).then_some(false))
        }
    }
}
