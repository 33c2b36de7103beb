//! Reads a message as issues: our own messages, of which it is the inverse, and those of other servers as far as they
//! have the same shape.

use alloc::borrow::ToOwned;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use super::print::{PREFIX, read_reason};
use super::{Issue, Report};
use crate::path::{Path, Segment};
use crate::reason::Reason;
use crate::strings;

/// Which of the two common formats a message has.
///
/// ```
/// use unanimous::report::{MessageFormat, ParseOptions, parse};
///
/// let parsed = parse("Validation error: Invalid email at \"email\"", &ParseOptions::default())?;
/// assert_eq!(parsed.form, Some(MessageFormat::ReasonAtPath));
/// assert_eq!(parsed.report.issues()[0].path(), "email");
/// # Ok::<(), unanimous::report::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageFormat {
    /// `path: reason; path: reason`: the format of this crate and of many services that use zod.
    PathReason,
    /// `reason at "path"; reason at "path"`: the format of zod-validation-error.
    ReasonAtPath,
}

impl MessageFormat {
    /// The name used in JSON and in options: `path-reason` or `reason-at-path`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PathReason => "path-reason",
            Self::ReasonAtPath => "reason-at-path",
        }
    }

    /// The format with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::PathReason, Self::ReasonAtPath].into_iter().find(|form| form.as_str() == name)
    }
}

/// What the caller knows about the server whose message is read. The default is nothing.
///
/// ```
/// use unanimous::report::{ParseOptions, parse};
///
/// // `; note: ` belongs to the reason, because `note` is not a known path.
/// let options = ParseOptions {
///     known_paths: Some(vec!["email", "contacts.*.email"]),
///     prefixes: vec!["Prüffehler"],
///     ..ParseOptions::default()
/// };
/// let parsed = parse("Prüffehler: email: Taken; note: ask Ann", &options)?;
/// assert_eq!(parsed.report.issues()[0].reason(), "Taken; note: ask Ann");
/// # Ok::<(), unanimous::report::ParseError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct ParseOptions<'a> {
    /// The only paths that can begin an issue, as they are printed; `*` stands for any one segment. If this is `None`,
    /// every `path: ` begins an issue, also one inside a reason such as `Taken; note: ask Ann`.
    pub known_paths: Option<Vec<&'a str>>,
    /// Other texts that the message may begin with instead of `Validation error`, such as a translation.
    pub prefixes: Vec<&'a str>,
    /// The message's format; `None` to detect it.
    pub form: Option<MessageFormat>,
}

/// What [`parse`] reads from a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The message's format; `None` if the message is the prefix alone.
    pub form: Option<MessageFormat>,
    /// The issues, in the order of the text. Each keeps its path as it was written.
    pub report: Report,
}

/// The text does not begin with a known prefix, so it is not a validation message. Show it as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseError;

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a validation message: it does not begin with `{PREFIX}: `")
    }
}

impl core::error::Error for ParseError {}

impl FromStr for Report {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        parse(text, &ParseOptions::default()).map(|parsed| parsed.report)
    }
}

/// Reads a message: the prefix, then issues separated by `"; "`.
///
/// Between two separators stands a chunk. A chunk begins an issue if it begins with `PATH: `. Any other chunk belongs to
/// the reason before it; the first chunk is then an issue of the root. A reason with the text of a [`Code`](crate::Code)
/// has that code and its parameters; any other reason has the code `custom`.
///
/// # Errors
/// [`ParseError`] if the text does not begin with `Validation error` (in any case) or one of the given prefixes.
///
/// ```
/// use unanimous::report::{ParseOptions, parse};
///
/// let parsed = parse("Validation error: name: Required; age: Number must be at least 18", &ParseOptions::default())?;
/// let paths: Vec<_> = parsed.report.iter().map(|issue| issue.path()).collect();
/// assert_eq!(paths, ["name", "age"]);
/// assert!(parse("Not found", &ParseOptions::default()).is_err());
/// # Ok::<(), unanimous::report::ParseError>(())
/// ```
pub fn parse(text: &str, options: &ParseOptions<'_>) -> Result<Parsed, ParseError> {
    parse_first(text, options, usize::MAX)
}

/// As [`parse`], but reads at most `most` issues.
pub(crate) fn parse_first(text: &str, options: &ParseOptions<'_>, most: usize) -> Result<Parsed, ParseError> {
    let body = strip_prefixes(text, options).ok_or(ParseError)?;
    if body.is_empty() {
        return Ok(Parsed { form: None, report: Report::default() });
    }
    let known = options.known_paths.as_ref().map(|paths| KnownPaths::new(paths));
    let form = options.form.unwrap_or_else(|| detect(body, known.as_ref()));
    let issues = match form {
        MessageFormat::PathReason => path_reason(body, known.as_ref(), most),
        MessageFormat::ReasonAtPath => strings::split(body, "; ").into_iter().take(most).map(reason_at_path).collect(),
    };
    Ok(Parsed { form: Some(form), report: Report { issues } })
}

/// The text after the prefix. The prefix may stand there more than once, because each layer of a server may add it.
fn strip_prefixes<'t>(text: &'t str, options: &ParseOptions<'_>) -> Option<&'t str> {
    let mut body = None;
    let mut rest = text.trim();
    while let Some(after) = [PREFIX].iter().chain(&options.prefixes).find_map(|prefix| strip_prefix(rest, prefix)) {
        body = Some(after);
        rest = after;
    }
    body
}

fn strip_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let prefix = prefix.trim_end_matches([':', '：', ' ']);
    let mut rest = text.chars();
    for expected in prefix.chars() {
        let found = rest.next()?;
        if !found.eq_ignore_ascii_case(&expected) {
            return None;
        }
    }
    let rest = rest.as_str();
    if rest.is_empty() || prefix.is_empty() {
        return (!prefix.is_empty()).then_some(rest);
    }
    // French has a space before the colon; Chinese and Japanese use a full-width colon.
    let after = rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']).strip_prefix([':', '：'])?;
    Some(after.strip_prefix(' ').unwrap_or(after))
}

fn detect(body: &str, known: Option<&KnownPaths>) -> MessageFormat {
    let mut has_tail = false;
    for chunk in strings::split(body, "; ") {
        if head(chunk, known).is_some() {
            return MessageFormat::PathReason;
        }
        has_tail = has_tail || tail(chunk).is_some();
    }
    if has_tail { MessageFormat::ReasonAtPath } else { MessageFormat::PathReason }
}

fn path_reason(body: &str, known: Option<&KnownPaths>, most: usize) -> Vec<Issue> {
    // A chunk without a head belongs to the reason before it, so each reason is one range of the text.
    let mut open: Vec<(&str, Path, usize, usize)> = Vec::new();
    let mut at = 0;
    for chunk in strings::split(body, "; ") {
        let end = at + chunk.len();
        let full = open.len() >= most;
        match (head(chunk, known), open.last_mut()) {
            (Some(_), _) if full => break,
            (Some((written, path, reason)), _) => open.push((written, path, end - reason.len(), end)),
            (None, Some((.., last))) => *last = end,
            (None, None) => open.push(("", Path::ROOT, at, end)),
        }
        at = end + "; ".len();
    }
    open.into_iter()
        .map(|(written, path, start, end)| {
            let reason = read_reason(body.get(start..end).unwrap_or_default());
            Issue::written(written.to_owned(), path, Reason::from_text(reason.trim()))
        })
        .collect()
}

/// Splits `PATH: reason` at the first `": "`: the path's text, the path, the reason. zod prints the root as the empty
/// text.
fn head<'t>(chunk: &'t str, known: Option<&KnownPaths>) -> Option<(&'t str, Path, &'t str)> {
    let (written, reason) = strings::split_once(chunk, ": ")?;
    if written.is_empty() || written == super::print::ROOT {
        return Some(("", Path::ROOT, reason));
    }
    let path = match known {
        None => written.parse().ok()?,
        Some(known) => known.find(written)?,
    };
    Some((written, path, reason))
}

/// Splits `reason at "path"` into the reason and the path's text.
fn tail(chunk: &str) -> Option<(&str, &str)> {
    strings::rsplit_once(chunk.strip_suffix('"')?, " at \"")
}

fn reason_at_path(chunk: &str) -> Issue {
    let (reason, written) = tail(chunk).unwrap_or((chunk, ""));
    // A label that is not a path is the key of one field.
    let path = written.parse().unwrap_or_else(|_| Path(vec![Segment::from(written)]));
    Issue::written(written.to_owned(), path, Reason::from_text(reason.trim()))
}

/// The caller's known paths, as segments. A text that is not a path is one key.
struct KnownPaths(Vec<Vec<Step>>);

enum Step {
    Any,
    One(Segment),
}

impl KnownPaths {
    fn new(paths: &[&str]) -> Self {
        Self(paths.iter().map(|path| Self::steps(path)).collect())
    }

    fn steps(path: &str) -> Vec<Step> {
        // `*` may not stand in a path, so a text that does not parse is read again piece by piece.
        let pieces: Result<Vec<Vec<Step>>, ()> = strings::split(path, ".")
            .into_iter()
            .map(|piece| match piece.parse::<Path>() {
                _ if piece == "*" => Ok(vec![Step::Any]),
                Ok(Path(segments)) if !segments.is_empty() => Ok(segments.into_iter().map(Step::One).collect()),
                _ => Err(()),
            })
            .collect();
        match (path.parse::<Path>(), pieces) {
            (Ok(Path(segments)), _) => segments.into_iter().map(Step::One).collect(),
            (Err(_), Ok(pieces)) => pieces.into_iter().flatten().collect(),
            (Err(_), Err(())) => vec![Step::One(Segment::from(path))],
        }
    }

    fn find(&self, written: &str) -> Option<Path> {
        let Path(segments) = written.parse().unwrap_or_else(|_| Path(vec![Segment::from(written)]));
        let fits = |steps: &Vec<Step>| {
            steps.len() == segments.len()
                && steps.iter().zip(&segments).all(|(step, segment)| match step {
                    Step::Any => true,
                    Step::One(one) => one == segment,
                })
        };
        self.0.iter().any(fits).then_some(Path(segments))
    }
}
