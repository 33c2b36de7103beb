//! JSON that a message can hold: on one line, and without what separates the parts of the message.

use alloc::string::String;

use super::{Json, ToJson as _};
use crate::strings;

/// Whether a character ends a line, or is a control character.
pub(crate) fn breaks_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Whether a character sets the direction of text explicitly (UAX #9 section 2: embeddings, overrides, isolates), and so can
/// make a text look like another one.
pub(crate) const fn is_bidi_control(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A value as JSON on one line. It also escapes the line ends, control characters and marks of direction that JSON allows in
/// a string.
pub(crate) fn one_line(value: &Json) -> String {
    escaped(value.to_json_string(), false)
}

/// A text as a JSON string on one line.
pub(crate) fn quoted(text: &str) -> String {
    escaped(text.to_json_string(), false)
}

/// A text as a JSON string on one line without `"; "` and `": "`, which separate the parts of a message.
pub(crate) fn quoted_in_message(text: &str) -> String {
    escaped(text.to_json_string(), true)
}

fn escaped(json: String, escapes_separators: bool) -> String {
    // Fast path: most texts have nothing to escape.
    if strings::is_printable(&json) && !(escapes_separators && strings::find(&json, " ").is_some()) {
        return json;
    }
    let mut out = String::with_capacity(json.len());
    let mut before = ' ';
    for c in json.chars() {
        if breaks_line(c) || is_bidi_control(c) || escapes_separators && c == ' ' && matches!(before, ';' | ':') {
            escape(&mut out, c);
        } else {
            out.push(c);
        }
        before = c;
    }
    out
}

/// Appends a character of one UTF-16 unit as `\u001f`.
pub(super) fn escape(out: &mut String, character: char) {
    out.push_str("\\u");
    for shift in [12, 8, 4, 0] {
        out.extend(char::from_digit(u32::from(character) >> shift & 0xf, 16));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_hold_no_control_characters() {
        assert_eq!(one_line(&Json::from("a; b\u{85}\u{2028}\n")), r#""a; b\u0085\u2028\n""#);
        assert_eq!(quoted("a; b: c"), r#""a; b: c""#);
        assert_eq!(quoted("\u{202e}a\u{2066}\u{200f}"), "\"\\u202ea\\u2066\u{200f}\"");
        assert_eq!(quoted_in_message("a; b: c;\" \u{7f}"), r#""a;\u0020b:\u0020c;\" \u007f""#);
    }
}
