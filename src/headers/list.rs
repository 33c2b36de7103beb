//! Lists in header fields (RFC 9110 section 5.6.1).

use alloc::vec::Vec;

use super::trim_ows;
#[cfg(feature = "api-error")]
use crate::quoted_string;
use crate::strings;

/// Splits a list after its first member: returns the member, and what follows its separator.
///
/// A separator inside a quoted string is text. A quoted string without its closing quote lasts to the end.
#[cfg(feature = "api-error")]
pub(crate) fn split_first(list: &str, separator: u8) -> (&str, &str) {
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

/// Returns the value of the first parameter of this name, in any case, among parameters that are separated by `;`. A quoted
/// string keeps its quotes.
#[cfg(feature = "api-error")]
pub(crate) fn parameter<'h>(mut parameters: &'h str, name: &str) -> Option<&'h str> {
    while !parameters.is_empty() {
        let (parameter, rest) = split_first(parameters, b';');
        if let Some((known, value)) = strings::split_once(parameter, "=")
            && trim_ows(known).eq_ignore_ascii_case(name)
        {
            return Some(trim_ows(value));
        }
        parameters = rest;
    }
    None
}

/// The names of the days as dates abbreviate them, and in full.
pub(super) const DAYS: &str = "Mon, Tue, Wed, Thu, Fri, Sat, Sun";
pub(super) const LONG_DAYS: &str = "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday";

/// Whether this list of days has the name.
pub(super) fn is_day(days: &str, name: &str) -> bool {
    strings::index_in_list(days, name).is_some()
}

/// Splits a line at its commas, except at the comma after a day's name, which is part of a date. Leaves out blank members.
pub(super) fn members(line: &str) -> Vec<&str> {
    let mut members = Vec::new();
    let (mut start, mut end) = (0, 0);
    for part in strings::split(line, ",") {
        end += part.len();
        let member = trim_ows(line.get(start..end).unwrap_or_default());
        end += 1;
        if end > line.len() || !(is_day(DAYS, member) || is_day(LONG_DAYS, member)) {
            if !member.is_empty() {
                members.push(member);
            }
            start = end;
        }
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(feature = "api-error")]
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
        assert_eq!(members("60,\t120 "), ["60", "120"]);
        assert_eq!(members("60,\u{a0}120"), ["60", "\u{a0}120"]);
        let date = "Sat, 21 Nov 2026 08:00:30 GMT";
        assert_eq!(members(&format!("{date}, 5,{date}")), [date, "5", date]);
        assert_eq!(
            members(&format!(", {date}, ,Sunday, 06-Nov-94, true,Sun")),
            [date, "Sunday, 06-Nov-94", "true", "Sun"]
        );
    }
}
