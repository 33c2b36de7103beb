//! Cuts the values of credentials out of a text: `password=…`, `"token": "…"`, `AccountKey=…;`.

use alloc::string::String;

use super::{SECRET, of_name};
use crate::strings;

/// Whether a value ends before this character.
fn is_end(byte: u8) -> bool {
    matches!(byte, b' ' | b'"' | b'&' | b'\'' | b'`' | b',' | b';' | b')' | b'<' | b'>' | b'}' | b']' | b'\\' | b'\n')
}

/// Quotes, and what escapes them in JSON.
const QUOTES: &[u8] = b"\\\"'";

/// The text after these characters at its start.
pub(super) fn after_any<'t>(text: &'t str, characters: &[u8]) -> &'t str {
    let length = text.bytes().take_while(|byte| characters.contains(byte)).count();
    strings::split_at(text, length).1
}

/// A text without the values behind names of credentials; `None` if it shows none.
pub(super) fn without_credentials(text: &str) -> Option<String> {
    let mut shown = String::new();
    // The index behind the text that was copied or cut, and that behind the last sign.
    let (mut copied, mut at) = (0, 0);
    while let Some(offset) = strings::split_at(text, at).1.bytes().position(|byte| matches!(byte, b'=' | b':')) {
        let (before, sign) = strings::split_at(text, at + offset);
        at += offset + 1;
        let after = strings::split_at(text, at).1;
        // `=`, `:`, Ruby's `=>`, and the escaped quotes of JSON in JSON.
        let value = after_any(after, b"=> ");
        let inside = after_any(value, QUOTES);
        let (word, rest) = strings::split_at(inside, inside.bytes().position(is_end).unwrap_or(inside.len()));
        let is_quoted = inside.len() < value.len() && after_any(rest, QUOTES).len() < rest.len();
        let is_joined = sign.starts_with('=') && !after.starts_with(' ');
        if !word.is_empty() && (is_quoted || is_joined || is_token(word)) && ends_with_name(before) {
            let start = text.len() - inside.len();
            shown.push_str(text.get(copied..start).unwrap_or_default());
            copied = start + word.len();
            at = copied;
        }
    }
    if copied == 0 {
        return None;
    }
    shown.push_str(strings::split_at(text, copied).1);
    Some(shown)
}

/// Whether a word looks like a token: it has 8 characters or more, and a digit.
pub(super) fn is_token(word: &str) -> bool {
    word.len() >= 8 && word.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether a text ends with the name of a credential. A `key` and a `sig` are one in the query of a URL.
fn ends_with_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_in_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let end = bytes.iter().rposition(|byte| *byte != b' ' && !QUOTES.contains(byte)).map_or(0, |at| at + 1);
    let text = strings::split_at(text, end).0;
    let start = text.bytes().rposition(|byte| !is_in_name(&byte)).map_or(0, |at| at + 1);
    let name = text.get(start..).unwrap_or_default();
    of_name(name) == SECRET
        || matches!(name, "key" | "sig") && matches!(bytes.get(start.wrapping_sub(1)), Some(b'?' | b'&'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_credentials_are_cut_out() {
        let cases = [
            ("GET /x?access_token=hunter2&page=2 failed", Some("GET /x?access_token=&page=2 failed")),
            ("https://a.example/api?key=hunter2 is blocked", Some("https://a.example/api?key= is blocked")),
            ("x?apiKey=a1&sig=b2&c", Some("x?apiKey=&sig=&c")),
            ("Server=db;Uid=sa;Pwd=hunter2;", Some("Server=db;Uid=sa;Pwd=;")),
            ("AccountName=a;AccountKey=aHVudGVyMg==;End=b", Some("AccountName=a;AccountKey=;End=b")),
            ("bad line {\"password\": \"hunter2\", \"a\": 1}", Some("bad line {\"password\": \"\", \"a\": 1}")),
            (r#"bad line "{\"password\":\"hunter2\"}""#, Some(r#"bad line "{\"password\":\"\"}""#)),
            ("{'password': 'hunter2'}", Some("{'password': ''}")),
            ("{\"password\"=>\"hunter2\", \"a\"=>1}", Some("{\"password\"=>\"\", \"a\"=>1}")),
            ("SET password = 'hunter2', a = 3", Some("SET password = '', a = 3")),
            ("Unknown header X-Api-Key: hunter2x", Some("Unknown header X-Api-Key: ")),
            ("(user: ann, password: hunter2x)", Some("(user: ann, password: )")),
            ("see https://a.example/?sort_key=name", None),
            ("Order by key=name1 or sig=a", None),
            ("nextPageToken=a1", None),
            ("password: must have 8 characters", None),
            ("token: \"must be set\"", None),
            ("password=", None),
            ("é=", None),
        ];
        for (text, expected) in cases {
            assert_eq!(without_credentials(text).as_deref(), expected, "{text}");
        }
    }
}
