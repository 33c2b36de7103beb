//! A message's text as issues again: the inverse of printing, and the most that can be said of other servers' texts.

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

/// Which of the two common shapes a message has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageFormat {
    /// `path: reason; path: reason`, ours and that of many services built on zod.
    PathReason,
    /// `reason at "path"; reason at "path"`, that of zod-validation-error.
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

    /// The form with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::PathReason, Self::ReasonAtPath].into_iter().find(|form| form.as_str() == name)
    }
}

/// What a caller knows about the server whose message is read.
#[derive(Clone, Debug, Default)]
pub struct ParseOptions<'a> {
    /// The only paths that can begin an issue, as they are printed; `*` stands for any one segment. With none given,
    /// every `path: ` begins one. This settles a reason that itself holds `; word: `.
    pub known_paths: Option<Vec<&'a str>>,
    /// What the message may begin with beside `Validation error`, say in another language.
    pub prefixes: Vec<&'a str>,
    /// The message's form, where the caller knows it.
    pub form: Option<MessageFormat>,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The message's form; none where it is the prefix alone.
    pub form: Option<MessageFormat>,
    /// The issues, in the order of the text. Each keeps its path as it was written.
    pub report: Report,
}

/// The text does not begin with a known prefix, so it names no fields: show it as it is.
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
/// A chunk begins an issue only if it begins with `PATH: `; any other chunk belongs to the reason before it, or is an
/// issue of the root. A reason that is the text of one of our codes gets that code and its parameters back; any other
/// is `custom`.
///
/// # Errors
/// [`ParseError`] where the text does not begin with `Validation error` (in any case) or one of the given prefixes.
pub fn parse(text: &str, options: &ParseOptions<'_>) -> Result<Parsed, ParseError> {
    parse_first(text, options, usize::MAX)
}

/// As [`parse`], but reads no more than the first `most` issues.
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

/// What follows the prefix; it may stand twice, for two layers may each have put it there.
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
    // French sets a space before the colon; Chinese and Japanese use a full-width one.
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
    // A chunk without a head belongs to the reason before it, so each reason is one stretch of the text.
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

/// `PATH: reason`, split at the first `": "`. zod prints the root as the empty text.
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

/// `reason at "path"`.
fn tail(chunk: &str) -> Option<(&str, &str)> {
    strings::rsplit_once(chunk.strip_suffix('"')?, " at \"")
}

fn reason_at_path(chunk: &str) -> Issue {
    let (reason, written) = tail(chunk).unwrap_or((chunk, ""));
    // A label that is no path still names one field.
    let path = written.parse().unwrap_or_else(|_| Path(vec![Segment::from(written)]));
    Issue::written(written.to_owned(), path, Reason::from_text(reason.trim()))
}

/// The caller's paths, each as its segments; a text that is no path is a single key.
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
        // `*` is no path character, so a pattern is read piece by piece.
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
