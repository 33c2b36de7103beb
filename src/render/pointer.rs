//! Writes a path as a JSON Pointer in a URI fragment (RFC 6901 section 6), as the example in RFC 9457 section 3 does.

use alloc::string::String;
use core::fmt::Write as _;

use crate::cut;
use crate::path::{Segment, index};

/// The pointer of a path: `#/profile/color`. The pointer of the root is `#`.
pub(super) fn fragment(segments: &[Segment]) -> String {
    let mut out = String::from("#");
    for segment in segments {
        out.push('/');
        match segment {
            Segment::Index(index) => {
                let _ = write!(out, "{index}");
            }
            Segment::Key(key) => escape(&mut out, key),
        }
    }
    out
}

/// Whether the pointer is ambiguous: a key that looks like an index would be read back as an index.
pub(super) fn is_ambiguous(segments: &[Segment]) -> bool {
    segments.iter().any(|segment| matches!(segment, Segment::Key(key) if index(key).is_some()))
}

/// Escapes `~` and `/` (RFC 6901 section 3), and percent-encodes every byte that is no `pchar` (RFC 3986 section 3.3).
fn escape(out: &mut String, key: &str) {
    for byte in cut::replace(&cut::replace(key, "~", "~0"), "/", "~1").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_are_escaped_and_percent_encoded() {
        let key = Segment::from;
        let cases: [(&[Segment], &str); 5] = [
            (&[], "#"),
            (&[key("contacts"), Segment::Index(0), key("email")], "#/contacts/0/email"),
            (&[key("a/b~c d%")], "#/a~1b~0c%20d%25"),
            (&[key("é"), key("")], "#/%C3%A9/"),
            (&[key("\"<>^`{|}#?[]\\")], "#/%22%3C%3E%5E%60%7B%7C%7D%23%3F%5B%5D%5C"),
        ];
        for (segments, expected) in cases {
            assert_eq!(fragment(segments), expected);
        }
        assert!(is_ambiguous(&[key("0")]) && !is_ambiguous(&[Segment::Index(0), key("00")]));
    }
}
