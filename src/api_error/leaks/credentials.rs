//! Cuts the values of credentials out of a text: `password=…`, `"token": "…"`, `AccountKey=…;`.

use alloc::string::String;

use super::meanings::{SECRET, may_be_secret, of_name};
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
    // Where the last value ends, and where the next digit stands. They are kept, because values may lie in one another:
    // `token:token:token:`.
    let (mut end, mut digit) = (0, 0);
    let is_sign = |byte: &u8| matches!(byte, b'=' | b':');
    while let Some(sign) = find_from(text, at, is_sign) {
        at = sign + 1;
        // The name comes first: the text behind a sign is scanned only behind a name, and no text is scanned twice.
        if !ends_with_name(strings::split_at(text, sign).0) {
            continue;
        }
        let after = strings::split_at(text, at).1;
        // `=`, `:`, Ruby's `=>`, and the escaped quotes of JSON in JSON.
        let value = after_any(after, b"=> ");
        let inside = after_any(value, QUOTES);
        let start = text.len() - inside.len();
        if end < start {
            end = find_from(text, start, |byte| is_end(*byte)).unwrap_or(text.len());
        }
        if digit < start {
            digit = find_from(text, start, u8::is_ascii_digit).unwrap_or(text.len());
        }
        let is_quoted =
            inside.len() < value.len() && text.as_bytes().get(end).is_some_and(|byte| QUOTES.contains(byte));
        let is_joined = text.as_bytes().get(sign) == Some(&b'=') && !after.starts_with(' ');
        if start < end && (is_quoted || is_joined || end - start >= TOKEN_LENGTH && digit < end) {
            shown.push_str(text.get(copied..start).unwrap_or_default());
            copied = end;
            at = end;
        }
    }
    finished(shown, text, copied)
}

/// The index of the first such byte at or after `from`.
fn find_from(text: &str, from: usize, is_one: impl Fn(&u8) -> bool) -> Option<usize> {
    Some(from + text.as_bytes().get(from..)?.iter().position(is_one)?)
}

/// What is shown of a text of which all before `copied` is in `shown` or was cut; `None` if nothing was.
pub(super) fn finished(mut shown: String, text: &str, copied: usize) -> Option<String> {
    if copied == 0 {
        return None;
    }
    shown.push_str(strings::split_at(text, copied).1);
    Some(shown)
}

/// The least length of a token.
const TOKEN_LENGTH: usize = 8;

/// Whether a word looks like a token: it has 8 characters or more, and a digit.
pub(super) fn is_token(word: &str) -> bool {
    word.len() >= TOKEN_LENGTH && word.bytes().any(|byte| byte.is_ascii_digit())
}

/// Whether a text ends with the name of a credential. A `key` and a `sig` are one in the query of a URL.
fn ends_with_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_in_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    let end = bytes.iter().rposition(|byte| *byte != b' ' && !QUOTES.contains(byte)).map_or(0, |at| at + 1);
    let text = strings::split_at(text, end).0;
    let start_of = |text: &str| text.bytes().rposition(|byte| !is_in_name(&byte)).map_or(0, |at| at + 1);
    let start = start_of(text);
    let name = text.get(start..).unwrap_or_default();
    if matches!(name, "key" | "sig") && matches!(bytes.get(start.wrapping_sub(1)), Some(b'?' | b'&')) {
        return true;
    }
    let is_secret = |start| of_name(strings::split_at(text, start).1) == SECRET;
    // Fast path: the end of a name rules out most names.
    may_be_secret(name)
        && (is_secret(start)
            // `Invalid account number: …`.
            || strings::split_at(text, start).0.strip_suffix(' ').is_some_and(|before| is_secret(start_of(before))))
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
            (
                "SPRING_DATASOURCE_REPLICATION_CONNECTION_POOL_PASSWORD=hunter2",
                Some("SPRING_DATASOURCE_REPLICATION_CONNECTION_POOL_PASSWORD="),
            ),
            ("AccountName=a;AccountKey=aHVudGVyMg==;End=b", Some("AccountName=a;AccountKey=;End=b")),
            ("bad line {\"password\": \"hunter2\", \"a\": 1}", Some("bad line {\"password\": \"\", \"a\": 1}")),
            (r#"bad line "{\"password\":\"hunter2\"}""#, Some(r#"bad line "{\"password\":\"\"}""#)),
            ("{'password': 'hunter2'}", Some("{'password': ''}")),
            ("{\"password\"=>\"hunter2\", \"a\"=>1}", Some("{\"password\"=>\"\", \"a\"=>1}")),
            ("SET password = 'hunter2', a = 3", Some("SET password = '', a = 3")),
            ("Unknown header X-Api-Key: hunter2x", Some("Unknown header X-Api-Key: ")),
            ("(user: ann, password: hunter2x)", Some("(user: ann, password: )")),
            ("Invalid account number: 40001111", Some("Invalid account number: ")),
            ("The card number: 4000111a, order number: 4000111a", Some("The card number: , order number: 4000111a")),
            ("Unknown session id: abc12345, order id: abc12345", Some("Unknown session id: , order id: abc12345")),
            ("see https://a.example/?sort_key=name", None),
            ("Order by key=name1 or sig=a", None),
            ("nextPageToken=a1", None),
            ("password: must have 8 characters", None),
            ("token: \"must be set\"", None),
            ("password=", None),
            ("token:token:token:a1", Some("token:")),
            ("token:token: token: a1b2c3d4", Some("token:token: token: ")),
            ("token: a1, token: b1, token: a1b2c3d4", Some("token: a1, token: b1, token: ")),
            ("password====hunter2 pwd=\"\\ pwd='x'", Some("password==== pwd=\"\\ pwd=''")),
            ("é=", None),
        ];
        for (text, expected) in cases {
            assert_eq!(without_credentials(text).as_deref(), expected, "{text}");
        }
    }
}
