//! The reason phrase and the category of each status.

use alloc::string::String;

use super::Category;
use crate::json::ToJson as _;
use crate::strings;

/// The error statuses and their reason phrases. Source: RFC 9110 section 15 and IANA's "HTTP Status Code Registry".
const PHRASES: &[(u16, &str)] = &[
    (400, "Bad Request"),
    (401, "Unauthorized"),
    (402, "Payment Required"),
    (403, "Forbidden"),
    (404, "Not Found"),
    (405, "Method Not Allowed"),
    (406, "Not Acceptable"),
    (407, "Proxy Authentication Required"),
    (408, "Request Timeout"),
    (409, "Conflict"),
    (410, "Gone"),
    (411, "Length Required"),
    (412, "Precondition Failed"),
    (413, "Content Too Large"),
    (414, "URI Too Long"),
    (415, "Unsupported Media Type"),
    (416, "Range Not Satisfiable"),
    (417, "Expectation Failed"),
    (418, "I'm a teapot"),
    (421, "Misdirected Request"),
    (422, "Unprocessable Content"),
    (423, "Locked"),
    (424, "Failed Dependency"),
    (425, "Too Early"),
    (426, "Upgrade Required"),
    (428, "Precondition Required"),
    (429, "Too Many Requests"),
    (431, "Request Header Fields Too Large"),
    (451, "Unavailable For Legal Reasons"),
    (500, "Internal Server Error"),
    (501, "Not Implemented"),
    (502, "Bad Gateway"),
    (503, "Service Unavailable"),
    (504, "Gateway Timeout"),
    (505, "HTTP Version Not Supported"),
    (506, "Variant Also Negotiates"),
    (507, "Insufficient Storage"),
    (508, "Loop Detected"),
    (510, "Not Extended"),
    (511, "Network Authentication Required"),
];

/// Reason phrases of older RFCs and servers for the same statuses.
const OLD_PHRASES: &[&str] = &[
    "Bad request",
    "Payload Too Large",
    "Request Entity Too Large",
    "Request-URI Too Long",
    "Request-URI Too Large",
    "URI Too Large",
    "Request Time-out",
    "Requested Range Not Satisfiable",
    "Unprocessable Entity",
    "Gateway Time-out",
    "Service Temporarily Unavailable",
    "Unordered Collection",
    "Internal Error",
    "I'm a Teapot",
    "HTTP Version not supported",
];

/// The length of "Request Header Fields Too Large".
const LONGEST_PHRASE: usize = 31;

/// The reason phrase of an error status.
pub(crate) fn phrase(status: u16) -> Option<&'static str> {
    PHRASES.iter().find(|(known, _)| *known == status).map(|(_, phrase)| *phrase)
}

/// Whether a text is exactly a reason phrase, alone or after its status: `Bad Request`, `400 Bad Request`. The comparison is
/// case-sensitive: `Conflict` is a phrase, `conflict` a code.
pub(super) fn is_phrase(text: &str) -> bool {
    let is_number = |word: &str| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit());
    let text = strings::split_once(text, " ").filter(|(word, _)| is_number(word)).map_or(text, |(_, phrase)| phrase);
    // Fast path: a phrase is short and begins with a capital letter.
    text.len() <= LONGEST_PHRASE
        && text.as_bytes().first().is_some_and(u8::is_ascii_uppercase)
        && (PHRASES.iter().any(|(_, phrase)| *phrase == text) || OLD_PHRASES.contains(&text))
}

/// A message for a status: `404 Not Found`, or `HTTP 599` if it has no phrase.
pub(super) fn line(status: u16) -> String {
    match phrase(status) {
        Some(phrase) => strings::join(&[&status.to_json_string(), phrase], " "),
        None => strings::join(&["HTTP", &status.to_json_string()], " "),
    }
}

/// The category of a status.
pub(super) const fn category(status: u16) -> Category {
    match status {
        401 | 407 | 511 => Category::Authentication,
        402 => Category::PlanLimit,
        403 | 451 => Category::Permission,
        404 | 410 => Category::NotFound,
        405 | 406 | 415 | 426 | 501 | 505 => Category::Unsupported,
        // Cloudflare's 522 and 524: the origin did not answer in time.
        408 | 504 | 522 | 524 => Category::Timeout,
        409 | 412 | 423 => Category::Conflict,
        413 => Category::PayloadTooLarge,
        422 => Category::Validation,
        429 => Category::RateLimited,
        // Cloudflare's 521 and 523: the origin is down. 529 (Anthropic and others): overloaded.
        502 | 503 | 521 | 523 | 529 => Category::Unavailable,
        400..=499 => Category::BadRequest,
        500..=599 => Category::ServerError,
        _ => Category::Unknown,
    }
}
