//! Prints a path.

use alloc::string::String;
use core::fmt;

use super::bare::is_bare;
use super::{Path, Segment};
use crate::json::{ToJson as _, quoted_in_message};

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = String::new();
        push(&mut text, &self.0);
        f.write_str(&text)
    }
}

/// How an index is printed.
#[derive(Clone, Copy, PartialEq, Eq)]
#[doc(hidden)]
pub enum Indices {
    /// As its digits.
    Digits,
    /// As U+0000, which no printed key holds. The code that reads the text replaces it by the digits.
    Blank,
}

/// The printed path.
#[cfg(feature = "api-error")]
pub(crate) fn printed(segments: &[Segment]) -> String {
    let mut out = String::new();
    push(&mut out, segments);
    out
}

/// Appends the printed path to `out`.
pub(crate) fn push(out: &mut String, segments: &[Segment]) {
    push_with(out, segments, Indices::Digits);
}

/// Appends the printed path to `out`, with indices printed as `indices` says.
#[doc(hidden)]
pub fn push_with(out: &mut String, segments: &[Segment], indices: Indices) {
    for (at, segment) in segments.iter().enumerate() {
        match segment {
            Segment::Index(index) => {
                push_dot(out, at);
                match indices {
                    Indices::Digits => index.push_json(out),
                    Indices::Blank => out.push('\0'),
                }
            }
            // A path that begins with the key `$` needs quotes, because `$` without quotes is the root.
            Segment::Key(key) if is_bare(key) && !(key == "$" && at == 0) => {
                push_dot(out, at);
                out.push_str(key);
            }
            Segment::Key(key) => push_quoted(out, key),
        }
    }
}

/// Appends the dot before a segment without quotes, unless it is the first segment.
fn push_dot(out: &mut String, at: usize) {
    if at > 0 {
        out.push('.');
    }
}

/// Appends a key as `["…"]`.
fn push_quoted(out: &mut String, key: &str) {
    out.push('[');
    out.push_str(&quoted_in_message(key));
    out.push(']');
}
