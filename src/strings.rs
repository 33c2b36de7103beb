//! String functions of the standard library, written for a small wasm module.
//!
//! The standard library searches for a pattern with an algorithm for long texts, and slices with an index can panic.
//! Each adds about a kilobyte of wasm for every use. The functions here have the names and the results of the standard
//! library's, search byte by byte, and never panic. `needle` and `separator` are never empty.

use alloc::string::String;
use alloc::vec::Vec;

/// The byte index of the first `needle`.
pub(crate) fn find(text: &str, needle: &str) -> Option<usize> {
    let (first, rest) = needle.as_bytes().split_first()?;
    let mut after = 0;
    loop {
        let text = text.as_bytes().get(after..)?;
        let at = find_byte(text, *first)? + 1;
        after += at;
        if rest.is_empty() || text.get(at..)?.starts_with(rest) {
            return Some(after - 1);
        }
    }
}

/// The index of the first byte with this value. It compares eight bytes at a time.
pub(crate) fn find_byte(bytes: &[u8], byte: u8) -> Option<usize> {
    let (words, rest) = bytes.as_chunks();
    for (at, word) in words.iter().enumerate() {
        let found = equal(u64::from_le_bytes(*word), byte);
        if found != 0 {
            return Some(at * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    Some(words.len() * 8 + rest.iter().position(|one| *one == byte)?)
}

/// The byte index of the first of these ASCII characters.
pub(crate) fn find_any(text: &str, characters: &[u8]) -> Option<usize> {
    text.bytes().position(|byte| characters.contains(&byte))
}

/// The byte index of the first of these characters. It is not generic, so that the wasm modules have it once.
pub(crate) fn find_char(text: &str, is_one: &dyn Fn(char) -> bool) -> Option<usize> {
    let mut rest = text.chars();
    loop {
        let at = text.len() - rest.as_str().len();
        if is_one(rest.next()?) {
            return Some(at);
        }
    }
}

/// The most steps of [`holds`] for one counter. The fields of a response share one, and each object of parameters has its own.
#[cfg(feature = "api-error")]
const MAX_STEPS: usize = 1 << 19;

/// Whether a text holds another one, where a stranger may have written both. The search may take as many steps as the product of
/// their lengths, so the steps are counted. Once they are used up, the result is false.
#[cfg(feature = "api-error")]
pub(crate) fn holds(text: &str, needle: &str, steps: &mut usize) -> bool {
    let Some((first, rest)) = needle.as_bytes().split_first() else { return false };
    let mut after = text.as_bytes();
    while *steps < MAX_STEPS {
        let found = find_byte(after, *first);
        *steps += found.unwrap_or(after.len()) / 8 + 1;
        let Some(at) = found else { return false };
        after = after.get(at + 1..).unwrap_or_default();
        let same = after.iter().zip(rest).take_while(|(one, other)| one == other).count();
        if same == rest.len() {
            return true;
        }
        *steps += same;
    }
    false
}

/// Whether a character is white space in JavaScript. U+FEFF is, although Unicode does not call it `White_Space`.
#[inline]
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// The text without any of these characters at its start.
pub(crate) fn trim_start<'t>(text: &'t str, is_one: &dyn Fn(char) -> bool) -> &'t str {
    split_at(text, find_char(text, &|c| !is_one(c)).unwrap_or(text.len())).1
}

/// The text without `end` at its end, however often it stands there.
#[cfg(any(test, feature = "api-error"))]
pub(crate) fn trim_end<'t>(mut text: &'t str, end: &str) -> &'t str {
    while let Some(rest) = text.strip_suffix(end) {
        text = rest;
    }
    text
}

/// The text without the quotation marks at its beginning and its end.
#[cfg(any(test, feature = "api-error"))]
pub(crate) fn unquoted(mut text: &str) -> &str {
    while let Some(rest) = text.strip_prefix('"') {
        text = rest;
    }
    trim_end(text, "\"")
}

/// The text without white space at both ends.
pub(crate) fn trim(text: &str) -> &str {
    // Fast path: a text with a visible ASCII character at each end, as most texts have.
    let is_visible = |byte: Option<u8>| byte.is_some_and(|byte| matches!(byte, b'!'..=b'~'));
    if is_visible(text.bytes().next()) && is_visible(text.bytes().next_back()) {
        return text;
    }
    let mut chars = text.chars();
    let mut rest = text;
    while chars.next().is_some_and(is_white_space) {
        rest = chars.as_str();
    }
    chars = rest.chars();
    while chars.next_back().is_some_and(is_white_space) {
        rest = chars.as_str();
    }
    rest
}

/// Whether a character is white space. The standard library has a table for it.
fn is_white_space(c: char) -> bool {
    matches!(c, '\t'..='\r' | ' ' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}')
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// The text before the first `needle`; the whole text if it has none.
pub(crate) fn prefix_before<'t>(text: &'t str, needle: &str) -> &'t str {
    split_once(text, needle).map_or(text, |(before, _)| before)
}

/// The text before the byte index `at`, and the rest. If `at` is not on a char boundary, the whole text and an empty
/// rest.
pub(crate) fn split_at(text: &str, at: usize) -> (&str, &str) {
    text.split_at_checked(at).unwrap_or((text, ""))
}

/// The first `most` bytes of a text, or fewer so that it ends on a char boundary.
#[cfg(feature = "api-error")]
pub(crate) fn start(text: &str, most: usize) -> &str {
    (most.saturating_sub(3)..=most).rev().find_map(|end| text.get(..end)).unwrap_or(text)
}

/// The text before the first `needle`, and the text after it.
pub(crate) fn split_once<'t>(text: &'t str, needle: &str) -> Option<(&'t str, &'t str)> {
    Some(split_around(text, find(text, needle)?, needle))
}

/// The text before the last `needle`, and the text after it.
pub(crate) fn rsplit_once<'t>(text: &'t str, needle: &str) -> Option<(&'t str, &'t str)> {
    let (bytes, first) = (text.as_bytes(), needle.as_bytes().first()?);
    let mut end = bytes.len();
    loop {
        end = bytes.get(..end)?.iter().rposition(|byte| byte == first)?;
        if bytes.get(end..)?.starts_with(needle.as_bytes()) {
            return Some(split_around(text, end, needle));
        }
    }
}

/// The text before and after the `needle` at the byte index `found`.
fn split_around<'t>(text: &'t str, found: usize, needle: &str) -> (&'t str, &'t str) {
    let (before, rest) = split_at(text, found);
    (before, split_at(rest, needle.len()).1)
}

/// The parts between the separators; the whole text if it has none.
pub(crate) fn split<'t>(text: &'t str, separator: &str) -> Vec<&'t str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((part, behind)) = split_once(rest, separator) {
        parts.push(part);
        rest = behind;
    }
    parts.push(rest);
    parts
}

/// The index of a name in a list such as `one, two, three`. The empty text is the empty list.
pub(crate) fn index_in_list(list: &str, name: &str) -> Option<usize> {
    let (mut rest, mut at) = (list, 0);
    while !rest.is_empty() {
        let (one, behind) = split_once(rest, ", ").unwrap_or((rest, ""));
        if one == name {
            return Some(at);
        }
        rest = behind;
        at += 1;
    }
    None
}

/// The text with `with` instead of each `needle`.
pub(crate) fn replace(text: &str, needle: &str, with: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((part, behind)) = split_once(rest, needle) {
        out.push_str(part);
        out.push_str(with);
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// The parts with a separator between them.
pub(crate) fn join(parts: &[&str], separator: &str) -> String {
    let mut out = String::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            out.push_str(separator);
        }
        out.push_str(part);
    }
    out
}

/// Appends a text in which each byte that is not kept is `%` and two hexadecimal digits in upper case (RFC 3986 section 2.1).
#[cfg(any(feature = "api-error", feature = "safe-url"))]
pub(crate) fn push_percent_encoded(out: &mut String, text: &str, is_kept: fn(u8) -> bool) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        if is_kept(byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.extend([byte >> 4, byte & 15].map(|digit| char::from(HEX[usize::from(digit)])));
        }
    }
}

/// Each byte 1, and each byte's highest bit.
const ONES: u64 = u64::MAX / 255;
const HIGHEST: u64 = ONES << 7;

/// Nonzero if one of eight bytes is less than `limit`, which is at most 128. The lowest bit is the highest of the first such byte.
const fn less(word: u64, limit: u64) -> u64 {
    word.wrapping_sub(ONES * limit) & !word & HIGHEST
}

/// Nonzero if one of eight bytes is `byte`. The lowest bit is the highest of the first such byte.
const fn equal(word: u64, byte: u8) -> u64 {
    less(word ^ (ONES * byte as u64), 1)
}

/// How many bytes at the start of a text stand in a JSON string as they are: all but `"`, the backslash and control
/// characters.
pub(crate) fn plain_len(text: &[u8]) -> usize {
    let is_plain = |word: &&[u8; 8]| {
        let word = u64::from_le_bytes(**word);
        less(word, 0x20) | equal(word, b'"') | equal(word, b'\\') == 0
    };
    let words = text.as_chunks().0.iter().take_while(is_plain).count() * 8;
    let rest = text.get(words..).unwrap_or_default();
    words + rest.iter().take_while(|byte| matches!(byte, 0x20..=0x21 | 0x23..=0x5b | 0x5d..)).count()
}

/// Whether a text consists of printable ASCII characters and spaces.
pub(crate) fn is_printable(text: &str) -> bool {
    let (words, rest) = text.as_bytes().as_chunks();
    let are_printable = |word: &[u8; 8]| {
        let word = u64::from_le_bytes(*word);
        word & HIGHEST | less(word, 0x20) | equal(word, 0x7f) == 0
    };
    words.iter().all(are_printable) && rest.iter().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Reads an integer of 1 to 18 decimal digits, with or without a minus sign.
pub(crate) fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !matches!(digits.len(), 1..=18) {
        return None;
    }
    let mut value = 0;
    for byte in digits.bytes() {
        value = value * 10 + i64::from(byte.checked_sub(b'0').filter(|digit| *digit < 10)?);
    }
    Some(if digits.len() < text.len() { -value } else { value })
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn integers() {
        for text in ["0", "-0", "007", "-12", "999999999999999999", "-999999999999999999"] {
            assert_eq!(integer(text), text.parse().ok(), "{text}");
        }
        for text in ["", "-", "+1", "1.0", "1 ", "--1", "1e3", "１", "1000000000000000000"] {
            assert_eq!(integer(text), None, "{text}");
        }
    }

    #[test]
    #[cfg(feature = "api-error")]
    fn the_steps_of_a_search_are_limited() {
        let (text, needle) = ("a".repeat(MAX_STEPS), "a".repeat(MAX_STEPS / 2) + "b");
        let mut steps = 0;
        assert!(!holds(&text, &needle, &mut steps) && (MAX_STEPS..2 * MAX_STEPS).contains(&steps));
        assert!(!holds("a", "a", &mut steps), "none are left");
    }

    #[test]
    fn bytes_are_judged_eight_at_a_time() {
        for at in 0..20 {
            for byte in 0..=u8::MAX {
                let mut bytes = [b'a'; 20];
                bytes[at] = byte;
                let is_plain = byte >= 0x20 && byte != b'"' && byte != b'\\';
                assert_eq!(plain_len(&bytes), if is_plain { 20 } else { at }, "{byte} at {at}");
                assert_eq!(find_byte(&bytes, byte), Some(if byte == b'a' { 0 } else { at }), "{byte} at {at}");
                if let Ok(text) = core::str::from_utf8(&bytes) {
                    assert_eq!(is_printable(text), matches!(byte, b' '..=b'~'), "{byte} at {at}");
                }
            }
        }
        assert!(!is_printable("aaaaaaaaaaaaé") && is_printable("") && plain_len("ééééé".as_bytes()) == 10);
    }

    proptest! {
        #[test]
        fn trimmed_texts_are_those_of_the_standard_library(text in "[aé\u{ad}\u{0} \n\u{b}\u{85}\u{a0}\u{3000}]{0,6}") {
            assert_eq!(trim(&text), text.trim());
        }

        #[test]
        fn results_are_those_of_the_standard_library(text in "[ab;é ]{0,24}", needle in "[ab; ]{1,3}") {
            let needle = needle.as_str();
            assert_eq!(find(&text, needle), text.find(needle));
            #[cfg(feature = "api-error")]
            assert_eq!(holds(&text, needle, &mut 0), text.contains(needle));
            assert_eq!(split_once(&text, needle), text.split_once(needle));
            assert_eq!(prefix_before(&text, needle), text.split(needle).next().unwrap());
            let is_one = |c: char| needle.contains(c);
            assert_eq!(find_char(&text, &is_one), text.find(is_one));
            assert_eq!(trim_start(&text, &is_one), text.trim_start_matches(is_one));
            assert_eq!(trim_end(&text, needle), text.trim_end_matches(needle));
            assert_eq!(find_any(&text, needle.as_bytes()), text.find(|c| needle.contains(c)));
            assert_eq!(split(&text, needle), text.split(needle).collect::<Vec<_>>());
            assert_eq!(
                index_in_list(&text.replace('b', ", "), "a"),
                text.split('b').position(|part| part == "a"),
            );
            assert_eq!(replace(&text, needle, "ab"), text.replace(needle, "ab"));
            assert_eq!(join(&split(&text, needle), needle), text);
            if needle.len() == 1 || !needle.starts_with(&needle[1..]) {
                assert_eq!(rsplit_once(&text, needle), text.rsplit_once(needle));
            }
            for index in 0..=text.len() {
                #[cfg(feature = "api-error")]
                assert_eq!(start(&text, index), &text[..text.floor_char_boundary(index)]);
                assert_eq!(split_at(&text, index), text.split_at_checked(index).unwrap_or((&text, "")));
            }
        }
    }

    /// `str::trim` and `char::is_whitespace` use the standard library's table. Unicode has not changed it since version 6.3.
    /// If it does, builds with two versions of Rust would give two verdicts: then this test fails.
    #[test]
    fn the_standard_library_has_the_white_space_of_unicode_17() {
        for c in '\0'..=char::MAX {
            assert_eq!(c.is_whitespace(), is_white_space(c), "{c:?}");
        }
    }
}
