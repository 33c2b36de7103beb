//! Any API's error response as one [`ApiError`].
//!
//! Reading never fails: whatever the body is, there is a message fit to show. Nothing read from a body is markup, an
//! echo of the user's input or a stack trace, and every text is one line without control characters.

mod body;
mod builder;
pub(crate) mod codes;
mod dialect;
mod fields;
mod link;
mod member;
mod names;
mod read;
mod seeds;
pub(crate) mod status;
mod text;

use crate::json::{self, Value};
use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Serialize, Serializer};

use crate::camel::{Camel, Case, SerializeIn};
use crate::headers::Headers;
use crate::path::Segment;
use crate::report::ParseOptions;
use crate::retry::Hints;

pub use names::{Category, Dialect, Location, Warning};
pub use seeds::{SEEDS, Seed};

/// The most bytes of a body that is read; a longer one is `unreadable`.
pub const MAX_BODY: usize = 256 * 1024;
/// The most levels of lists and objects in a JSON body.
pub const MAX_DEPTH: usize = json::read::MAX_DEPTH;
/// The most JSON values of a body that are kept: of a list, what comes later is checked for its syntax and forgotten.
pub const MAX_VALUES: u32 = json::read::MAX_VALUES;
/// The most fields that an error holds.
pub const MAX_FIELDS: usize = 256;
/// The most characters (code points) of a message and of a reason.
pub const MAX_MESSAGE: usize = 2_000;

/// A response as it came: the input of [`ApiError::read`].
#[derive(Clone, Debug, Default)]
pub struct Response<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The header fields that the client can see.
    pub headers: Headers<'a>,
    /// The body's bytes. What is beyond [`MAX_BODY`] need not be read from the network: one byte more is enough.
    pub body: &'a [u8],
    /// The time now, in milliseconds since 1970; without it, dates in headers say nothing unless `Date` stands beside.
    pub now: Option<u64>,
}

/// What the caller knows about the server, and wants.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions<'a> {
    /// How a message such as `Validation error: path: reason` is read.
    pub message: ParseOptions<'a>,
    /// Keeps in `details` what echoes the user's input (pydantic's `input`, Spring's `rejectedValue`) or tells the
    /// server's insides (stacks and traces). They are dropped by default: details end up in logs.
    pub keep_echoes: bool,
}

/// One field that an API has rejected.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldError {
    /// The place in this crate's notation: `contacts.0.email`; the empty string is the request as a whole.
    pub path: String,
    /// The place, step by step.
    pub segments: Vec<Segment>,
    /// The part of the request, where the body tells it.
    pub location: Option<Location>,
    /// The reason's text, never empty.
    pub reason: String,
    /// The server's own code for the reason.
    pub code: Option<String>,
}

/// An error response, whatever its dialect.
///
/// As JSON its members have these names in `snake_case`; [`ApiError::to_js`] writes them in camelCase. Both are read.
///
/// ```
/// use unanimous::api_error::{ApiError, Category, Response};
///
/// let body = br#"{"error":{"message":"Validation error: email: Invalid email","code":"VALIDATION_ERROR"}}"#;
/// let error = ApiError::read(&Response { status: 400, body, ..Response::default() });
/// assert_eq!(error.category, Category::Validation);
/// assert_eq!(error.fields[0].path, "email");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(not(unanimous_npm), derive(Deserialize))]
pub struct ApiError {
    /// How the body was written.
    pub dialect: Dialect,
    /// The HTTP status of the response; what the body claims is only compared with it.
    pub status: u16,
    /// The server's code, verbatim; never made up from the status.
    pub code: Option<String>,
    /// What kind of error it is: from the code where it says more than the status.
    pub category: Category,
    /// A short title: the body's, else the reason phrase of the status.
    pub title: Option<String>,
    /// A text fit to show, never empty, at most [`MAX_MESSAGE`] characters.
    pub message: String,
    /// The fields that were rejected, at most [`MAX_FIELDS`].
    pub fields: Vec<FieldError>,
    /// The id under which the server's logs know the request.
    #[cfg_attr(not(unanimous_npm), serde(alias = "requestId"))]
    pub request_id: Option<String>,
    /// A page about this error: `http` or `https`, nothing else.
    #[cfg_attr(not(unanimous_npm), serde(alias = "docsUrl"))]
    pub docs_url: Option<String>,
    /// RFC 9457's `instance`: what the error happened to.
    pub instance: Option<String>,
    /// What else the body says.
    pub details: Option<Value>,
    /// The delay that the server asked for, in milliseconds, at most 2^31 - 1. Whether to try again at all is for
    /// [`RetryAdvice`](crate::RetryAdvice) to say.
    #[cfg_attr(not(unanimous_npm), serde(alias = "retryAfterMs"))]
    pub retry_after_ms: Option<u32>,
    /// What was odd about the response, in the order of [`Warning`].
    pub warnings: Vec<Warning>,
    /// What the headers say about trying again. It stands in the JSON (as `hints`, where there are any), so that an
    /// error that has travelled as JSON is still judged the same.
    #[cfg_attr(not(unanimous_npm), serde(default))]
    pub hints: Hints,
}

impl ApiError {
    /// Reads any response; never fails, never panics, in time linear in its size.
    pub fn read(response: &Response<'_>) -> Self {
        Self::read_with(response, &ReadOptions::default())
    }

    /// Reads any response, with what the caller knows about its server.
    pub fn read_with(response: &Response<'_>, options: &ReadOptions<'_>) -> Self {
        read::read(response, options)
    }

    /// The error as JSON for JavaScript: `requestId`, `docsUrl`, `retryAfterMs`.
    pub const fn to_js(&self) -> Camel<'_, Self> {
        Camel(self)
    }
}

impl SerializeIn for ApiError {
    fn serialize_in<S: Serializer>(&self, case: Case, serializer: S) -> Result<S::Ok, S::Error> {
        let hints = self.hints != Hints::default();
        let mut out = serializer.serialize_struct("ApiError", 13 + usize::from(hints))?;
        out.serialize_field("dialect", &self.dialect)?;
        out.serialize_field("status", &self.status)?;
        out.serialize_field("code", &self.code)?;
        out.serialize_field("category", &self.category)?;
        out.serialize_field("title", &self.title)?;
        out.serialize_field("message", &self.message)?;
        out.serialize_field("fields", &self.fields)?;
        out.serialize_field(case.name("request_id", "requestId"), &self.request_id)?;
        out.serialize_field(case.name("docs_url", "docsUrl"), &self.docs_url)?;
        out.serialize_field("instance", &self.instance)?;
        out.serialize_field("details", &self.details)?;
        out.serialize_field(case.name("retry_after_ms", "retryAfterMs"), &self.retry_after_ms)?;
        out.serialize_field("warnings", &self.warnings)?;
        if hints {
            out.serialize_field("hints", &self.hints)?;
        }
        out.end()
    }
}

impl Serialize for ApiError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize_in(Case::Snake, serializer)
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ApiError {}
