//! Limits of reasons, so that no text grows with the schema or the value.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::Params;
use crate::json::read::is_deeper;
use crate::json::{Json, one_line};

/// The parameter that counts the options which the text does not list.
pub(super) const MORE: &str = "more";
/// The most options that a reason lists.
const MAX_OPTIONS: usize = 8;
/// The most characters of a printed list of options, and of any other text parameter.
const MAX_SHOWN: usize = 200;
/// The most levels of lists and objects in an option. A body with the option in it is then no deeper than readers allow.
const MAX_LEVELS: usize = 32;
/// The most characters of an issue's reason. [`ApiError`](crate::api_error::ApiError) reads as many.
pub(super) const MAX_REASON: usize = 2_000;
/// The end of a text that was cut.
const ELLIPSIS: char = '…';

/// Adds a parameter within its limits. A list of options keeps its first ones, and `more` counts the others.
pub(super) fn push(params: &mut Params, name: Cow<'static, str>, value: Json) {
    match value {
        Json::Array(options) if name == "options" => push_options(params, &options),
        Json::String(text) => params.push(name, self::text(text)),
        value => params.push(name, value),
    }
}

/// A text parameter within its limit.
pub(super) fn text(text: String) -> Json {
    Json::String(cut(text, MAX_SHOWN))
}

/// Adds the first options as `options`, and the number of the others as `more`. It copies only what it adds.
pub(super) fn push_options(params: &mut Params, options: &[Json]) {
    let shown = first_options(options);
    let more = options.len() - shown.len();
    params.push(Cow::Borrowed("options"), Json::Array(shown));
    if more > 0 {
        params.push(Cow::Borrowed(MORE), Json::from(more));
    }
}

/// The first options that fit, each of them whole. If not even the first one fits, it becomes a text that is cut.
fn first_options(options: &[Json]) -> Vec<Json> {
    let mut shown = Vec::new();
    let mut length = 0;
    for option in options.iter().take(MAX_OPTIONS) {
        let printed = one_line(option);
        length += characters(&printed);
        if length <= MAX_SHOWN && !is_deeper(&printed, MAX_LEVELS) {
            length += ", ".len();
            shown.push(option.clone());
            continue;
        }
        if shown.is_empty() {
            shown.push(fitting(option.as_str().unwrap_or(&printed)));
        }
        break;
    }
    shown
}

/// The beginning of a text with an ellipsis, short enough for the list even when it is printed as JSON.
fn fitting(text: &str) -> Json {
    let mut max = MAX_SHOWN;
    loop {
        let option = Json::String(beginning(text, max));
        let excess = characters(&one_line(&option)).saturating_sub(MAX_SHOWN);
        if excess == 0 {
            return option;
        }
        // An escape has up to six characters, so a text may have to be much shorter than its printed form.
        max -= excess.div_ceil(6);
    }
}

/// A text of at most `max` characters (code points). A longer one is cut, and ends with an ellipsis.
pub(crate) fn cut(text: String, max: usize) -> String {
    // Fast path: a text has no more characters than bytes.
    if text.len() <= max || characters(&text) <= max { text } else { beginning(&text, max) }
}

/// The first characters of a text and an ellipsis, `max` characters in all.
fn beginning(text: &str, max: usize) -> String {
    let mut out = String::new();
    for c in text.chars().take(max - 1) {
        out.push(c);
    }
    out.push(ELLIPSIS);
    out
}

/// The number of code points of a text. It counts the bytes that do not continue a code point, because `chars().count()`
/// has a fast path for long texts, which makes the wasm module larger.
fn characters(text: &str) -> usize {
    text.bytes().map(|byte| usize::from(byte & 0xc0 != 0x80)).sum()
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString as _;
    use alloc::vec;

    use super::*;
    use crate::json::ToJson as _;
    use crate::reason::{Code, Reason};

    fn enumeration(options: Vec<Json>) -> Reason {
        Reason::new(Code::InvalidEnum).with_param("options", options)
    }

    #[test]
    fn the_first_options_are_shown_and_the_others_counted() {
        let numbers = |count: u32| (0..count).map(Json::from).collect::<Vec<_>>();
        let text = |length: usize| Json::from("x".repeat(length));
        let long = "x".repeat(197);
        let cases = [
            (numbers(8), r"Expected one of 0, 1, 2, 3, 4, 5, 6, 7".to_owned()),
            (numbers(9), "Expected one of 0, 1, 2, 3, 4, 5, 6, 7 and 1 more".to_owned()),
            (numbers(249), "Expected one of 0, 1, 2, 3, 4, 5, 6, 7 and 241 more".to_owned()),
            // The list has 200 characters, then 201.
            (vec![text(195), Json::from(1)], alloc::format!("Expected one of \"{}\", 1", "x".repeat(195))),
            (vec![text(196), Json::from(1)], alloc::format!("Expected one of \"{}\" and 1 more", "x".repeat(196))),
            // An option that does not fit ends the list, also if a later one would fit.
            (vec![Json::from(1), text(300), Json::from(2)], "Expected one of 1 and 2 more".to_owned()),
            (vec![text(198)], alloc::format!("Expected one of \"{}\"", "x".repeat(198))),
            // The first option is always shown.
            (vec![text(199), Json::Null], alloc::format!("Expected one of \"{long}…\" and 1 more")),
        ];
        for (options, expected) in cases {
            let reason = enumeration(options);
            assert_eq!(reason.to_string(), expected);
            assert_eq!(Reason::from_text(&expected), reason, "{expected}");
        }
    }

    #[test]
    fn an_option_that_is_too_long_or_too_deep_becomes_a_text() {
        let nested = |levels: usize| -> Json { ("[".repeat(levels) + &"]".repeat(levels)).parse().unwrap() };
        let object: Json = (0..99).map(|n| (alloc::format!("k{n}"), Json::from(n))).collect();
        let options = [
            object,
            nested(33),
            nested(127),
            Json::from("\"\\\n\u{0}\u{2028}".repeat(99)),
            Json::from("💚".repeat(500)),
            Json::from(" ".repeat(500)),
        ];
        for option in options {
            let reason = enumeration(vec![option, Json::Null]);
            let text = reason.to_string();
            assert!(text.chars().count() <= 16 + 200 + 11 && text.ends_with("…\" and 1 more"), "{text}");
            assert_eq!(Reason::from_text(&text), reason);
        }
        assert_eq!(
            enumeration(vec![nested(32)]).to_string(),
            "Expected one of ".to_owned() + &nested(32).to_json_string()
        );
    }

    #[test]
    fn long_texts_are_cut() {
        let type_of =
            |text: &str| Reason::new(Code::InvalidType).with_param("expected", text).with_param("received", "x");
        assert_eq!(type_of(&"é".repeat(200)).params().get("expected"), Some(&Json::from("é".repeat(200))));
        let cut = type_of(&"é".repeat(201));
        assert_eq!(cut.params().get("expected"), Some(&Json::from("é".repeat(199) + "…")));
        assert_eq!(Reason::from_text(&cut.to_string()), cut);
        let line = Reason::custom("ab ".repeat(10_000)).line();
        assert_eq!((line.chars().count(), line.ends_with(" a…")), (2_000, true));
        assert_eq!(Reason::custom(line.clone()).line(), line);
    }
}
