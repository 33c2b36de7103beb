//! Any API's error response as one type, [`ApiError`]. Needs the feature `api-error`, which is on by default.
//!
//! Reading never fails: for every body, the result has a message that is fit to show. Each text of the result is one line
//! without control characters. Markup, known echoes of the user's input and stack traces are removed.
//!
//! ```
//! use unanimous::api_error::{ApiError, Category, Dialect, Response};
//!
//! let body = br#"{"detail":[{"loc":["body","email"],"msg":"not a valid email address","type":"value_error"}]}"#;
//! let error = ApiError::read(&Response { status: 422, body, ..Response::default() });
//! assert_eq!((error.dialect, error.category), (Dialect::Detail, Category::Validation));
//! assert_eq!((error.fields[0].path.as_str(), error.fields[0].code.as_deref()), ("email", Some("value_error")));
//! ```

// The steps. `read` calls them in this order: body, leaks, reader, response_headers, message, category. label looks at the
// body after reader.
mod read;

mod body;
pub(crate) mod category;
mod label;
mod leaks;
mod message;
mod reader;
mod response_headers;

// The tables: what a name means, and which of two texts counts.
mod code;
mod lexicon;
mod rank;
mod role;
mod roles;
pub(crate) mod status;
mod vocabulary;

// What the steps hand on, and tools that they share.
mod delay;
mod fields;
mod found;
mod names;
mod spelling;
mod stack_trace;
mod text;

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use crate::json::{self, Json, ObjectWriter, ToJson};
use serde::ser::SerializeStruct as _;
use serde::{Deserialize, Serialize, Serializer};

use crate::camel::{Camel, Case, SerializeIn, ToJsonIn};
use crate::headers::{Headers, Hints};
use crate::millis;
use crate::path::{self, Path, Segment};
use crate::reason::Params;
use crate::report::ParseOptions;

pub use names::{Category, Dialect, Location, VocabularyRole, Warning};
#[doc(hidden)]
pub use vocabulary::vocabulary_of;
pub use vocabulary::{Vocabulary, VocabularyError};

/// The most bytes of a body that are read. A longer body is [`Dialect::Unreadable`].
pub const MAX_BODY: usize = 256 * 1024;
/// The most levels of lists and objects in a JSON body. A deeper body is [`Dialect::Unreadable`].
pub const MAX_DEPTH: usize = json::read::MAX_BODY_DEPTH;
/// The most JSON values of a body that are kept. The syntax of later items of a list is checked, and they are dropped.
pub const MAX_VALUES: u32 = json::read::MAX_BODY_VALUES;
/// The most members of all objects of a body, or of a form, that are kept. Later ones are dropped, but for 256 in the three
/// outer levels of JSON.
pub const MAX_MEMBERS: u32 = json::read::MAX_BODY_MEMBERS;
/// The most fields of one error. Later ones are dropped.
pub const MAX_FIELDS: usize = 256;
/// The most characters (code points) of a message and of a field's reason. The rest is cut off.
pub const MAX_MESSAGE: usize = 2_000;
/// The most bytes of [`MAX_MESSAGE`] characters. No more of a text needs to be looked at.
const MAX_MESSAGE_BYTES: usize = MAX_MESSAGE * 4;

/// A response as it came: the input of [`ApiError::read`].
///
/// Build it with `..Response::default()`: later versions may add fields.
///
/// ```
/// use unanimous::api_error::Response;
///
/// let headers = [("content-type", "application/json"), ("x-request-id", "req_1")].into();
/// let response = Response { status: 404, headers, body: br#"{"message":"No such lead"}"#, ..Response::default() };
/// ```
#[derive(Clone, Debug, Default)]
pub struct Response<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The header fields that the client can see.
    pub headers: Headers<'a>,
    /// The body's bytes. A client need not read more than [`MAX_BODY`] and one byte from the network.
    pub body: &'a [u8],
    /// The time now, in milliseconds since 1970. Without it a date in `Retry-After` counts only if the response has a
    /// `Date` header.
    pub now: Option<u64>,
    /// Whether the body ended early, because the connection broke or the client's time limit passed. What has come is
    /// read, and the error has [`Warning::Incomplete`].
    pub incomplete: bool,
}

/// Options of reading: names that the server uses, and members to keep.
///
/// Build it with `..ReadOptions::default()`: later versions may add fields.
///
/// ```
/// use unanimous::api_error::{ApiError, ReadOptions, Response};
///
/// let body = br#"{"message":"Bad limit","details":{"limit":3,"input":"12 Main Street"}}"#;
/// let response = Response { status: 400, body, ..Response::default() };
/// assert_eq!(ApiError::read(&response).details.unwrap().to_string(), r#"{"limit":3}"#);
///
/// let options = ReadOptions { keep_echoes: true, ..ReadOptions::default() };
/// assert!(ApiError::read_with(&response, &options).details.unwrap().to_string().contains("12 Main Street"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct ReadOptions<'a> {
    /// How to read a message such as `Validation error: path: reason`.
    pub message: ParseOptions<'a>,
    /// Whether to keep members that echo the user's input (pydantic's `input`, Spring's `rejectedValue`) or show the
    /// server's internals (stacks and traces). By default they are removed before the body is read, because errors end up
    /// in logs. Members that are kept are in `details`, and can become fields or the message of a body that looks like a
    /// map of fields.
    pub keep_echoes: bool,
    /// Names that this server uses. They take precedence over the names that the reader knows.
    pub vocabulary: Vocabulary,
}

/// One field that an API has rejected.
///
/// ```
/// use unanimous::Path;
/// use unanimous::api_error::FieldError;
///
/// let mut field = FieldError::new(Path::from_iter(["billing", "email"]), "Invalid email");
/// field.code = Some("invalid_email".to_owned());
/// assert_eq!(field.path, "billing.email");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FieldError {
    /// The path in this crate's notation: `contacts.0.email`. The empty string is the request as a whole.
    pub path: String,
    /// The same path as segments.
    pub segments: Vec<Segment>,
    /// The part of the request that the field stands in, if the body names it.
    pub location: Option<Location>,
    /// The reason's text: one line, never empty.
    pub reason: String,
    /// The code of the reason: the server's own, if it sends one. Otherwise, if the field stands in a message like those
    /// of this crate and its reason is the text of a [`Code`](crate::Code), the name of that code.
    pub code: Option<String>,
    /// The parameters of a reason whose code is a [`Code`](crate::Code), as far as they are known.
    #[serde(default, skip_serializing_if = "Params::is_empty")]
    pub params: Params,
}

impl FieldError {
    /// A field with this path and reason, and without location, code and parameters.
    pub fn new(path: Path, reason: impl Into<String>) -> Self {
        Self {
            path: path::printed(&path.0),
            segments: path.0,
            location: None,
            reason: reason.into(),
            code: None,
            params: Params::default(),
        }
    }
}

/// An error response, whatever its dialect.
///
/// As JSON its members have these names in `snake_case`, and `retry_after` is `retry_after_ms`; [`ApiError::to_js`]
/// writes them in camelCase. Both forms are read.
///
/// ```
/// use unanimous::api_error::{ApiError, Category, Response};
///
/// let body = br#"{"error":{"message":"Validation error: email: Invalid email","code":"VALIDATION_ERROR"}}"#;
/// let error = ApiError::read(&Response { status: 400, body, ..Response::default() });
/// assert_eq!(error.category, Category::Validation);
/// assert_eq!(error.fields[0].path, "email");
/// ```
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct ApiError {
    /// How the body was written.
    pub dialect: Dialect,
    /// The HTTP status of the response. If the body names another one, that is [`Warning::StatusMismatch`].
    pub status: u16,
    /// The server's code as it was sent. It is never made up from the status.
    pub code: Option<String>,
    /// The kind of the error. It follows from the code if the code says more than the status, else from the status.
    pub category: Category,
    /// A short title: that of the body, or else the reason phrase of the status.
    pub title: Option<String>,
    /// A text that is fit to show: one line, never empty, at most [`MAX_MESSAGE`] characters.
    pub message: String,
    /// The fields that were rejected, at most [`MAX_FIELDS`].
    pub fields: Vec<FieldError>,
    /// The id of the request in the server's logs.
    #[serde(alias = "requestId")]
    pub request_id: Option<String>,
    /// The URL of a page about this error. Its scheme is `http` or `https`.
    #[serde(alias = "docsUrl")]
    pub docs_url: Option<String>,
    /// RFC 9457's `instance`: a URI of this occurrence of the error.
    pub instance: Option<String>,
    /// The members of the body that no other field of this type holds.
    pub details: Option<Json>,
    /// The delay that the server asked for, in whole milliseconds, at most [`MAX_DELAY`](crate::retry::MAX_DELAY).
    /// [`RetryAdvice`](crate::RetryAdvice) says whether to try again at all.
    #[serde(rename = "retry_after_ms", alias = "retryAfterMs", default, deserialize_with = "millis::deserialize")]
    pub retry_after: Option<Duration>,
    /// The irregularities of the response, in the order of [`Warning::ALL`].
    pub warnings: Vec<Warning>,
    /// What the headers say about retrying. The JSON has it too (as `hints`, if there are any), so that
    /// [`RetryAdvice`](crate::RetryAdvice) is the same for an error that was sent on as JSON.
    #[serde(default)]
    pub hints: Hints,
}

impl ApiError {
    /// The error of a response with this status and nothing else: the status gives its category, title and message.
    ///
    /// ```
    /// use unanimous::api_error::{ApiError, Category};
    ///
    /// let mut error = ApiError::new(404);
    /// error.code = Some("lead_not_found".to_owned());
    /// assert_eq!((error.category, error.to_string().as_str()), (Category::NotFound, "404 Not Found"));
    /// ```
    pub fn new(status: u16) -> Self {
        Self {
            dialect: Dialect::Empty,
            status,
            code: None,
            category: status::category(status),
            title: status::phrase(status).map(str::to_owned),
            message: status::line(status),
            fields: Vec::new(),
            request_id: None,
            docs_url: None,
            instance: None,
            details: None,
            retry_after: None,
            warnings: Vec::new(),
            hints: Hints::default(),
        }
    }

    /// Reads any response. It never fails and never panics, and its time is linear in the size of the response.
    pub fn read(response: &Response<'_>) -> Self {
        Self::read_with(response, &ReadOptions::default())
    }

    /// Reads any response, with options for this server.
    pub fn read_with(response: &Response<'_>, options: &ReadOptions<'_>) -> Self {
        read::read(response, options)
    }

    /// The error as JSON for JavaScript: `requestId`, `docsUrl`, `retryAfterMs`. `to_string` gives the text of
    /// `JSON.stringify`:
    ///
    /// ```
    /// use unanimous::api_error::{ApiError, Response};
    ///
    /// let body = br#"{"id":18446744073709551616}"#;
    /// let json = ApiError::read(&Response { status: 404, body, ..Response::default() }).to_js().to_string();
    /// assert!(json.contains(r#""details":{"id":18446744073709552000},"retryAfterMs":null"#), "{json}");
    /// ```
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
        out.serialize_field(case.name("retry_after_ms", "retryAfterMs"), &self.retry_after.map(millis::of))?;
        out.serialize_field("warnings", &self.warnings)?;
        if hints {
            out.serialize_field("hints", &self.hints)?;
        }
        out.end()
    }
}

impl ToJsonIn for ApiError {
    fn push_json_in(&self, case: Case, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.member("dialect", &self.dialect).member("status", &self.status).member("code", &self.code);
        object.member("category", &self.category).member("title", &self.title).member("message", &self.message);
        object.member("fields", &self.fields).member(case.name("request_id", "requestId"), &self.request_id);
        object.member(case.name("docs_url", "docsUrl"), &self.docs_url).member("instance", &self.instance);
        object.member("details", &self.details);
        object.member(case.name("retry_after_ms", "retryAfterMs"), &self.retry_after.map(millis::of));
        object.member("warnings", &self.warnings);
        if self.hints != Hints::default() {
            object.member("hints", &self.hints);
        }
        object.end();
    }
}

impl ToJson for ApiError {
    fn push_json(&self, out: &mut String) {
        self.push_json_in(Case::Snake, out);
    }
}

impl ToJson for FieldError {
    fn push_json(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.member("path", &self.path).member("segments", &self.segments).member("location", &self.location);
        object.member("reason", &self.reason).member("code", &self.code);
        if !self.params.is_empty() {
            object.member("params", &self.params);
        }
        object.end();
    }
}

impl Serialize for ApiError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize_in(Case::Snake, serializer)
    }
}

/// Writes the message.
impl core::fmt::Display for ApiError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.message)
    }
}

impl core::error::Error for ApiError {}
