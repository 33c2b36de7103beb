//! What a status alone says: its reason phrase and its category.

use alloc::format;
use alloc::string::String;

use super::Category;

/// Status, reason phrase (RFC 9110 section 15 and the IANA registry).
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

/// Phrases that older servers send for the same statuses.
const OLD_PHRASES: &[&str] = &[
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

/// The reason phrase of a status.
pub(crate) fn phrase(status: u16) -> Option<&'static str> {
    PHRASES.iter().find(|(known, _)| *known == status).map(|(_, phrase)| *phrase)
}

/// Whether a text is only a reason phrase, and so no code. Written as in the standard: `conflict` is a code.
pub(super) fn is_phrase(text: &str) -> bool {
    PHRASES.iter().any(|(_, phrase)| *phrase == text) || OLD_PHRASES.contains(&text)
}

/// The status line as a message: `404 Not Found`.
pub(super) fn line(status: u16) -> String {
    match phrase(status) {
        Some(phrase) => format!("{status} {phrase}"),
        None => format!("HTTP {status}"),
    }
}

/// The category of a status, where no code says more.
pub(super) const fn category(status: u16) -> Category {
    match status {
        401 | 407 | 511 => Category::Authentication,
        402 => Category::PlanLimit,
        403 | 451 => Category::Permission,
        404 | 410 => Category::NotFound,
        405 | 406 | 415 | 426 | 501 | 505 => Category::Unsupported,
        // 522 and 524 are Cloudflare's: it waited for the origin.
        408 | 504 | 522 | 524 => Category::Timeout,
        409 | 412 | 423 => Category::Conflict,
        413 => Category::PayloadTooLarge,
        422 => Category::Validation,
        429 => Category::RateLimited,
        // 521 and 523 are Cloudflare's: the origin is down; 529 is "overloaded".
        502 | 503 | 521 | 523 | 529 => Category::Unavailable,
        400..=499 => Category::BadRequest,
        500..=599 => Category::ServerError,
        _ => Category::Unknown,
    }
}
