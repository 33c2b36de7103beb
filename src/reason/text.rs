//! Texts: a template with its parameters filled in, the same read back, and texts as one clean line.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;

use super::limit::{self, MORE};
use super::{Code, Params};
use crate::json::{Json, ToJson as _, breaks_line, one_line, quoted_in_message, read::strict};
use crate::path::is_bare;
use crate::strings;

/// A placeholder of a template: the parameter's name, and its noun in the singular and the plural.
type Placeholder<'t> = (&'t str, Option<(&'t str, &'t str)>);

/// The parts of a template: each is a literal text and the placeholder after it.
fn parts(template: &str) -> impl Iterator<Item = (&str, Option<Placeholder<'_>>)> {
    let mut rest = template;
    core::iter::from_fn(move || {
        let Some((literal, behind)) = strings::split_once(rest, "{") else {
            let literal = core::mem::take(&mut rest);
            return (!literal.is_empty()).then_some((literal, None));
        };
        let (inside, behind) = strings::split_once(behind, "}").unwrap_or_default();
        rest = behind;
        let (name, nouns) = strings::split_once(inside, ":").unwrap_or((inside, ""));
        let placeholder = (!name.is_empty()).then(|| (name, strings::split_once(nouns, "|")));
        (placeholder.is_some() || !literal.is_empty()).then_some((literal, placeholder))
    })
}

/// The template with its parameters filled in.
pub(super) fn fill_in(template: &str, params: &Params) -> String {
    let mut out = String::with_capacity(template.len());
    for (literal, placeholder) in parts(template) {
        out.push_str(literal);
        let Some((name, nouns)) = placeholder else { continue };
        let value = params.get(name);
        match value {
            Some(Json::String(text)) => push_text(&mut out, name, text),
            Some(Json::Array(items)) => {
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at > 0 { ", " } else { "" });
                    out.push_str(&one_line(item));
                }
                if let Some(more) = params.get(MORE) {
                    out.push_str(" and ");
                    more.push_json(&mut out);
                    out.push_str(" more");
                }
            }
            Some(value) => value.push_json(&mut out),
            None => {}
        }
        if let Some((one, many)) = nouns {
            let is_one = value.and_then(Json::as_f64) == Some(1.0);
            out.push(' ');
            out.push_str(if is_one { one } else { many });
        }
    }
    out
}

/// Appends a text parameter as it is, or as a JSON string if it is a pattern or a key that would not be read back.
fn push_text(out: &mut String, name: &str, text: &str) {
    let is_plain = match name {
        "pattern" => is_plain_pattern(text),
        "with" => is_bare(text),
        _ => true,
    };
    if is_plain { out.push_str(text) } else { out.push_str(&quoted_in_message(text)) }
}

/// Whether a pattern is printed as it is. It must look like a pattern, because another author's text may be
/// `Must match the password`: it begins with `^`, or holds a backslash. A JSON string begins with `"`, and `/^a$/` is a notation of other
/// authors. It must be a clean line, and not hold `;` and a space, which separates the issues of a message.
fn is_plain_pattern(text: &str) -> bool {
    let looks_like_one = match text.bytes().next() {
        Some(b'^') => true,
        Some(b'"' | b'/') => false,
        _ => strings::find(text, "\\").is_some(),
    };
    looks_like_one
        && ["; ", ";\u{a0}"].iter().all(|separator| strings::find(text, separator).is_none())
        && clean(text.to_owned()) == text
}

/// Whether `template` can be filled in with these parameters: each one that it names is there, and has the type that it
/// has in this crate's own reasons.
pub(super) fn all_fit(template: &str, params: &Params) -> bool {
    parts(template).all(|(_, placeholder)| {
        let Some((name, _)) = placeholder else { return true };
        match (name, params.get(name)) {
            ("min" | "max", value) => {
                value.is_some_and(Json::is_number)
                    && params.get("exclusive").is_none_or(|flag| flag.as_bool().is_some())
            }
            ("count" | "divisor", value) => value.is_some_and(Json::is_number),
            ("options", value) => value.is_some_and(Json::is_array) && params.get(MORE).is_none_or(Json::is_number),
            (_, value) => value.is_some_and(Json::is_string),
        }
    })
}

/// For each code, the first byte and the length of its text, which rule out most codes: see [`opening`]. The length is 0 if
/// the text has parameters, and the first byte is 0 too if a number comes first. [`Code::Custom`] has no text.
static OPENINGS: [u16; Code::ALL.len()] = {
    let mut openings = [u16::MAX; Code::ALL.len()];
    let mut row = 0;
    while row < openings.len() {
        let code = Code::ALL[row];
        if !matches!(code, Code::Custom) {
            openings[row] = opening_of(code.template());
            if let Some(exclusive) = code.exclusive_template() {
                assert!(opening_of(exclusive) == openings[row], "one opening stands for both");
            }
        }
        row += 1;
    }
    openings
};

const fn opening_of(template: &str) -> u16 {
    let bytes = template.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'{' {
            return if at == 0 { 0 } else { opening(bytes[0], 0) };
        }
        at += 1;
    }
    opening(bytes[0], bytes.len())
}

#[allow(clippy::cast_possible_truncation, reason = "the length is checked")]
const fn opening(first: u8, length: usize) -> u16 {
    assert!(length < 256);
    (first as u16) << 8 | length as u16
}

/// The codes whose text may be this one, and whether it is exactly their template.
pub(super) fn candidates(text: &str) -> impl Iterator<Item = (Code, bool)> {
    let first = text.as_bytes().first().copied().unwrap_or_default();
    let whole = if text.len() < 256 { opening(first, text.len()) } else { u16::MAX - 1 };
    let with_parameters = if first.is_ascii_digit() || first == b'-' { 0 } else { opening(first, 0) };
    OPENINGS.iter().zip(Code::ALL).filter_map(move |(&opening, &code)| {
        let is_whole = opening == whole;
        (is_whole || opening == with_parameters).then_some((code, is_whole))
    })
}

/// The inverse of [`fill_in`]: the parameters with which `template` gives `text`; `None` if there are none.
pub(super) fn read(template: &'static str, mut text: &str) -> Option<Params> {
    // Most templates begin otherwise, and need not be taken apart.
    let pairs = template.bytes().zip(text.bytes());
    if pairs.take_while(|(expected, _)| *expected != b'{').any(|(expected, found)| expected != found) {
        return None;
    }
    let mut params = Params::default();
    let mut parts = parts(template).peekable();
    while let Some((literal, placeholder)) = parts.next() {
        text = text.strip_prefix(literal)?;
        let Some((name, nouns)) = placeholder else { continue };
        let value;
        if let Some((one, many)) = nouns {
            let (number, rest) = strings::split_once(text, " ")?;
            text = rest.strip_prefix(many).or_else(|| rest.strip_prefix(one))?;
            value = number_param(number)?;
        } else {
            let end = match parts.peek() {
                Some((next, _)) => strings::find(text, next)?,
                None => text.len(),
            };
            let (found, rest) = strings::split_at(text, end);
            text = rest;
            value = match name {
                "options" => {
                    let (list, more) = options(found)?;
                    params.push(Cow::Borrowed(name), list);
                    if let Some(more) = more {
                        params.push(Cow::Borrowed(MORE), more);
                    }
                    continue;
                }
                "min" | "max" | "divisor" => number_param(found)?,
                "pattern" | "with" => {
                    let written = strict(found).ok().and_then(|json| json.as_str().map(str::to_owned));
                    limit::text(written.unwrap_or_else(|| found.to_owned()))
                }
                // Other authors write "URL must use TLS".
                "schemes"
                    if !strings::split(found, " or ").iter().all(|scheme| matches!(*scheme, "https" | "http")) =>
                {
                    return None;
                }
                _ => Json::String(found.to_owned()),
            };
        }
        params.push(Cow::Borrowed(name), value);
    }
    text.is_empty().then_some(params)
}

/// The words of types and schemes.
#[cfg(feature = "api-error")]
const WORDS: &str = "string, number, integer, boolean, null, array, object, undefined, or, https, http";

/// Whether a value fits this parameter of a template. A text or an option fits only if it names types or schemes, or if the
/// text beside the parameters shows it too: another server may put the user's input there.
#[cfg(feature = "api-error")]
pub(super) fn fits(template: &str, name: &str, value: &Json, beside: &str, steps: &mut usize) -> bool {
    let known = if name == MORE { "options" } else { name };
    let mut is_shown = |text: &str| strings::holds(beside, text, steps);
    let is_word = |word: &&str| strings::index_in_list(WORDS, strings::trim_end(word, ",")).is_some();
    let pieces = strings::split(template, "{");
    pieces.iter().skip(1).filter_map(|piece| piece.strip_prefix(known)).any(|behind| match value {
        Json::Number(_) => behind.starts_with(':') || matches!(name, "min" | "max" | "divisor" | MORE),
        Json::Array(options) => {
            name == "options" && options.iter().all(|option| is_shown(strings::unquoted(&one_line(option))))
        }
        Json::String(text) => {
            let mut shown = String::new();
            push_text(&mut shown, name, text);
            behind.starts_with('}')
                && match name {
                    "expected" | "received" | "schemes" => {
                        is_shown(text) || strings::split(text, " ").iter().all(is_word)
                    }
                    "pattern" | "with" => is_shown(&shown),
                    _ => false,
                }
        }
        _ => false,
    })
}

/// Reads the list of options and how many more there are: `"a", "b" and 3 more`.
fn options(text: &str) -> Option<(Json, Option<Json>)> {
    // This crate prints canonical numbers. A text with another number ("1.0") prints differently, so it is not ours.
    let list = |text: &str| Some(strict(&strings::join(&["[", text, "]"], "")).ok()?.to_canonical());
    // No JSON value ends with a letter of this word.
    let Some(counted) = text.strip_suffix(" more") else { return Some((list(text)?, None)) };
    let (shown, more) = strings::rsplit_once(counted, " and ")?;
    let more = number_param(more).filter(|more| more.as_u64().is_some_and(|more| more > 0))?;
    Some((list(shown)?, Some(more)))
}

/// A number as JavaScript prints it.
fn number_param(text: &str) -> Option<Json> {
    let number = strict(text).ok().filter(Json::is_number)?;
    Some(number.to_canonical())
}

/// The text as one trimmed line: line ends and control characters become spaces, and an empty text becomes `Invalid`.
pub(super) fn clean(text: String) -> String {
    // Fast path: printable ASCII with no space at either end is clean already.
    let ends = [text.bytes().next(), text.bytes().next_back()];
    if strings::is_printable(&text) && ends.iter().all(|end| end.is_some_and(|end| end != b' ')) {
        return text;
    }
    let out: String = text.chars().map(|c| if breaks_line(c) { ' ' } else { c }).collect();
    match strings::trim(&out) {
        "" => "Invalid".to_owned(),
        trimmed => trimmed.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_one_clean_line() {
        assert_eq!(clean(" a\r\nb\u{2028}c\u{0} ".to_owned()), "a  b c");
        assert_eq!(clean("\n".to_owned()), "Invalid");
        assert_eq!(clean("fine".to_owned()), "fine");
    }
}
