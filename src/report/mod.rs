//! The mistakes in a value: issues, and the message that names them all.
//!
//! ```
//! use unanimous::report::{ParseOptions, parse};
//! use unanimous::{Code, Issue, Path, Reason, Report};
//!
//! let issue = Issue::new(Path::from_iter(["email"]), Reason::new(Code::InvalidEmail));
//! let message = Report::from_iter([issue]).to_string();
//! assert_eq!(message, "Validation error: email: Invalid email");
//!
//! let parsed = parse(&message, &ParseOptions::default())?;
//! assert_eq!(parsed.report.issues()[0].code(), Code::InvalidEmail);
//! # Ok::<(), unanimous::report::ParseError>(())
//! ```

mod parse;
mod prefixes;
mod print;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use crate::json::{ObjectWriter, ToJson};
use crate::path::{self, Path, Segment};
use crate::reason::{Code, Params, Reason};

pub use parse::{MessageFormat, ParseError, ParseOptions, Parsed, parse};
#[cfg(feature = "api-error")]
pub(crate) use parse::{parse_first, pydantic_lines};
#[doc(hidden)]
pub use print::{OPENING, SEPARATOR};
#[cfg(feature = "api-error")]
pub(crate) use print::{or_prefix, push_issue};

/// The most issues that [`Schema::check`](crate::Schema::check) reports. If there are more, a last issue with the code
/// `more_issues` counts the rest.
pub const MAX_ISSUES: usize = 256;

/// One mistake in a value, and its path.
///
/// As JSON: `{"path", "segments", "code", "reason", "params", "detail"?}`. It never holds the value itself, because
/// issues end up in logs.
///
/// ```
/// use unanimous::{Code, Issue, Path, Reason, Segment};
///
/// let path = Path::from_iter([Segment::from("contacts"), Segment::from(0), Segment::from("email")]);
/// let issue = Issue::new(path, Reason::new(Code::InvalidEmail).with_detail("missing_at"));
/// assert_eq!(issue.path(), "contacts.0.email");
/// assert_eq!(issue.to_string(), "contacts.0.email: Invalid email");
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Issue {
    path: String,
    segments: Vec<Segment>,
    code: Code,
    reason: String,
    #[serde(default)]
    params: Params,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    detail: Option<Cow<'static, str>>,
}

impl Issue {
    /// An issue at `path`. The reason's text becomes one line: control characters become spaces, both ends are trimmed,
    /// and an empty text becomes `Invalid`.
    pub fn new(path: Path, reason: Reason) -> Self {
        let mut text = String::new();
        path::push(&mut text, &path.0);
        Self::with_path_text(text, path, reason)
    }

    /// An issue of a parsed message. `text` is what `reason` prints, so it need not be printed again.
    pub(crate) fn parsed(Path(segments): Path, reason: Reason, text: String) -> Self {
        let mut path = String::new();
        path::push(&mut path, &segments);
        let (code, params, detail) = reason.into_parts();
        Self { path, segments, code, reason: Reason::line_of(text), params, detail }
    }

    /// The path, the segments, the code, the reason and the parameters.
    #[cfg(feature = "api-error")]
    pub(crate) fn into_parts(self) -> (String, Vec<Segment>, Code, String, Params) {
        (self.path, self.segments, self.code, self.reason, self.params)
    }

    /// An issue whose path keeps its text: [`Issue::path`] returns `path` unchanged, and [`Issue::segments`] the segments.
    #[doc(hidden)]
    pub fn with_path_text(path: String, Path(segments): Path, reason: Reason) -> Self {
        let text = reason.line();
        let (code, params, detail) = reason.into_parts();
        Self { path, segments, code, reason: text, params, detail }
    }

    /// The same issue with another text of its reason.
    #[doc(hidden)]
    #[must_use]
    pub fn with_reason(&self, text: String) -> Self {
        let reason = Reason::custom(text).line();
        Self { reason, ..self.clone() }
    }

    /// The path as text: `contacts.0.email`; the root is the empty string.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The path as segments; the root has none.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The reason's stable code.
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The reason's text: `Invalid email`.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The parameters of the reason's text.
    pub const fn params(&self) -> &Params {
        &self.params
    }

    /// The detail code, if the rule knows more than the code says: `missing_at`, `local_part`, …
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }
}

/// `{"path", "segments", "code", "reason", "params", "detail"?}`
impl ToJson for Issue {
    fn push_json(&self, out: &mut String) {
        let mut object = ObjectWriter::new(out);
        object.member("path", &self.path).member("segments", &self.segments).member("code", &self.code);
        object.member("reason", &self.reason).member("params", &self.params);
        if let Some(detail) = &self.detail {
            object.member("detail", detail);
        }
        object.end();
    }
}

/// The list of its issues.
impl ToJson for Report {
    fn push_json(&self, out: &mut String) {
        self.issues.push_json(out);
    }
}

/// The issues of one value, in a fixed order.
///
/// `Display` prints the message, `FromStr` reads it back, and as JSON a report is the list of its issues.
///
/// ```
/// use unanimous::Report;
///
/// let text = "Validation error: email: Invalid email; phone: String must be at most 50 characters";
/// let report: Report = text.parse()?;
/// assert_eq!(report.issues()[1].path(), "phone");
/// assert_eq!(report.to_string(), text);
/// # Ok::<(), unanimous::report::ParseError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Report {
    issues: Vec<Issue>,
}

impl Report {
    /// The issues, in order.
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// The number of issues.
    pub const fn len(&self) -> usize {
        self.issues.len()
    }

    /// Whether there are no issues.
    pub const fn is_empty(&self) -> bool {
        self.issues.is_empty()
    }

    /// The issues, in order.
    pub fn iter(&self) -> core::slice::Iter<'_, Issue> {
        self.issues.iter()
    }
}

impl core::error::Error for Report {}

/// Keeps the order, and every issue.
impl FromIterator<Issue> for Report {
    fn from_iter<I: IntoIterator<Item = Issue>>(issues: I) -> Self {
        Self { issues: issues.into_iter().collect() }
    }
}

impl IntoIterator for Report {
    type Item = Issue;
    type IntoIter = alloc::vec::IntoIter<Issue>;

    fn into_iter(self) -> Self::IntoIter {
        self.issues.into_iter()
    }
}

impl<'a> IntoIterator for &'a Report {
    type Item = &'a Issue;
    type IntoIter = core::slice::Iter<'a, Issue>;

    fn into_iter(self) -> Self::IntoIter {
        self.issues.iter()
    }
}
