//! Reads a response into an error: detects the kind of the body, lets its dialect read it, then checks and cleans the
//! result.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use super::body::{self, Body};
use super::builder::ErrorBuilder;
use super::dialect::{self, BodyContext};
use super::fields::Fields;
use super::member::identifier;
use super::{
    ApiError, Category, Dialect, FieldError, MAX_MESSAGE, ReadOptions, Response, Warning, codes, echoes, fields,
    status, text,
};
use crate::headers::{Headers, Hints, delay, link, trim_ows};
use crate::json::{Json, Object};
use crate::path::Path;
use crate::reason::Reason;
use crate::report::{self, Issue, pydantic_lines};
use crate::strings;

/// The headers that may hold a request id. The first one wins.
const REQUEST_IDS: [&str; 4] = ["x-request-id", "request-id", "x-amzn-requestid", "x-correlation-id"];

/// The most characters of a title.
const MAX_TITLE: usize = 256;

pub(super) fn read(response: &Response<'_>, options: &ReadOptions<'_>) -> ApiError {
    let Response { status, headers, .. } = response;
    let content_type = headers.get("content-type").unwrap_or_default();
    let media_type = trim_ows(strings::prefix_before(content_type, ";")).to_ascii_lowercase();
    let json_claimed =
        media_type.ends_with("/json") || media_type.ends_with("+json") || strings::find(&media_type, "-json").is_some();

    let mut warnings = Vec::new();
    let mut builder = ErrorBuilder::default();
    let mut body = body::sniff(response.body, json_claimed, &mut warnings);
    if let Body::Json(parsed) = &mut body
        && !options.keep_echoes
    {
        echoes::remove(&mut parsed.value);
    }
    let (dialect, is_json) = read_body(&body, *status, &media_type, &mut builder);
    if !media_type.is_empty() && is_json.is_some_and(|is_json| is_json != json_claimed) {
        warnings.push(Warning::ContentTypeMismatch);
    }
    if builder.status.is_some_and(|claimed| (100..600).contains(&claimed) && claimed != u64::from(*status)) {
        warnings.push(Warning::StatusMismatch);
    }
    read_headers(headers, &mut builder, &mut warnings);
    if response.incomplete {
        warnings.push(Warning::Incomplete);
    }
    let message = finish_message(&mut builder, options);

    let ErrorBuilder { code, title, fields, request_id, docs_url, instance, mut details, retry_info, .. } = builder;
    let message = message.or_else(|| synthesised(&fields)).unwrap_or_else(|| status::line(*status));
    let fields = fields.into_vec();
    let code = code.as_deref().and_then(identifier);
    let hints = Hints::read(headers);
    let category = category(*status, code.as_deref(), !fields.is_empty(), hints);
    let retry_after =
        delay::asked(headers, response.now, category == Category::RateLimited || *status == 429, retry_info);
    // A browser holds each number as an f64; the same error must be the same text on every host.
    details.iter_mut().for_each(Json::make_canonical);
    let details = details.filter(|details| !details.as_object().is_some_and(Object::is_empty));
    let warnings = Warning::ALL.iter().copied().filter(|warning| warnings.contains(warning)).collect();
    ApiError {
        dialect,
        status: *status,
        category,
        title: title
            .and_then(|title| text::one_line(&title, MAX_TITLE))
            .or_else(|| status::phrase(*status).map(str::to_owned)),
        message,
        code,
        fields,
        request_id,
        docs_url,
        instance: instance.and_then(|instance| text::one_line(&instance, MAX_MESSAGE)),
        details,
        retry_after: retry_after.map(|ms| Duration::from_millis(ms.into())),
        warnings,
        hints,
    }
}

/// Reads a body by its kind. The second result is whether it is JSON, `None` if the body does not show that.
fn read_body(body: &Body<'_>, status: u16, media_type: &str, builder: &mut ErrorBuilder) -> (Dialect, Option<bool>) {
    match body {
        Body::Empty => (Dialect::Empty, None),
        Body::Unreadable => (Dialect::Unreadable, None),
        Body::Json(parsed) => {
            (dialect::read(&BodyContext { status, media_type, json: &parsed.value }, builder), Some(true))
        }
        Body::Html(markup) => {
            // This is the title of every error page of Express.
            let title = body::element(markup, "title").filter(|title| title.trim() != "Error");
            builder.title.clone_from(&title);
            builder.message = title;
            (Dialect::Html, Some(false))
        }
        Body::Xml(markup) => {
            // Amazon S3 and services like it: `<Error><Code>…</Code><Message>…</Message><RequestId>…`.
            let code = body::element(markup, "Code").filter(|code| text::is_code_like(code.trim()));
            builder.code = code.map(|code| code.trim().to_owned());
            builder.message = body::element(markup, "Message");
            builder.request_id(body::element(markup, "RequestId").as_deref());
            (Dialect::Xml, Some(false))
        }
        Body::Text(text) => {
            builder.message = Some(text.clone().into_owned());
            // A bare JSON string is JSON and text, so no content type is wrong.
            (Dialect::Text, matches!(text, alloc::borrow::Cow::Borrowed(_)).then_some(false))
        }
    }
}

/// Reads what the body does not say from the headers.
fn read_headers(headers: &Headers<'_>, builder: &mut ErrorBuilder, warnings: &mut Vec<Warning>) {
    let id = REQUEST_IDS.iter().find_map(|name| headers.get(name)).and_then(identifier);
    match (&builder.request_id, id) {
        (Some(known), Some(id)) if *known != id => warnings.push(Warning::RequestIdMismatch),
        (None, id) => builder.request_id = id,
        _ => {}
    }
    if let Some(links) = headers.joined("link") {
        builder.docs(link::target(&links, "help"));
        builder.docs(link::target(&links, "describedby"));
    }
    if builder.code.is_none() {
        // AWS's REST protocol sends the code in this header and not in the body.
        let code = headers.get("x-amzn-errortype").map(|value| strings::prefix_before(value, ":"));
        builder.code = code.and_then(identifier);
    }
}

/// The body's message, after the fields in it have been read; `None` if it consisted of fields alone.
fn finish_message(builder: &mut ErrorBuilder, options: &ReadOptions<'_>) -> Option<String> {
    let message = builder.message.take()?;
    if fields::from_json_text(&mut builder.fields, &message) {
        return None;
    }
    let short = body::without_stack(&message);
    if builder.fields.is_empty() {
        fields::from_message(&mut builder.fields, short, &options.message);
    }
    fields::restore_order(&mut builder.fields, &message, &options.message);
    fields::add_codes(&mut builder.fields, &builder.issues.take(), &message);
    // pydantic repeats the input beside each reason, so the message is made anew of the fields.
    if pydantic_lines(&message).is_some() {
        return None;
    }
    // A message that names no field needs no prefix, and no `$`, by which this crate names the request as a whole.
    if builder.fields.name_no_field() {
        let mut read = Fields::default();
        fields::from_message(&mut read, short, &options.message);
        if read.name_no_field() && reasons(&read) == reasons(&builder.fields) {
            return None;
        }
    }
    text::one_line(short, MAX_MESSAGE)
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
    text::one_line(&message, MAX_MESSAGE)
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
    report::closed(message)
}

fn category(status: u16, code: Option<&str>, has_fields: bool, hints: Hints) -> Category {
    if let Some(category) = code.and_then(|code| codes::category(code, status)) {
        return category;
    }
    match status::category(status) {
        // A bad request with fields is a validation error.
        Category::BadRequest | Category::Unknown if has_fields => Category::Validation,
        // GitHub answers with 403 when a rate limit is used up.
        Category::Permission if hints.limit_reached => Category::RateLimited,
        category => category,
    }
}
