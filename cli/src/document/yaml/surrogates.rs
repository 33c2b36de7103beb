//! Escaped surrogate pairs in double-quoted scalars.
//!
//! YAML escapes a character above U+FFFF as `\U0001F600`, JSON as `\ud83d\ude00`. Programs that write JSON into a file named
//! `.yaml` use the pair, and js-yaml and `PyYAML` read it.

use super::YamlError;

/// The parser's error about half of a pair, at the quotation mark of the scalar.
pub(super) const REFUSED: &str = "while parsing a quoted scalar, found invalid Unicode character escape code";
/// How many characters of ASCII a pair has: `\ud83d\ude00`.
const LENGTH: usize = 12;

/// The text with a character for each pair; `None` if it has no pair.
///
/// A pair in a plain or single-quoted scalar is six letters and digits twice. It becomes the character, too: to tell the kinds
/// of scalars apart would take another parser, and such a scalar stands only in a document that has pairs to read.
pub(super) fn joined(text: &str) -> Option<String> {
    let mut joined = String::new();
    let mut rest = text;
    while let Some((at, character)) = next_pair(rest) {
        joined += &rest[..at];
        joined.push(character);
        rest = &rest[at + LENGTH..];
    }
    joined += rest;
    (joined.len() < text.len()).then_some(joined)
}

/// The column that an error in the joined text has in this text.
pub(super) fn original_column(text: &str, error: &YamlError) -> usize {
    let mut rest = text.split('\n').nth(error.line - 1).unwrap_or_default();
    let (mut column, mut original) = (1, 1);
    while let Some((at, _)) = next_pair(rest) {
        let before = rest[..at].chars().count();
        if column + before >= error.column {
            break;
        }
        column += before + 1;
        original += before + LENGTH;
        rest = &rest[at + LENGTH..];
    }
    original + error.column - column
}

/// The first pair: where its first backslash is, and the character.
fn next_pair(text: &str) -> Option<(usize, char)> {
    let mut at = 0;
    loop {
        at += text[at..].find('\\')?;
        if let Some(character) = pair(&text[at..]) {
            return Some((at, character));
        }
        // The next character is escaped, so it begins no escape.
        at += 1 + text[at + 1..].chars().next()?.len_utf8();
    }
}

/// The character of the pair with which a text begins.
fn pair(text: &str) -> Option<char> {
    let unit = |at: usize| {
        let digits = text.get(at..at + LENGTH / 2)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))
    };
    char::decode_utf16([unit(0)?, unit(LENGTH / 2)?]).next()?.ok().filter(|character| u32::from(*character) > 0xffff)
}
