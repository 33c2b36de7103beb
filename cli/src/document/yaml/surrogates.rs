//! Escaped surrogate pairs in double-quoted scalars.
//!
//! YAML escapes a character above U+FFFF as `\U0001F600`, JSON as `\ud83d\ude00`. Programs that write JSON into a file named
//! `.yaml` use the pair, and js-yaml and `PyYAML` read it. The parser refuses it, so it reads marks of the same length instead:
//! `\ue03d\ue600`, two characters for private use, become the character once the scalar is read.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The parser's error about half of a pair, at the quotation mark of the scalar.
pub(super) const REFUSED: &str = "while parsing a quoted scalar, found invalid Unicode character escape code";
/// How many characters of ASCII an escape has: `\ud83d`.
const LENGTH: usize = 6;
/// The marks of the first surrogate, and of any surrogate.
const FIRST: u32 = 0xe000;
const MARKS: std::ops::Range<u32> = FIRST..FIRST + 0x800;

/// The text with marks for its pairs; `None` if it has no pair, or characters that could be marks.
pub(super) fn marked(text: &str) -> Option<String> {
    let mut marked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        marked += before;
        let mut length = 1 + escape[1..].chars().next().map_or(0, char::len_utf8);
        match (unit(escape), escape.get(LENGTH..).and_then(unit)) {
            (Some(high @ 0xd800..0xdc00), Some(low @ 0xdc00..0xe000)) => {
                // Writing to a `String` never fails.
                _ = write!(marked, "\\u{:04x}\\u{:04x}", high + 0x800, low + 0x800);
                rest = &escape[2 * LENGTH..];
                continue;
            }
            (Some(unit), _) if MARKS.contains(&unit) => return None,
            (Some(_), _) => length = LENGTH,
            _ => {}
        }
        marked += &escape[..length];
        rest = &escape[length..];
    }
    marked += rest;
    let could_be_mark = |c: char| MARKS.contains(&u32::from(c));
    (marked != text && !text.contains(could_be_mark)).then_some(marked)
}

/// A scalar of the marked text with the characters that its marks stand for.
///
/// # Errors
/// A message: the marks stand in a scalar without escapes.
pub(super) fn unmarked(text: &str, is_double_quoted: bool) -> Result<Cow<'_, str>, String> {
    if !is_double_quoted {
        let has_mark =
            text.match_indices('\\').any(|(at, _)| unit(&text[at..]).is_some_and(|unit| MARKS.contains(&unit)));
        return if has_mark {
            Err("an escaped surrogate pair stands outside double quotation marks: write the character".to_owned())
        } else {
            Ok(Cow::Borrowed(text))
        };
    }
    let units = text.encode_utf16().map(|unit| if MARKS.contains(&u32::from(unit)) { unit - 0x800 } else { unit });
    Ok(char::decode_utf16(units).map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// The code unit of the escape with which a text begins.
fn unit(text: &str) -> Option<u32> {
    let digits = text.get(..LENGTH)?.strip_prefix("\\u")?;
    u32::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))
}
