//! The kind of a body, by its bytes. The content type is often wrong, so it only decides doubtful cases.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::{MAX_BODY, Warning};
use crate::json::ParseError;
use crate::json::read::{self, Body as JsonBody};
use crate::strings;

/// A body, by its kind.
pub(super) enum Body<'a> {
    Empty,
    Json(JsonBody),
    /// Plain text, or the content of a body that is one JSON string.
    Text(Cow<'a, str>),
    Html(Cow<'a, str>),
    Xml(Cow<'a, str>),
    /// Too large, too deep, or invalid JSON. A warning says which.
    Unreadable,
}

/// Finds the kind of a body, and parses JSON. `json_claimed` is whether the content type says JSON.
pub(super) fn sniff<'a>(bytes: &'a [u8], json_claimed: bool, warnings: &mut Vec<Warning>) -> Body<'a> {
    if bytes.len() > MAX_BODY {
        warnings.push(Warning::TooLarge);
        return Body::Unreadable;
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").map_or(bytes, |rest| {
        warnings.push(Warning::Bom);
        rest
    });
    // `from_utf8_lossy` alone would do, but goes through valid text more slowly.
    let text = core::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed);
    if matches!(text, Cow::Owned(_)) {
        warnings.push(Warning::InvalidUtf8);
    }
    let trimmed = text.trim();
    let Some(first) = trimmed.chars().next() else { return Body::Empty };
    match first {
        '{' | '[' => json_body(trimmed, warnings),
        '<' if is_html(trimmed) => Body::Html(text),
        '<' => Body::Xml(text),
        // Plain text may begin with these characters too, so the whole body must be valid JSON.
        '"' | '-' | '0'..='9' | 't' | 'f' | 'n' => match read::body(trimmed) {
            Ok(JsonBody { value: crate::json::Json::String(inner), .. }) => Body::Text(Cow::Owned(inner)),
            Ok(parsed) if json_claimed => Body::Json(parsed),
            Err(_) if json_claimed && first == '"' => json_body(trimmed, warnings),
            _ => Body::Text(text),
        },
        _ => Body::Text(text),
    }
}

fn json_body<'a>(text: &str, warnings: &mut Vec<Warning>) -> Body<'a> {
    match read::body(text) {
        Ok(parsed) => {
            if parsed.duplicate_key {
                warnings.push(Warning::DuplicateKey);
            }
            Body::Json(parsed)
        }
        Err(fault) => {
            warnings.push(if fault == ParseError::TooDeep { Warning::TooDeep } else { Warning::InvalidJson });
            Body::Unreadable
        }
    }
}

fn starts_with(text: &str, prefix: &str) -> bool {
    text.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix))
}

/// Whether markup is HTML: after an XML declaration and comments it begins with a doctype of HTML or one of its outer
/// elements.
fn is_html(text: &str) -> bool {
    let mut rest = text;
    loop {
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if starts_with(rest, "<?xml") {
            "?>"
        } else {
            break;
        };
        match strings::split_once(rest, end) {
            Some((_, after)) => rest = after.trim_start(),
            None => return false,
        }
    }
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|start| starts_with(rest, start))
}

/// The content of the first element with this name, up to the first end tag, with its entities decoded.
pub(super) fn element(markup: &str, name: &str) -> Option<String> {
    let mut rest = markup;
    loop {
        let (_, after) = strings::split_once(rest, "<")?;
        rest = after;
        if !starts_with(after, name) {
            continue;
        }
        let inside = strings::split_at(after, name.len()).1;
        if !inside.chars().next().is_some_and(|c| c == '>' || c.is_whitespace()) {
            continue;
        }
        let (_, content) = strings::split_once(inside, ">")?;
        let (inside, _) = strings::split_once(content, "</")?;
        return Some(decoded(inside));
    }
}

/// Decodes the five entities of XML, `&nbsp;` and numeric character references.
fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = strings::split_once(rest, "&") {
        out.push_str(before);
        // No entity that is decoded here is longer.
        let end = after.bytes().take(9).position(|b| b == b';');
        let known = end.and_then(|end| Some((entity(after.get(..end)?)?, strings::split_at(after, end + 1).1)));
        let (c, after) = known.unwrap_or(('&', after));
        out.push(c);
        rest = after;
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix('x').or_else(|| number.strip_prefix('X')) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    })
}

/// How the lines before the frames of a stack trace begin.
const STARTS: [&str; 3] = ["Traceback (most recent call last)", "stack backtrace:", "Stack trace:"];

/// The part of a text before the stack trace that follows it.
pub(super) fn without_stack(text: &str) -> &str {
    // Fast path: most texts are one line.
    if !text.as_bytes().contains(&b'\n') {
        return text;
    }
    let mut at = 0;
    for line in strings::split(text, "\n") {
        let frame = line.trim();
        // The frames of JavaScript, Java, .NET and Python are indented. Those of Ruby and PHP are not.
        let starts = STARTS.iter().any(|start| frame.starts_with(start))
            || line.starts_with([' ', '\t']) && (frame.starts_with("at ") || frame.starts_with("File \""))
            || frame.starts_with("goroutine ") && frame.ends_with("]:")
            || frame.starts_with("#0 ") && strings::find(frame, "): ").is_some()
            || strings::split_once(frame, ".rb:").is_some_and(|(_, behind)| strings::find(behind, ":in ").is_some());
        if starts && at > 0 {
            return strings::split_at(text, at).0;
        }
        at += line.len() + 1;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_and_xml_are_told_apart() {
        for html in
            ["<!DOCTYPE HTML>", "<html lang=a>", "<!-- x --> <Head>", "<?xml version='1.0'?>\n<!doctype html>", "<body"]
        {
            assert!(is_html(html), "{html}");
        }
        for not in ["<Error>", "<?xml version='1.0'?><Error/>", "<!-- html", "<!doctype svg>", "<"] {
            assert!(!is_html(not), "{not}");
        }
    }

    #[test]
    fn the_content_of_an_element_is_decoded() {
        let cases = [
            ("<html><head><title>502 Bad Gateway</title>", Some("502 Bad Gateway")),
            ("<TITLE a='b'>A &amp; B &#39;c&#x27; &unknown; &</TITLE>", Some("A & B 'c' &unknown; &")),
            ("<titles>x</titles><title>y</title>", Some("y")),
            ("<title>", None),
            ("<title", None),
            ("", None),
        ];
        for (markup, expected) in cases {
            assert_eq!(element(markup, "title").as_deref(), expected, "{markup}");
        }
    }

    #[test]
    fn a_stack_trace_after_a_message_is_cut_off() {
        let text = "TypeError: x is not a function\n    at f (/srv/a.js:1:2)\n    at g";
        assert_eq!(without_stack(text).trim(), "TypeError: x is not a function");
        assert_eq!(without_stack("one\ntwo at three"), "one\ntwo at three");
    }
}
