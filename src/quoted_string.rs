//! Finds the end of a quoted string. Four grammars share the rule: the string starts with `"` and ends at the next `"`
//! that no `\` escapes. They allow different characters inside, so each reader checks the inside itself:
//!
//! | grammar | reader | inside |
//! |---|---|---|
//! | quoted-string, RFC 9110 section 5.6.4 | `headers::list`, `headers::challenge` | `\` escapes any character |
//! | String, RFC 9651 section 3.3.3 | `rule::idempotency_key`, to say what is wrong | `\` escapes `"` and `\` only |
//! | Quoted-string, RFC 5321 section 4.1.2 | `rule::email` | `\` escapes printable ASCII |
//! | string, RFC 8259 section 7 | `path` (`["like this"]`) | the escapes of JSON; the JSON reader reads them |
//!
//! `headers::structured` has a scanner of its own, which checks and decodes a String while it looks for the end.

#[cfg(feature = "api-error")]
use alloc::string::String;

/// Returns the length in bytes of the quoted string that `text` starts with, quotes included.
///
/// Returns `None` if `text` does not start with a quote, or if no quote closes the string.
pub(crate) fn len(text: &[u8]) -> Option<usize> {
    if text.first() != Some(&b'"') {
        return None;
    }
    let mut at = 1;
    loop {
        match text.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// Returns the text in a quoted string of RFC 9110: without its quotes, and without the `\` of its escapes.
///
/// The closing quote may be missing.
#[cfg(feature = "api-error")]
pub(crate) fn content(quoted: &str) -> String {
    let mut content = String::new();
    let mut characters = quoted.chars().skip(1);
    while let Some(c) = characters.next().filter(|c| *c != '"') {
        content.extend(if c == '\\' { characters.next() } else { Some(c) });
    }
    content
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_quote_that_is_not_escaped_ends_the_string() {
        let cases = [
            (r#""""#, Some(2)),
            (r#""a" b"#, Some(3)),
            (r#""a\"b"c""#, Some(6)),
            (r#""a\\"b"#, Some(5)),
            (r#""é"x"#, Some(4)),
            ("", None),
            ("a\"b\"", None),
            ("\"", None),
            (r#""a"#, None),
            (r#""a\""#, None),
            (r#""a\"#, None),
        ];
        for (text, expected) in cases {
            assert_eq!(len(text.as_bytes()), expected, "{text}");
        }
    }
}
