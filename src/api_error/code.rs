//! Which of several texts is the code of an error: the most specific one.

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::lexicon::Lexicon;
use super::text::{is_code_like, is_trace_id};
use crate::json::{Json, ToJson as _};
use crate::strings;

/// How little a code is trusted, by where it stands. The lower wins.
pub(super) const ERROR_INFO: u8 = 0;
pub(super) const TEXT: u8 = 10;
/// `error`, beside a text to show.
pub(super) const WORD: u8 = 14;
pub(super) const NUMBER: u8 = 20;
/// The header `x-amzn-errortype`.
pub(super) const HEADER: u8 = 24;
pub(super) const STATUS: u8 = 30;
pub(super) const TYPE: u8 = 32;
/// `type` of an item, as it is.
pub(super) const ITEM_TYPE: u8 = 33;
/// The last part of a problem type.
pub(super) const URI: u8 = 34;
pub(super) const NAME: u8 = 36;
pub(super) const REASON: u8 = 38;
pub(super) const ID: u8 = 40;
pub(super) const WEAK: u8 = 44;
/// JSON-RPC's numbers, which stand for a kind of failure of the call.
pub(super) const NEGATIVE: u8 = 50;

/// Words by what they say.
const WORDS: [&str; 3] = [
    // Only that there is an error, or whose fault it is.
    "error,errors,err,alternative,alternativegrouped,unknownfields,fail,failed,failure,ok,success,sender,receiver,user,client,server,exception,zoderror,null,unknown,object,none,business,invalid,fault,notok,error.list,list,collection,browser,status,warn,warning,fatal,erro",
    // The last part of a URL that is a page about errors in general.
    "docs,problems,api,blank,reference,guide,guides,overview,introduction,errorcodes,apierrors",
    // Hosts of specifications. A type there says no more than the status does.
    "tools.ietf.org,datatracker.ietf.org,www.ietf.org,ietf.org,rfceditor.org,www.rfceditor.org,httpstatuses.com,httpstatuses.io,httpstatus.es,httpwg.org,www.w3.org,developer.mozilla.org,iana.org,www.iana.org",
];
const NOISE: usize = 0;
const PAGE: usize = 1;
const SPEC_HOST: usize = 2;

static LEXICON: Lexicon<128> = Lexicon::new(&WORDS);

/// Whether a text says only that there is an error.
pub(super) fn is_noise(text: &str) -> bool {
    LEXICON.row_of(text) == Some(NOISE)
}

/// Whether a text is `error` or `failed`, in any form.
pub(super) fn is_failure(text: &str) -> bool {
    text.len() < 8
        && text.get(..4).is_some_and(|start| ["erro", "fail"].iter().any(|word| start.eq_ignore_ascii_case(word)))
}

/// Whether a member `code` is one: it is not the HTTP status again, nor 0, nor a link.
pub(super) fn is_code(text: &str, status: u16) -> bool {
    // The status may have its phrase behind it: `400 BadRequest`. A sentence is no code.
    let number = strings::integer(strings::prefix_before(text, " "));
    let is_sentence = text.bytes().filter(|byte| *byte == b' ').count() > 3;
    let says_nothing = ["success", "fail", "error"].iter().any(|word| text.eq_ignore_ascii_case(word));
    // A status phrase of several words is not a code: Deepgram's `Bad Request`. One of a single word may be: Azure's
    // `Forbidden`.
    let is_status_phrase = || strings::find(text, " ").is_some() && super::status::is_phrase(text);
    number != Some(0)
        && number != Some(status.into())
        && !says_nothing
        && !is_sentence
        && !is_status_phrase()
        && strings::find(text, "://").is_none()
        // A UUID is the id of one message: NZ Post.
        && !(text.len() == 36 && is_trace_id(text))
}

/// Whether a code says only whose fault it is: `soapenv:Client`, `Client`.
pub(super) fn is_weak(text: &str) -> bool {
    strings::rsplit_once(text, ":").map_or(matches!(text, "Client" | "Server"), |(_, name)| is_noise(name))
}

/// The text of a code that stands in `value`.
pub(super) fn text(rank: u8, value: &Json) -> String {
    match value {
        Json::String(text) if matches!(rank, TYPE | URI) => {
            of_type(text).map_or(text.as_str(), |(_, code)| code).to_owned()
        }
        Json::String(text) => text.clone(),
        value => value.to_json_string(),
    }
}

/// A code in `type`: an identifier, the name in AWS's `prefix#Name:…`, or the last part of a problem type.
pub(super) fn of_type(text: &str) -> Option<(u8, &str)> {
    if is_code_like(text) {
        return (!is_noise(text)).then_some((TYPE, text));
    }
    if is_reference(text) {
        return of_uri(text).map(|code| (URI, code));
    }
    let name = error_type(text);
    (is_code_like(name) && name.len() < text.len() && strings::find(text, " ").is_none()).then_some((TYPE, name))
}

/// The name in an AWS error type: the text between `#` and `:`.
pub(super) fn error_type(text: &str) -> &str {
    strings::prefix_before(strings::rsplit_once(text, "#").map_or(text, |(_, name)| name), ":")
}

/// Whether a text is one word as programs write them, and no word of a sentence: `NotFound`, `not_found`, `conflict`.
pub(super) fn is_word(text: &str) -> bool {
    let bytes = text.as_bytes();
    let rest = bytes.get(1..).unwrap_or_default();
    let is_name = bytes.first().is_some_and(u8::is_ascii_lowercase)
        || rest.iter().any(|byte| byte.is_ascii_uppercase() || matches!(byte, b'_' | b'-' | b'.'));
    is_code_like(text) && is_name && !text.ends_with('.')
}

/// Whether a text may be the path of a field: it begins with a small letter, and says more than whose fault an error is.
pub(super) fn is_place(text: &str) -> bool {
    text.as_bytes().first().is_some_and(u8::is_ascii_lowercase) && !is_noise(text)
}

/// Whether a text is a code in capital letters: `ACCOUNT_NOT_FOUND`.
pub(super) fn is_constant(text: &str) -> bool {
    strings::find(text, "_").is_some() && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// Whether an `id` names a kind of error and not an occurrence: letters and separators only.
pub(super) fn is_kind(text: &str) -> bool {
    text.len() > 2
        && is_word(text)
        && text.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b'-' | b'.'))
}

/// Whether `status` is a code: `RESOURCE_EXHAUSTED`, `quota_exceeded`.
pub(super) fn is_status_word(text: &str) -> bool {
    is_code_like(text) && !is_noise(text) && !super::status::is_phrase(text)
}

/// Whether a text in `type` is a URI reference: it begins with `scheme:` (RFC 3986 section 3.1), with `/`, or with a known name
/// and `/`, as `errors/missing_credentials` does. Clojure's `reitit.coercion/request-coercion` is a code.
pub(super) fn is_reference(text: &str) -> bool {
    let is_scheme = |scheme: &str| {
        scheme.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    };
    let is_path = || strings::split_once(text, "/").is_some_and(|(first, _)| LEXICON.row_of(first).is_some());
    text.starts_with('/') || is_path() || strings::split_once(text, ":").is_some_and(|(scheme, _)| is_scheme(scheme))
}

/// Parts of such words.
const PAGE_PARTS: [&str; 6] = ["glossary", "documentation", "handling", ".htm", "status-codes", "error-codes"];

/// The code in a problem type: its fragment or else its last path segment, if that looks like an identifier.
fn of_uri(kind: &str) -> Option<&str> {
    let (rest, fragment) = strings::split_once(kind, "#").unwrap_or((kind, ""));
    let rest = strings::prefix_before(rest, "?");
    // `#section/Errors/NotFound` of Airflow.
    let fragment = strings::rsplit_once(fragment, "/").map_or(fragment, |(_, name)| name);
    let path = match strings::split_once(rest, "://") {
        Some((_, after)) => {
            let (host, path) = strings::split_once(after, "/").unwrap_or((after, ""));
            // IANA's registry of problem types has the name in the fragment.
            let is_spec = LEXICON.row_of(host) == Some(SPEC_HOST);
            if is_spec && !path.ends_with("http-problem-types") {
                return None;
            }
            path
        }
        None if rest.starts_with("about:") => return None,
        // `urn:problem:not-found`, `/errors/not-found`.
        None => rest,
    };
    let path = strings::trim_end(path, "/");
    let last =
        path.bytes().rposition(|b| matches!(b, b'/' | b':')).map_or(path, |at| strings::split_at(path, at + 1).1);
    let is_page = |text: &str| {
        matches!(LEXICON.row_of(text), Some(NOISE | PAGE))
            || PAGE_PARTS.iter().any(|part| strings::find(text, part).is_some())
    };
    // Vonage: `…/api-errors/messages-olympus#1120`. A shorter number may be the HTTP status.
    let is_number = |text: &str| text.len() > 3 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number(fragment) {
        return Some(fragment);
    }
    [fragment, last].into_iter().find(|text| is_code_like(text) && !is_page(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_types() {
        let cases = [
            ("https://docs.leadrails.dev/errors/not-found", Some("not-found")),
            ("https://foglift.io/docs/api-errors#internal_error", Some("internal_error")),
            ("https://a.example/errors/out-of-credit/?v=1", Some("out-of-credit")),
            ("https://www.iana.org/assignments/http-problem-types#quota-exceeded", Some("quota-exceeded")),
            ("urn:problem-type:belgif:badRequest", Some("badRequest")),
            ("https://a.example/ref.html#section/Errors/NotFound", Some("NotFound")),
            ("/errors/conflict", Some("conflict")),
            ("https://a.example/api-errors/messages#1120", Some("1120")),
            ("https://a.example/errors#404", None),
            ("errors/missing_credentials", Some("missing_credentials")),
            ("reitit.coercion/request-coercion", None),
            ("about:blank", None),
            ("about:blank#x", None),
            ("https://tools.ietf.org/html/rfc9110#section-15.5.1", None),
            ("https://WWW.rfc-editor.org/rfc/rfc9110", None),
            ("https://a.example", None),
            ("https://a.example/404", None),
            ("https://a.example/a%20b", None),
            ("http://a.example/guides/error-glossary/", None),
            ("https://a.example/docs/errors", None),
            ("com.amazon.coral.validate#ValidationException", Some("ValidationException")),
            ("invalid_request_error", Some("invalid_request_error")),
            ("error", None),
            ("Status report", None),
        ];
        for (kind, code) in cases {
            assert_eq!(of_type(kind).map(|(_, code)| code), code, "{kind}");
        }
    }

    #[test]
    fn words_are_told_from_texts() {
        for word in ["NotFound", "not_found", "conflict", "TOO_MANY", "quotaExceeded"] {
            assert!(is_word(word), "{word}");
        }
        for text in ["Invalid", "Not found", "", "failed.", "404"] {
            assert!(!is_word(text), "{text}");
        }
    }
}
