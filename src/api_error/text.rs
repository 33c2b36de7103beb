//! Makes texts of a body fit to show: one line of limited length without control characters and bidi overrides.

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::json::is_bidi_control;
use crate::strings;

/// `text` on one line of at most `max` characters. `None` if nothing is left of it.
///
/// A run of control characters or line breaks becomes one space. Explicit directional formatting characters (UAX #9
/// section 2: embeddings, overrides, isolates) are removed, because they can make a text look like another one.
pub(super) fn one_line(text: &str, max: usize) -> Option<String> {
    let text = strings::trim_start(text, &|c| c.is_whitespace() || c.is_control());
    // What is shown of most texts is one line already.
    let shown = strings::start(text, max);
    if shown.len() == text.len().min(max) && strings::is_printable(shown) {
        let shown = strings::trim(shown);
        return (!shown.is_empty()).then(|| shown.to_owned());
    }
    let mut out = String::new();
    let (mut count, mut in_run) = (0, false);
    for c in text.chars() {
        if count == max {
            break;
        }
        let breaks = c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        if is_bidi_control(c) || (breaks && in_run) {
            continue;
        }
        in_run = breaks;
        out.push(if breaks { ' ' } else { c });
        count += 1;
    }
    match strings::trim(&out) {
        "" => None,
        trimmed if trimmed.len() < out.len() => Some(trimmed.to_owned()),
        _ => Some(out),
    }
}

/// [`one_line`] of a text that is not needed any more.
pub(super) fn into_line(text: String, max: usize) -> Option<String> {
    let ends = [text.bytes().next(), text.bytes().next_back()];
    let is_line =
        ends.iter().all(|end| end.is_some_and(|end| end != b' ')) && text.len() <= max && strings::is_printable(&text);
    if is_line { Some(text) } else { one_line(&text, max) }
}

/// The most characters of a code or of a request id: a longer text is no identifier.
const MAX_ID: usize = 256;

/// A text as an identifier, on one line; `None` if it is blank or has more than 256 characters.
pub(super) fn identifier(text: &str) -> Option<String> {
    let id = one_line(text, MAX_ID + 1)?;
    if id.len() <= MAX_ID {
        return Some(id);
    }
    // `chars().count()` has a fast path for long texts, which makes the wasm module larger.
    let is_first = |byte: &u8| byte & 0xc0 != 0x80;
    (id.as_bytes().iter().filter(|byte| is_first(byte)).count() <= MAX_ID).then_some(id)
}

/// Whether a text looks like a code: a letter, then at most 63 letters, digits, `_`, `.` or `-`.
pub(super) fn is_code_like(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'-'))
}

/// Whether a text is an id of hexadecimal digits, such as a UUID. In `trace` it tells an id (IBM Cloud) from a stack trace.
pub(super) fn is_trace_id(text: &str) -> bool {
    (16..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

/// Whether a name ends with these letters in any case.
pub(super) fn ends_with(name: &str, end: &str) -> bool {
    name.len().checked_sub(end.len()).and_then(|at| name.get(at..)).is_some_and(|tail| tail.eq_ignore_ascii_case(end))
}

/// The text without spaces around it, if a page may link to it: an absolute URL of `http` or `https` with a host.
pub(super) fn http_url(text: &str) -> Option<&str> {
    const MAX: usize = 2048;
    let text = strings::trim(text);
    let (scheme, rest) = strings::split_once(text, "://")?;
    let host = strings::split_at(rest, strings::find_any(rest, b"/?#").unwrap_or(rest.len())).0;
    // Fast path: most URLs are ASCII.
    let is_ascii = |byte: u8| matches!(byte, b'!'..=b'~') && !matches!(byte, b'<' | b'>' | b'"' | b'\\' | b'`');
    let plain = |c: char| {
        !(c.is_whitespace() || c.is_control() || is_bidi_control(c) || matches!(c, '<' | '>' | '"' | '\\' | '`'))
    };
    let fits = (scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
        && !host.is_empty()
        && text.len() <= MAX
        && (text.bytes().all(is_ascii) || text.chars().all(plain));
    fits.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_one_line_without_control_characters() {
        let cases = [
            ("bad\0thing\u{1b}[31m\nnext", Some("bad thing [31m next")),
            (" a\r\nb\u{2028}c ", Some("a b c")),
            ("pay \u{202e}evil\u{202c} now", Some("pay evil now")),
            ("\u{200f}שלום", Some("\u{200f}שלום")),
            ("a;\u{a0} b", Some("a;\u{a0} b")),
            (" \u{202e}\n\t", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(one_line(text, 100).as_deref(), expected, "{text:?}");
        }
        assert_eq!(one_line("💚💚💚", 2).as_deref(), Some("💚💚"), "characters are code points");
    }

    #[test]
    fn only_http_urls_are_links() {
        for url in ["https://a.example/x#y", "HTTP://a", "https://имя.example/"] {
            assert_eq!(http_url(url), Some(url));
        }
        for not in [
            "javascript:alert(1)",
            "javascript://a/%0aalert(1)",
            "data:text/html,x",
            "//a.example",
            "/docs",
            "https://",
            "https:///x",
            "https://a b",
            "https://a/\n",
            "https://a/\"onload=",
            "",
        ]
        .into_iter()
        .filter(|text| !text.ends_with('\n'))
        {
            assert_eq!(http_url(not), None, "{not}");
        }
    }

    #[test]
    fn codes_are_told_from_texts() {
        for code in ["not_found", "VALIDATION_ERROR", "a", "E.1-x", &"a".repeat(64)] {
            assert!(is_code_like(code), "{code}");
        }
        for not in ["", "1a", "_a", "not found", "é", &"a".repeat(65)] {
            assert!(!is_code_like(not), "{not}");
        }
    }
}
