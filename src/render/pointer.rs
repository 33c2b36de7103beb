//! A path as a JSON Pointer in a URI fragment (RFC 6901 section 6), as RFC 9457's example writes it.

use alloc::string::String;
use core::fmt::Write as _;

use crate::cut;
use crate::path::{Segment, index};

/// `#/profile/color`; the root is `#`.
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

/// Whether the pointer alone does not tell the segments: a key that looks like an index reads as one.
pub(super) fn is_ambiguous(segments: &[Segment]) -> bool {
    segments.iter().any(|segment| matches!(segment, Segment::Key(key) if index(key).is_some()))
}

/// `~` and `/` escape as RFC 6901 says, and what is no `pchar` of RFC 3986 is percent-encoded.
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
    fn fragments() {
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
