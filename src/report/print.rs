//! `Validation error: path: reason; path: reason`: a report as one sentence.

use alloc::string::String;
use core::fmt;

use super::{Issue, Report};
use crate::path;
use crate::strings;

/// What a message begins with, before its first `": "`.
pub(super) const PREFIX: &str = "Validation error";
/// What a message begins with, and what stands between its issues.
#[doc(hidden)]
pub const FRAME: [&str; 2] = ["Validation error: ", "; "];
/// What stands for the root.
pub(super) const ROOT: &str = "$";
/// What keeps a separator inside a reason from being one, without being seen: `;` U+00A0 ` `.
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
        if self.issues.is_empty() {
            return f.write_str(PREFIX);
        }
        // Room for most messages, so that few of them move while they grow.
        let mut message = String::with_capacity(self.issues.len() * 64);
        for (at, issue) in self.issues.iter().enumerate() {
            message.push_str(FRAME[usize::from(at > 0)]);
            issue.push_line(&mut message);
        }
        f.write_str(&message)
    }
}

/// Writes a reason so that no `"; "` stands in it: each `;` NBSP* SP gets one more NBSP behind the `;`.
fn push_reason(out: &mut String, mut reason: &str) {
    while let Some((head, tail)) = behind_semicolon(reason) {
        out.push_str(head);
        if tail.trim_start_matches(NBSP).starts_with(' ') {
            out.push(NBSP);
        }
        reason = tail;
    }
    out.push_str(reason);
}

fn behind_semicolon(text: &str) -> Option<(&str, &str)> {
    Some(strings::split_at(text, strings::find(text, ";")? + 1))
}

/// The inverse of [`push_reason`]: takes one NBSP out of each `;` NBSP+ SP.
pub(super) fn read_reason(written: &str) -> String {
    let mut out = String::with_capacity(written.len());
    let mut rest = written;
    while let Some((head, tail)) = behind_semicolon(rest) {
        out.push_str(head);
        rest = match tail.strip_prefix(NBSP) {
            Some(after) if after.trim_start_matches(NBSP).starts_with(' ') => after,
            _ => tail,
        };
    }
    out.push_str(rest);
    out
}
