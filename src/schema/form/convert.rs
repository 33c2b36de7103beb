//! From the text of a form to a JSON value.

use alloc::borrow::{Cow, ToOwned as _};
use alloc::format;

use super::kinds::{BOOLEAN, Kinds, NUMBER, STRING};
use crate::json::{Json, Number, ToJson as _};

/// The texts of `false` and of `true`. A browser sends `on` for a checked box without a value.
const BOOLEANS: [[&str; 4]; 2] = [["false", "off", "no", "0"], ["true", "on", "yes", "1"]];

/// Removes the spaces around a text where no allowed text has them: around a number, a date, an email address. As
/// `<input type="email">` does, it removes ASCII white space only.
pub(super) fn trimmed<'t>(text: &'t str, kinds: &Kinds<'_>) -> &'t str {
    if kinds.is_trimmed() { text.trim_matches(['\t', '\n', '\x0c', '\r', ' ']) } else { text }
}

/// Adds to a time what a browser leaves out of it, where the schema has a time with an offset from UTC: `12:30` and
/// `2026-01-31T12:30` become `12:30:00Z` and `2026-01-31T12:30:00Z`. As `valueAsNumber` of HTML does, it takes the time to
/// be UTC: a server does not know the user's time zone.
pub(super) fn completed<'t>(text: &'t str, kinds: &Kinds<'_>) -> Cow<'t, str> {
    let time = match text.split_once('T') {
        Some((date, time)) if has_digits(date, '-', &[4, 2, 2]) => time,
        _ => text,
    };
    let (whole, fraction) = time.split_once('.').map_or((time, None), |(whole, fraction)| (whole, Some(fraction)));
    let has_seconds = has_digits(whole, ':', &[2, 2, 2]);
    let is_time = match fraction {
        Some(fraction) => has_seconds && !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit()),
        None => has_seconds || has_digits(whole, ':', &[2, 2]),
    };
    if !is_time || !kinds.is_time() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("{text}{}Z", if has_seconds { "" } else { ":00" }))
}

/// Whether a text is groups of so many digits, with a separator between them.
fn has_digits(text: &str, separator: char, counts: &[usize]) -> bool {
    text.split(separator).map(str::len).eq(counts.iter().copied())
        && text.split(separator).all(|group| group.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Converts a text that is not empty to what a schema allows: `"5"` to 5 for a number, `"on"` to true for a boolean.
///
/// A text that cannot be converted stays a text: the schema then rejects it with the right reason.
pub(super) fn convert(text: &str, kinds: &Kinds<'_>) -> Json {
    let mut values = kinds.values.iter().filter(|value| !value.is_null());
    let is_text = |value: &&&Json| value.as_str() == Some(text);
    let prints = |value: &&&Json| !value.is_string() && value.to_json_string() == text;
    if let Some(value) = values.clone().find(is_text).or_else(|| values.find(prints)) {
        return (*value).clone();
    }
    if kinds.open & STRING == 0 {
        if (kinds.open & NUMBER != 0 || (kinds.names(NUMBER) && !kinds.names(STRING)))
            && let Some(number) = number(text)
        {
            return Json::Number(number);
        }
        if kinds.names(BOOLEAN)
            && let Some(boolean) = BOOLEANS.iter().position(|texts| texts.contains(&text))
        {
            return Json::Bool(boolean == 1);
        }
    }
    Json::String(text.to_owned())
}

/// The number that was typed, as HTML writes a floating-point number. `None` if an f64 would round it to another whole
/// number, or if there is no such f64.
fn number(text: &str) -> Option<Number> {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    if !is_float(unsigned) {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    if unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
        let digits = unsigned.trim_start_matches('0');
        let exact = format!("{:.0}", value.abs());
        if exact != if digits.is_empty() { "0" } else { digits } {
            return None;
        }
    }
    Number::from_f64(value)
}

/// Whether the text is digits with at most one point, and perhaps an exponent.
fn is_float(text: &str) -> bool {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (text, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let has_digits = !whole.is_empty() || !fraction.is_empty();
    has_digits && digits(whole) && digits(fraction) && exponent.is_none_or(|text| !text.is_empty() && digits(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        let cases = [
            ("0", Some("0")),
            ("-0", Some("0")),
            ("007", Some("7")),
            ("-1.5e3", Some("-1500")),
            (".5", Some("0.5")),
            ("5.", Some("5")),
            ("1e400", None),
            ("9007199254740992", Some("9007199254740992")),
            ("9007199254740993", None),
            ("1180591620717411303424", Some("1.1805916207174113e+21")),
            ("1e21", Some("1e+21")),
            ("0.1", Some("0.1")),
            ("1e-400", Some("0")),
            (".", None),
            ("", None),
            ("-", None),
            ("+5", None),
            ("1e", None),
            ("1e+", None),
            ("inf", None),
            ("NaN", None),
            ("0x10", None),
            ("1,5", None),
            ("1_000", None),
            ("١", None),
        ];
        for (text, expected) in cases {
            assert_eq!(number(text).map(|number| Json::Number(number).to_string()).as_deref(), expected, "{text}");
        }
    }
}
