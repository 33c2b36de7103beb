//! Why a request is refused, whoever its client is.

use alloc::borrow::Cow;

use axum::http::{Method, StatusCode};

use crate::interop::request_body;
use crate::json::ParseError;
use crate::report::Report;

/// A problem, and the issues if the request is invalid.
#[derive(Clone, Debug)]
pub(super) struct Cause {
    pub(super) problem: Problem,
    pub(super) report: Option<Report>,
}

impl From<Problem> for Cause {
    fn from(problem: Problem) -> Self {
        Self { problem, report: None }
    }
}

impl From<Report> for Cause {
    fn from(report: Report) -> Self {
        Self { problem: Problem::fixed(400, "VALIDATION_ERROR", ""), report: Some(report) }
    }
}

/// A cause that the layer writes for its client, and the status that its response has without the layer.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub(super) cause: Cause,
    pub(super) status: StatusCode,
}

/// A status, a code and a message.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    pub(super) status: u16,
    pub(super) code: Cow<'static, str>,
    pub(super) message: Cow<'static, str>,
    /// Where a body is not JSON.
    pub(super) json: Option<ParseError>,
}

impl Problem {
    const fn fixed(status: u16, code: &'static str, message: &'static str) -> Self {
        Self { status, code: Cow::Borrowed(code), message: Cow::Borrowed(message), json: None }
    }

    const NOT_JSON: Self = Self::fixed(400, "BAD_REQUEST", "Request body is not valid JSON");
    /// The client closed the connection in the middle of its body, so nobody reads this.
    pub(super) const INCOMPLETE: Self = Self::fixed(400, "BAD_REQUEST", "Request body is incomplete");
    #[cfg(not(target_arch = "wasm32"))]
    pub(super) const TOO_SLOW: Self = Self::fixed(408, "REQUEST_TIMEOUT", "Request body took too long to arrive");
    pub(super) const INTERNAL: Self = Self::fixed(500, "INTERNAL_ERROR", "Internal error");

    pub(super) fn not_json(error: ParseError) -> Self {
        Self { json: Some(error), ..Self::NOT_JSON }
    }

    pub(super) const fn media_type(message: &'static str) -> Self {
        Self::fixed(415, "UNSUPPORTED_MEDIA_TYPE", message)
    }

    pub(super) const HEAD_TOO_LARGE: Self =
        Self::fixed(431, "REQUEST_HEADER_FIELDS_TOO_LARGE", "Request header fields are too large");

    /// A body that is longer than the limit, if that is known.
    pub(super) fn too_large(limit: Option<usize>) -> Self {
        let message = match limit {
            None => "Request body is too large".into(),
            Some(limit) => request_body::too_large(limit).into(),
        };
        Self { message, ..Self::fixed(413, "PAYLOAD_TOO_LARGE", "") }
    }

    /// The error for a response without a body.
    pub(super) fn of_status(status: StatusCode, method: &Method) -> Self {
        let phrase = status.canonical_reason().unwrap_or("Error");
        let (code, message) = match status {
            StatusCode::NOT_FOUND => ("NOT_FOUND".into(), "Not found".into()),
            StatusCode::METHOD_NOT_ALLOWED => {
                ("METHOD_NOT_ALLOWED".into(), alloc::format!("Method {method} is not allowed here").into())
            }
            StatusCode::INTERNAL_SERVER_ERROR => return Self::INTERNAL,
            _ => (phrase.replace([' ', '-'], "_").replace('\'', "").to_ascii_uppercase().into(), phrase.into()),
        };
        Self { status: status.as_u16(), code, message, json: None }
    }
}
