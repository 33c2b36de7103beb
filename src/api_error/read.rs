//! Reads a response into an error: decodes the body, lets the vocabulary find the parts, then checks and cleans them.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use super::decode::{self, Body};
use super::fields::Fields;
use super::found::Found;
use super::reader::{CODE_WORD, Reader};
use super::roles::ends_with;
use super::{
    ApiError, Category, Dialect, FieldError, MAX_MESSAGE, ReadOptions, Response, Warning, category, code, fields,
    label, leaks, markup, status, text,
};
use crate::headers::{Headers, Hints, delay, link, trim_ows};
use crate::json::{Json, Object};
use crate::path::{Path, foreign};
use crate::reason::Reason;
use crate::report::{self, Issue, pydantic_lines};
use crate::strings;

/// The headers that may hold a request id. The first one wins. If there is none, a header whose name
/// ends with one of [`REQUEST_ID_ENDS`] counts.
const REQUEST_IDS: [&str; 11] = [
    "x-request-id",
    "request-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-ms-request-id",
    "x-correlation-id",
    "apigw-requestid",
    "x-amz-cf-id",
    "x-vercel-id",
    "apns-id",
    "cf-ray",
];

/// How other headers with a request id end: GitHub, `OVHcloud`, eBay, Azure Front Door, CAMARA, bunq,
/// Qiniu.
const REQUEST_ID_ENDS: [&str; 9] = [
    "-request-id",
    "-requestid",
    "-reqid",
    "-correlation-id",
    "-correlator",
    "-trace-id",
    "-response-id",
    "-queryid",
    "-azure-ref",
];

/// The most characters of a title.
const MAX_TITLE: usize = 256;

pub(super) fn read(response: &Response<'_>, options: &ReadOptions<'_>) -> ApiError {
    let Response { status, headers, .. } = response;
    let content_type = headers.get("content-type").unwrap_or_default();
    let media_type = trim_ows(strings::prefix_before(content_type, ";")).to_ascii_lowercase();
    let json_claimed =
        media_type.ends_with("/json") || media_type.ends_with("+json") || strings::find(&media_type, "-json").is_some();

    let mut warnings = Vec::new();
    let mut body = decode::sniff(response.body, json_claimed, charset(content_type), &mut warnings);
    let mut reader = Reader::new(*status, &media_type, options);
    let (dialect, is_json) = read_body(&mut body, *status, &media_type, options, &mut reader);
    let mut found = reader.finish();
    if !media_type.is_empty() && is_json.is_some_and(|is_json| is_json != json_claimed) {
        warnings.push(Warning::ContentTypeMismatch);
    }
    if found.status.is_some_and(|claimed| (100..600).contains(&claimed) && claimed != u64::from(*status)) {
        warnings.push(Warning::StatusMismatch);
    }
    read_headers(headers, *status, options.keep_echoes, &mut found, &mut warnings);
    if response.incomplete {
        warnings.push(Warning::Incomplete);
    }
    let message = finish_message(&mut found, options);

    let Found { code, title, fields, request_id, docs_url, instance, rest, delay: wait, .. } = found;
    let message = message.or_else(|| synthesised(&fields)).unwrap_or_else(|| status::line(*status));
    let fields = fields.into_vec();
    let code = code.text;
    let mut hints = Hints::read(headers);
    hints.should_retry = hints.should_retry.or(found.should_retry);
    let category = category(*status, code.as_deref(), !fields.is_empty(), hints, headers, found.is_transient);
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

/// The charset of a content type; empty if it has none.
fn charset(content_type: &str) -> &str {
    let mut rest = content_type;
    while let Some((_, after)) = strings::split_once(rest, ";") {
        rest = after;
        let parameter = trim_ows(strings::prefix_before(after, ";"));
        if let Some((name, value)) = strings::split_once(parameter, "=")
            && name.eq_ignore_ascii_case("charset")
        {
            return strings::trim(value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value));
        }
    }
    ""
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
        Body::Json(parsed) | Body::Within(parsed) => {
            clean(&mut parsed.value);
            reader.body(&parsed.value);
            (label::label(&parsed.value, media_type, status), is_json)
        }
        Body::Html(markup) => {
            // `Error` is the title of every error page of Express, and `Whitelabel Error Page` the heading of Spring's.
            for name in ["title", "h1"] {
                if let Some(title) = markup::element(markup, name)
                    && !matches!(strings::trim(&title), "Error" | "Whitelabel Error Page")
                {
                    reader.found.message.offer(0, &title);
                    reader.found.title(0, &title);
                }
            }
            (Dialect::Html, Some(false))
        }
        Body::Xml(markup) => {
            let mut value = markup::xml(markup);
            clean(&mut value);
            reader.body(&value);
            (Dialect::Xml, Some(false))
        }
        Body::Text(text) => {
            let shown = if options.keep_echoes { None } else { decode::without_input(text) };
            reader.found.message.offer(0, shown.as_deref().unwrap_or(text));
            // A bare JSON string is JSON and text, so no content type is wrong.
            (Dialect::Text, matches!(text, Cow::Borrowed(_)).then_some(false))
        }
    }
}

/// Reads what the body does not say from the headers.
fn read_headers(headers: &Headers<'_>, status: u16, keep_echoes: bool, found: &mut Found, warnings: &mut Vec<Warning>) {
    let shown = |text: &str| match decode::without_input(text) {
        Some(shown) if !keep_echoes => shown,
        _ => text.to_owned(),
    };
    let is_id = |name: &str| REQUEST_ID_ENDS.iter().any(|end| ends_with(name, end));
    let of_vendor = || headers.iter().find(|(name, _)| is_id(name)).map(|(_, id)| id);
    let id = REQUEST_IDS.iter().find_map(|name| headers.get(name)).or_else(of_vendor).and_then(text::identifier);
    if let Some(id) = id {
        match &found.request_id.text {
            Some(known) if *known != id => warnings.push(Warning::RequestIdMismatch),
            Some(_) => {}
            None => found.request_id.text = Some(id),
        }
    }
    if let Some(links) = headers.joined("link") {
        for relation in ["help", "describedby"] {
            if let Some(url) = link::target(&links, relation) {
                found.docs(u8::MAX, url);
            }
        }
    }
    // RFC 6750 section 3: `Bearer error="invalid_token", error_description="The token expired"`.
    if let Some(challenge) = headers.get("www-authenticate") {
        let parameter = |start: &str| Some(strings::prefix_before(strings::split_once(challenge, start)?.1, "\""));
        let error = parameter("error=\"");
        if let Some(code) = error.filter(|text| text::is_code_like(text)) {
            found.code(code::HEADER, code);
        }
        // hapi writes a sentence into `error`.
        if let Some(text) = parameter("error_description=\"").or(error.filter(|text| !text::is_code_like(text))) {
            found.message.offer(CODE_WORD - 1, &shown(text));
        }
    }
    // A response to HEAD has no body: Azure, BambooHR, gRPC.
    for (name, value) in headers.iter() {
        if ends_with(name, "error-code") && code::is_code(value, status) {
            found.code(code::HEADER, value);
        } else if ends_with(name, "error-message") || name.eq_ignore_ascii_case("grpc-message") {
            found.message.offer(CODE_WORD - 1, &shown(&foreign::percent_decoded(value)));
        }
    }
    // AWS's REST protocol sends the code in this header and not in the body.
    if let Some(value) = headers.get("x-amzn-errortype") {
        found.code(code::HEADER, strings::prefix_before(value, ":"));
    }
}

/// The body's message, after the fields in it have been read; `None` if it consisted of fields alone.
fn finish_message(found: &mut Found, options: &ReadOptions<'_>) -> Option<String> {
    let message = found.message.text.take()?;
    if found.fields.is_empty() {
        fields::from_message(&mut found.fields, &message, &options.message);
    }
    fields::restore_order(&mut found.fields, &message, &options.message);
    fields::add_codes(&mut found.fields, &found.issues.take(), &message);
    // pydantic repeats the input beside each reason, so the message is made anew of the fields.
    if pydantic_lines(&message).is_some() {
        return None;
    }
    // A message that names no field needs no prefix, and no `$`, by which this crate names the request as a whole.
    if found.fields.name_no_field() {
        let mut read = Fields::default();
        fields::from_message(&mut read, &message, &options.message);
        if read.name_no_field() && reasons(&read) == reasons(&found.fields) {
            return None;
        }
    }
    decode::into_line(message)
}

/// The fields as one message: `Validation error: email: Invalid email`, or the reasons alone if they name no field.
fn synthesised(fields: &Fields) -> Option<String> {
    let found = fields.as_slice();
    let message = if fields.name_no_field() {
        reasons(fields)
    } else if found.is_empty() {
        return None;
    } else {
        sentence(found)
    };
    text::into_line(message, MAX_MESSAGE)
}

/// The reasons without their paths.
fn reasons(fields: &Fields) -> String {
    let reasons: Vec<_> = fields.as_slice().iter().map(|field| field.reason.as_str()).collect();
    strings::join(&reasons, "; ")
}

/// The fields as a report prints them.
fn sentence(fields: &[FieldError]) -> String {
    let mut message = String::new();
    for field in fields {
        let path = Path(field.segments.clone());
        report::push_issue(&mut message, &Issue::new(path, Reason::custom(field.reason.as_str())));
    }
    report::or_prefix(message)
}

fn category(
    status: u16,
    code: Option<&str>,
    has_fields: bool,
    hints: Hints,
    headers: &Headers<'_>,
    is_transient: bool,
) -> Category {
    let by_code = code.and_then(|code| category::category(code, status));
    let by_status = status::category(status);
    let may_wait = matches!(by_status, Category::Permission | Category::Unknown);
    match by_code.unwrap_or(by_status) {
        // A bad request with fields is a validation error.
        Category::BadRequest | Category::Unknown if has_fields => Category::Validation,
        // GitHub answers with 403 when a rate limit is used up, and names a delay if it is the secondary one.
        Category::Permission if may_wait && (hints.limit_reached || headers.get("retry-after").is_some()) => {
            Category::RateLimited
        }
        Category::BadRequest | Category::Unknown | Category::ServerError if is_transient => Category::Unavailable,
        category => category,
    }
}
