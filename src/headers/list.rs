//! Lists in header fields (RFC 9110 section 5.6.1).

use alloc::vec::Vec;

use super::trim_ows;
use crate::{quoted_string, strings};

/// Splits a list after its first member: returns the member, and what follows its separator.
///
/// A separator inside a quoted string is text. A quoted string without its closing quote lasts to the end.
pub(super) fn split_first(list: &str, separator: u8) -> (&str, &str) {
    let bytes = list.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        if byte == separator {
            let (member, rest) = strings::split_at(list, at);
            return (member, strings::split_at(rest, 1).1);
        }
        at += match byte {
            b'"' => bytes.get(at..).and_then(quoted_string::len).unwrap_or(bytes.len()),
            _ => 1,
        };
    }
    (list, "")
}

/// Splits a line at its commas, except at the comma after a day's name, which is part of a date.
pub(super) fn split_dates(line: &str) -> Vec<&str> {
    let mut values = Vec::new();
    let (mut start, mut end) = (0, 0);
    for part in strings::split(line, ",") {
        end += part.len();
        let value = line.get(start..end).unwrap_or_default();
        let value = trim_ows(value);
        let is_day = end < line.len() && value.bytes().all(|b| b.is_ascii_alphabetic());
        end += 1;
        if !is_day {
            values.push(value);
            start = end;
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_inside_quotes_are_text() {
        let cases = [
            ("a, b, c", ("a", " b, c")),
            (r#"t="x, y", b"#, (r#"t="x, y""#, " b")),
            (r#"t="x\", y", b"#, (r#"t="x\", y""#, " b")),
            (r#"t="x, y"#, (r#"t="x, y"#, "")),
            ("é,b", ("é", "b")),
            (",b", ("", "b")),
            ("a", ("a", "")),
            ("", ("", "")),
        ];
        for (list, expected) in cases {
            assert_eq!(split_first(list, b','), expected, "{list}");
        }
    }

    #[test]
    fn dates_keep_their_comma() {
        assert_eq!(split_dates("60,\t120 "), ["60", "120"]);
        assert_eq!(split_dates("60,\u{a0}120"), ["60", "\u{a0}120"]);
        let date = "Sat, 21 Nov 2026 08:00:30 GMT";
        assert_eq!(split_dates(&format!("{date}, 5,{date}")), [date, "5", date]);
    }
}
