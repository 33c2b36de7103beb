//! What the headers of a response say about its error: the request id, links, and the code and the message of a response
//! without a body.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::found::Found;
use super::leaks::without_input;
use super::text::{self, ends_with};
use super::{Warning, code, rank};
use crate::headers::challenge::quoted_parameter;
use crate::headers::{Headers, first_member, link};
use crate::path::foreign;
use crate::strings;

/// The headers that may hold a request id. The first one wins. If there is none, a header whose name
/// ends with one of [`REQUEST_ID_ENDS`] counts, and then one of [`PROXY_IDS`].
const REQUEST_IDS: [&str; 8] = [
    "x-request-id",
    "request-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-ms-request-id",
    "x-correlation-id",
    "apigw-requestid",
    "apns-id",
];

/// The headers of proxies: their ids are not in the server's logs.
const PROXY_IDS: [&str; 3] = ["x-amz-cf-id", "x-vercel-id", "cf-ray"];

/// How other headers with a request id end: GitHub, `OVHcloud`, eBay, Azure Front Door, CAMARA, bunq,
/// Qiniu, Allegro, FAPI, `EasyPost`, Worldpay, `PayPal`, Quickbase.
const REQUEST_ID_ENDS: [&str; 13] = [
    "-request-id",
    "-request-uuid",
    "requestid",
    "-reqid",
    "correlation-id",
    "-debug-id",
    "-correlator",
    "trace-id",
    "-interaction-id",
    "-response-id",
    "-queryid",
    "-azure-ref",
    "-api-ray",
];

/// Reads what the body does not say from the headers.
pub(super) fn read(
    headers: &Headers<'_>,
    status: u16,
    keep_echoes: bool,
    found: &mut Found,
    warnings: &mut Vec<Warning>,
) {
    let shown = |text: &str| match without_input(text) {
        Some(shown) if !keep_echoes => shown,
        _ => text.to_owned(),
    };
    read_request_id(headers, found, warnings);
    read_links(headers, found);
    read_challenge(headers, found, &shown);
    // A response to HEAD has no body: Azure, BambooHR, gRPC.
    for (name, value) in headers.iter() {
        if ends_with(name, "error-code") {
            if let Some(code) = first_member(value).filter(|code| code::is_code(code, status)) {
                found.offer_code(code::HEADER, code);
            }
        } else if ends_with(name, "error-message") || name.eq_ignore_ascii_case("grpc-message") {
            found.message.offer(rank::HEADER, &shown(&foreign::percent_decoded(value)));
        }
    }
    // AWS's REST protocol sends the code in this header and not in the body.
    if let Some(value) = headers.first("x-amzn-errortype") {
        found.offer_code(code::HEADER, strings::prefix_before(value, ":"));
    }
}

fn read_request_id(headers: &Headers<'_>, found: &mut Found, warnings: &mut Vec<Warning>) {
    let is_id = |name: &str| REQUEST_ID_ENDS.iter().any(|end| ends_with(name, end));
    let of_vendor = || headers.iter().find(|(name, _)| is_id(name)).and_then(|(_, ids)| first_member(ids));
    let first_of = |names: &[&str]| names.iter().find_map(|name| headers.first(name));
    let id = first_of(&REQUEST_IDS).or_else(of_vendor).or_else(|| first_of(&PROXY_IDS)).and_then(text::identifier);
    if let Some(id) = id {
        match &found.request_id.text {
            Some(known) if *known != id => warnings.push(Warning::RequestIdMismatch),
            Some(_) => {}
            None => found.request_id.text = Some(id),
        }
    }
}

fn read_links(headers: &Headers<'_>, found: &mut Found) {
    let Some(links) = headers.joined("link") else { return };
    for relation in ["help", "describedby"] {
        if let Some(url) = link::target(&links, relation) {
            found.offer_docs(u8::MAX, url);
        }
    }
}

/// Reads the challenge of RFC 6750 section 3: `Bearer error="invalid_token", error_description="The token expired"`.
fn read_challenge(headers: &Headers<'_>, found: &mut Found, shown: &dyn Fn(&str) -> String) {
    let Some(challenges) = headers.joined("www-authenticate") else { return };
    let parameter = |name: &str| quoted_parameter(&challenges, name);
    let error = parameter("error");
    if let Some(code) = error.as_deref().filter(|text| text::is_code_like(text)) {
        found.offer_code(code::HEADER, code);
    }
    // hapi writes a sentence into `error`.
    if let Some(text) = parameter("error_description").or(error.filter(|text| !text::is_code_like(text))) {
        found.message.offer(rank::HEADER, &shown(&text));
    }
}
