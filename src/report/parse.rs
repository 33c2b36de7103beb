//! Reads a message as issues: our own messages, of which it is the inverse, and those of other servers as far as they
//! have the same shape.

mod known_paths;
mod path_reason;
mod pydantic;
mod reason_at_path;

use alloc::borrow::ToOwned as _;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use super::prefixes::PREFIXES;
use super::print::PREFIX;
use super::{Issue, Report};
use crate::path::{Path, Segment, foreign};
use crate::reason::{Code, Reason};
use crate::strings;
use known_paths::KnownPaths;
#[cfg(feature = "api-error")]
pub(crate) use pydantic::lines as pydantic_lines;

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
    /// `path: reason; path: reason`: the format of this crate, of many services that use zod, and of `FastAPI` apps.
    PathReason,
    /// `reason at "path"; reason at index 0`: the format of zod-validation-error.
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

/// Options of [`parse`]: what is known about the server whose message is read. By default nothing is.
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
    /// Other texts that the message may begin with instead of `Validation error`, such as another translation.
    pub prefixes: Vec<&'a str>,
    /// The message's format; `None` to detect it.
    pub form: Option<MessageFormat>,
}

/// The result of [`parse`].
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// The message's format; `None` if the message is the prefix alone.
    pub form: Option<MessageFormat>,
    /// The issues, in the order of the text. Their paths are printed in this crate's notation, however they were written.
    pub report: Report,
}

/// The text does not begin like a validation message. Show it unchanged.
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

/// Reads a message: the prefix, then issues separated by `"; "` or line breaks.
///
/// Between two separators stands a chunk. A chunk begins an issue if it begins with `PATH: `. Any other chunk belongs to
/// the reason before it; the first chunk is then an issue of the root. A `;` before a line break, and a
/// separator at the end, separate nothing. An empty reason becomes `Invalid`. A reason with the text of a [`Code`](crate::Code)
/// has that code and its parameters; any other reason has the code `custom`.
///
/// A path in our notation has our meaning. A path in another notation is read if it cannot be anything else: `$.email`,
/// `/contacts/0/email`, `#/a~1b`, `body -> email`, `['a b']`, `items[0][price]`, `["a", 0]`, and a name in quotes, which is
/// one key. A key with a space is a path only in quotes. The text of a pydantic `ValidationError` and a text that begins with `body -> ` or
/// another part of the request need no prefix.
///
/// # Errors
/// [`ParseError`] if the text begins with none of these: `Validation error` (in any case), the same in a language of
/// [`locale`](crate::locale), one of the given prefixes, `1 validation error for `, a part of the request and an arrow.
///
/// ```
/// use unanimous::report::{ParseOptions, parse};
///
/// let parsed = parse("Validation error: name: Required; age: Number must be at least 18", &ParseOptions::default())?;
/// let paths: Vec<_> = parsed.report.iter().map(|issue| issue.path()).collect();
/// assert_eq!(paths, ["name", "age"]);
///
/// let parsed = parse("Validation error: Required at \"contacts[0].first name\"", &ParseOptions::default())?;
/// assert_eq!(parsed.report.issues()[0].path(), r#"contacts.0["first name"]"#);
/// assert!(parse("Not found", &ParseOptions::default()).is_err());
/// # Ok::<(), unanimous::report::ParseError>(())
/// ```
pub fn parse(text: &str, options: &ParseOptions<'_>) -> Result<Parsed, ParseError> {
    parse_first(text, options, usize::MAX, |text| text)
}

/// As [`parse`], but reads at most `most` issues, and only the start of the text that `cut` returns. The text of a pydantic
/// error is not cut: each of its reasons is indented, also one that begins with "at ".
#[inline(never)]
pub(crate) fn parse_first(
    text: &str,
    options: &ParseOptions<'_>,
    most: usize,
    cut: fn(&str) -> &str,
) -> Result<Parsed, ParseError> {
    if let Some(lines) = pydantic::lines(text) {
        let issues = pydantic::read(lines, most);
        return Ok(Parsed { form: Some(MessageFormat::PathReason), report: Report { issues } });
    }
    let text = trim_start(text);
    let known = options.known_paths.as_ref().map(|paths| KnownPaths::new(paths));
    let body = match strip_prefixes(text, options, known.as_ref()) {
        Some(body) => body,
        None if foreign::begins_with_request_part(text) => text,
        None => return Err(ParseError),
    };
    let body = text.get(text.len() - body.len()..cut(text).len()).unwrap_or_default();
    if body.is_empty() {
        return Ok(Parsed { form: None, report: Report::default() });
    }
    let chunks = chunks(body);
    let head =
        if options.form.is_none() { path_reason::head(chunks.first().unwrap_or(&""), known.as_ref()) } else { None };
    let form = match options.form {
        Some(form) => form,
        None if head.is_some() => MessageFormat::PathReason,
        None => detect(&chunks, known.as_ref()),
    };
    let issues = match form {
        MessageFormat::PathReason => path_reason::read(body, &chunks, head, known.as_ref(), most),
        MessageFormat::ReasonAtPath => reason_at_path::read(&chunks, most),
    };
    Ok(Parsed { form: Some(form), report: Report { issues } })
}

/// The text after the prefix, and after the space that follows it. The same prefix may be repeated, because each layer of a
/// server may add it. A different prefix that is also a path is a path: a field may have the name of another language's
/// prefix.
fn strip_prefixes<'t>(text: &'t str, options: &ParseOptions<'_>, known: Option<&KnownPaths>) -> Option<&'t str> {
    let mut first = None;
    let mut rest = text;
    while let Some(after) =
        strip_known_prefix(rest).or_else(|| options.prefixes.iter().find_map(|prefix| strip_prefix(rest, prefix)))
    {
        let prefix = rest.get(..rest.len() - after.len()).unwrap_or_default();
        if first.is_some_and(|first| first != prefix) && path_reason::head(prefix, known).is_some() {
            break;
        }
        first.get_or_insert(prefix);
        rest = after;
    }
    first.map(|_| rest)
}

/// The first two bytes of [`PREFIXES`], in lower case.
static FIRST_BYTES: [[u8; 2]; PREFIXES.len()] = {
    let mut bytes = [[0; 2]; PREFIXES.len()];
    let mut row = 0;
    while row < bytes.len() {
        let prefix = PREFIXES[row].as_bytes();
        bytes[row] = [prefix[0] | 0x20, prefix[1] | 0x20];
        row += 1;
    }
    bytes
};

fn strip_known_prefix(text: &str) -> Option<&str> {
    let first = text.as_bytes().first_chunk::<2>()?.map(|byte| byte | 0x20);
    let mut rows = FIRST_BYTES.iter().zip(PREFIXES);
    rows.find_map(|(bytes, prefix)| if *bytes == first { strip_prefix(text, prefix) } else { None })
}

fn strip_prefix<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let mut prefix = prefix;
    while let Some(rest) = [":", "：", " "].iter().find_map(|end| prefix.strip_suffix(end)) {
        prefix = rest;
    }
    let (start, rest) = strings::split_at(text, prefix.len());
    if prefix.is_empty() || !start.eq_ignore_ascii_case(prefix) {
        return None;
    }
    // French has a space before the colon; Chinese and Japanese use a full-width colon.
    let rest = trim_start(rest);
    if rest.is_empty() {
        return Some(rest);
    }
    Some(trim_start(rest.strip_prefix(':').or_else(|| rest.strip_prefix('：'))?))
}

/// The text without white space and a byte order mark before it. White space after it stays: in `email: ` it shows that
/// a path ends.
#[inline(never)]
fn trim_start(text: &str) -> &str {
    // Fast path: most texts begin with a visible ASCII character.
    if matches!(text.as_bytes().first(), Some(b'!'..=b'~')) {
        return text;
    }
    strings::trim_start(text, &strings::is_space)
}

/// The parts of a text between its separators, `"; "` and line breaks, without spaces before them and without empty parts.
/// A `;` before a line break separates nothing.
fn chunks(body: &str) -> Vec<&str> {
    let mut chunks = Vec::new();
    let (mut start, mut at) = (0, 0);
    loop {
        let rest = body.as_bytes().get(at..).unwrap_or_default();
        // A line break ends the last part.
        at += rest.iter().position(|byte| matches!(byte, b';' | b'\n')).unwrap_or(rest.len());
        let is_break = body.as_bytes().get(at) != Some(&b';');
        if is_break || body.as_bytes().get(at + 1) == Some(&b' ') {
            let mut chunk = trim_start(body.get(start..at).unwrap_or_default());
            // At the end of the text, a `;` may belong to a reason of this crate, which never holds a line break.
            if is_break && at < body.len() {
                chunk = strings::trim(chunk).strip_suffix(';').unwrap_or(chunk);
            }
            if !chunk.is_empty() {
                chunks.push(chunk);
            }
            start = if is_break { at + 1 } else { at + 2 };
        }
        if at >= body.len() {
            return chunks;
        }
        at += 1;
    }
}

/// Adds an issue whose reason was read from a text. All readers share this function, so that the wasm module is small.
#[inline(never)]
fn push(issues: &mut Vec<Issue>, path: Vec<Segment>, reason: &str) {
    let text = strings::trim(reason);
    let known = Reason::from_known_text(text).unwrap_or(Reason::new(Code::Custom));
    issues.push(Issue::parsed(Path(path), known, text.to_owned()));
}

/// The format of a text whose first chunk does not begin with `path: `. It is `PathReason` if a later chunk does and names no
/// path at its end. Otherwise it is `ReasonAtPath` if a chunk names a path at its end, and `PathReason` if none does.
fn detect(chunks: &[&str], known: Option<&KnownPaths>) -> MessageFormat {
    let mut form = MessageFormat::PathReason;
    for (at, chunk) in chunks.iter().enumerate() {
        let may_have_head = at > 0 && strings::find(chunk, ": ").is_some();
        if form == MessageFormat::ReasonAtPath && !may_have_head {
            // Only a chunk with `path: ` at its beginning can change the format now.
            continue;
        }
        if reason_at_path::names_path(chunk) {
            form = MessageFormat::ReasonAtPath;
        } else if may_have_head && path_reason::head(chunk, known).is_some() {
            return MessageFormat::PathReason;
        }
    }
    form
}
