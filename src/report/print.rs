//! Prints a report as one message: `Validation error: path: reason; path: reason`.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use super::{Issue, Report};
use crate::path;
use crate::strings;

/// The start of a message, without the `": "` after it.
pub(crate) const PREFIX: &str = "Validation error";
/// The start of a message, before its first issue.
#[doc(hidden)]
pub const OPENING: &str = "Validation error: ";
/// The text between two issues of a message.
#[doc(hidden)]
pub const SEPARATOR: &str = "; ";
/// The root's path in a message.
pub(super) const ROOT: &str = "$";
/// The no-break space. In a reason, `"; "` is written as `;` U+00A0 ` `, which looks the same but separates nothing.
pub(super) const NBSP: char = '\u{a0}';

impl Issue {
    /// `path: reason`, where the root is `$`.
    #[doc(hidden)]
    pub fn push_line(&self, out: &mut String) {
        match self.segments.as_slice() {
            [] => out.push_str(ROOT),
            segments => path::push(out, segments),
        }
        self.push_tail(out);
    }

    /// `path: reason` with the path's text as this issue keeps it, where the root is `$`.
    #[doc(hidden)]
    pub fn push_line_as_written(&self, out: &mut String) {
        out.push_str(if self.path.is_empty() { ROOT } else { &self.path });
        self.push_tail(out);
    }

    /// `label: reason`; the path stands for a label that is not given.
    pub(crate) fn push_labelled_line(&self, label: Option<&str>, out: &mut String) {
        let Some(label) = label else { return self.push_line_as_written(out) };
        push_reason(out, label);
        self.push_tail(out);
    }

    /// `: reason`.
    fn push_tail(&self, out: &mut String) {
        out.push_str(": ");
        push_reason(out, &self.reason);
    }
}

impl fmt::Display for Issue {
    /// `path: reason`, where the root is `$`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line = String::new();
        self.push_line(&mut line);
        f.write_str(&line)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

impl Report {
    /// The message that `Display` prints.
    #[doc(hidden)]
    pub fn message(&self) -> String {
        // 64 bytes an issue are enough for most messages, so few of them are reallocated.
        let mut message = String::with_capacity(self.issues.len() * 64);
        for issue in &self.issues {
            push_issue(&mut message, issue);
        }
        or_prefix(message)
    }
}

/// A message, or the prefix alone if it is empty, because it has no issues.
pub(crate) fn or_prefix(message: String) -> String {
    if message.is_empty() { String::from(PREFIX) } else { message }
}

/// Appends an issue to a message, which is empty before the first one.
pub(crate) fn push_issue(message: &mut String, issue: &Issue) {
    message.push_str(if message.is_empty() { OPENING } else { SEPARATOR });
    issue.push_line(message);
}

/// Appends a reason so that it holds no `"; "`: each `;` NBSP* SP gets one more NBSP after the `;`.
fn push_reason(out: &mut String, mut reason: &str) {
    while let Some((head, tail)) = split_after_semicolon(reason) {
        out.push_str(head);
        if separates(tail) {
            out.push(NBSP);
        }
        reason = tail;
    }
    out.push_str(reason);
}

/// Splits a text after its first `;`.
fn split_after_semicolon(text: &str) -> Option<(&str, &str)> {
    Some(strings::split_at(text, strings::find(text, ";")? + 1))
}

/// Whether a text after a `;` begins with a space, behind any NBSP.
fn separates(text: &str) -> bool {
    strings::trim_start(text, &|c| c == NBSP).starts_with(' ')
}

/// The inverse of [`push_reason`]: removes one NBSP from each `;` NBSP+ SP.
pub(super) fn read_reason(written: &str) -> Cow<'_, str> {
    if strings::find(written, ";").is_none() {
        return Cow::Borrowed(written);
    }
    let mut out = String::with_capacity(written.len());
    let mut rest = written;
    while let Some((head, tail)) = split_after_semicolon(rest) {
        out.push_str(head);
        rest = match tail.strip_prefix(NBSP) {
            Some(after) if separates(after) => after,
            _ => tail,
        };
    }
    out.push_str(rest);
    Cow::Owned(out)
}
