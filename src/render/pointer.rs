//! Writes a path as a JSON Pointer in a URI fragment (RFC 6901 section 6), as the example in RFC 9457 section 3 does.

use alloc::string::String;

use crate::json::{self, ToJson as _};
use crate::path::{Segment, index};
use crate::strings;

/// The pointer of a path: `#/profile/color`. The pointer of the root is `#`.
pub(super) fn fragment(segments: &[Segment]) -> String {
    let mut pointer = String::new();
    for segment in segments {
        match segment {
            Segment::Index(index) => json::pointer::push(&mut pointer, &index.to_json_string()),
            Segment::Key(key) => json::pointer::push(&mut pointer, key),
        }
    }
    let mut fragment = String::from("#");
    strings::push_percent_encoded(&mut fragment, &pointer, is_kept);
    fragment
}

/// Whether a reader of the pointer would get other segments: a key that looks like an index reads as an index.
pub(super) fn is_ambiguous(segments: &[Segment]) -> bool {
    segments.iter().any(|segment| matches!(segment, Segment::Key(key) if index(key).is_some()))
}

/// Whether a byte stands in a fragment as it is: `/` and a `pchar` of RFC 3986 section 3.3.
fn is_kept(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"/-._~!$&'()*+,;=:@".contains(&byte)
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
