//! Which keys stand in a path without quotes.
//!
//! Every runtime must give the same answer, so the rule uses no table of letters: a newer Unicode has more letters than an
//! older one. It follows the immutable identifiers of UAX #31 (section 2.5): it lists what may *not* stand in a bare key,
//! and allows every other non-ASCII character, assigned or not.
//!
//! `pkg/src/path.ts` has the same list. `tests/cases/paths.json` holds it too, and tests compare both with it.

use crate::strings;

/// Non-ASCII characters that put a key in quotes: ranges, both ends included, in ascending order.
///
/// They are all characters with the Unicode properties `White_Space`, `Pattern_White_Space` and `Pattern_Syntax` (which
/// Unicode never changes), `Bidi_Control`, `Emoji`, `Extended_Pictographic` and `Noncharacter_Code_Point`; all of the
/// categories Cc, Zs and Co; and full-width, half-width, vertical and small forms of punctuation. Some ranges also take in
/// symbols and unassigned characters between them, so that the list stays short.
///
/// U+200C and U+200D (the joiners) are allowed, because words of Persian and of Indic languages hold them. All combining
/// marks are allowed. So are all letters but U+2139 and U+2E2F, and all numbers but those from U+1F100 to U+1F10C.
/// Circled numbers (U+2460 to U+249B, U+2776 to U+2793) are allowed: they are numbers, and not `Pattern_Syntax`.
const QUOTED: [(char, char); 40] = [
    // C1 controls, the no-break space, and signs such as `¡`, `§`, `©`
    ('\u{80}', '\u{a9}'),
    // `«`, `¬`, the soft hyphen, `®`, `¯`, `°`, `±`
    ('\u{ab}', '\u{b1}'),
    ('\u{b6}', '\u{b6}'),
    ('\u{bb}', '\u{bb}'),
    ('\u{bf}', '\u{bf}'),
    // `×` and `÷`
    ('\u{d7}', '\u{d7}'),
    ('\u{f7}', '\u{f7}'),
    // The Greek question mark: Unicode normalization turns it into `;`
    ('\u{37e}', '\u{37e}'),
    // The Arabic letter mark (a bidi control), the Ogham space, the Mongolian vowel separator
    ('\u{61c}', '\u{61c}'),
    ('\u{1680}', '\u{1680}'),
    ('\u{180e}', '\u{180e}'),
    // General punctuation: spaces, bidi and format controls, dashes, quotation marks; not the joiners
    ('\u{2000}', '\u{200b}'),
    ('\u{200e}', '\u{206f}'),
    // `™` and `ℹ` (emoji)
    ('\u{2122}', '\u{2122}'),
    ('\u{2139}', '\u{2139}'),
    // Arrows, mathematical and technical symbols
    ('\u{2190}', '\u{245f}'),
    // `Ⓜ` (an emoji)
    ('\u{24c2}', '\u{24c2}'),
    // Box drawing, shapes, symbols, dingbats, arrows; not the circled numbers between
    ('\u{2500}', '\u{2775}'),
    ('\u{2794}', '\u{2bff}'),
    ('\u{2e00}', '\u{2e7f}'),
    // CJK punctuation: the ideographic space, `、`, `。`, `〃`, brackets, `〰`, `〽`
    ('\u{3000}', '\u{3003}'),
    ('\u{3008}', '\u{3020}'),
    ('\u{3030}', '\u{3030}'),
    ('\u{303d}', '\u{303d}'),
    // `㊗` and `㊙` (emoji), and `㊘` between them
    ('\u{3297}', '\u{3299}'),
    // Private use. A `char` is never a surrogate (U+D800 to U+DFFF); the TypeScript side begins this range with them
    ('\u{e000}', '\u{f8ff}'),
    ('\u{fd3e}', '\u{fd3f}'),
    // Noncharacters
    ('\u{fdd0}', '\u{fdef}'),
    // Vertical, compatibility and small forms of punctuation
    ('\u{fe10}', '\u{fe19}'),
    ('\u{fe30}', '\u{fe6f}'),
    // The byte order mark, full-width and half-width punctuation and signs, U+FFFD
    ('\u{feff}', '\u{ff0f}'),
    ('\u{ff1a}', '\u{ff20}'),
    ('\u{ff3b}', '\u{ff40}'),
    ('\u{ff5b}', '\u{ff65}'),
    ('\u{ffe0}', '\u{ffff}'),
    // Emoji and other pictographs, and what Unicode reserves for them
    ('\u{1f000}', '\u{1faff}'),
    ('\u{1fc00}', '\u{1ffff}'),
    // Noncharacters; planes 4 to 13, which have no characters; tags; private use. The variation selectors from U+E0100 to
    // U+E01EF are allowed: Japanese names hold them
    ('\u{2fffe}', '\u{2ffff}'),
    ('\u{3fffe}', '\u{e00ff}'),
    ('\u{e01f0}', '\u{10ffff}'),
];

/// Whether a key may stand in a path without quotes: one or more bare characters, the first of them not an ASCII digit.
pub(crate) fn is_bare(key: &str) -> bool {
    starts_bare(key) && bare_len(key) == key.len()
}

/// Whether a text of characters that may stand in a bare key is one.
pub(super) fn starts_bare(text: &str) -> bool {
    text.as_bytes().first().is_some_and(|first| !first.is_ascii_digit())
}

/// The length of the characters at the start of a text that may stand in a bare key.
pub(super) fn bare_len(text: &str) -> usize {
    // Fast path: most keys are ASCII.
    let ascii = text.bytes().take_while(|&byte| is_bare_ascii(byte)).count();
    match text.as_bytes().get(ascii) {
        Some(0x80..) => strings::find_char(text, &|c| !is_bare_char(c)).unwrap_or(text.len()),
        _ => ascii,
    }
}

const fn is_bare_ascii(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'$' | b'@' | b'-')
}

/// Whether a character may stand in a bare key: ASCII letters and digits, `_ $ @ -`, and all others but [`QUOTED`].
pub(crate) fn is_bare_char(c: char) -> bool {
    if c.is_ascii() {
        return u8::try_from(c).is_ok_and(is_bare_ascii);
    }
    let next = QUOTED.iter().find(|(_, last)| c <= *last);
    next.is_none_or(|(first, _)| c < *first)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The ranges of `tests/cases/paths.json`, which the tests of the npm package read too.
    fn ranges_of_the_cases() -> Vec<(u32, u32)> {
        let file: serde_json::Value =
            serde_json::from_str(include_str!("../../tests/cases/paths.json")).expect("paths.json");
        let code_point = |text: &serde_json::Value| u32::from_str_radix(text.as_str().expect("hex"), 16).expect("hex");
        let ranges = file["quoted"].as_array().expect("a list of ranges");
        ranges.iter().map(|range| (code_point(&range[0]), code_point(&range[1]))).collect()
    }

    #[test]
    fn the_cases_hold_the_same_ranges() {
        let ranges = QUOTED.map(|(first, last)| (u32::from(first), u32::from(last)));
        assert_eq!(ranges_of_the_cases(), ranges);
    }

    #[test]
    fn every_character_is_judged_by_the_ranges() {
        let ranges = ranges_of_the_cases();
        let is_quoted = |c: char| ranges.iter().any(|&(first, last)| (first..=last).contains(&u32::from(c)));
        for c in '\u{80}'..=char::MAX {
            assert_eq!(is_bare_char(c), !is_quoted(c), "U+{:04X}", u32::from(c));
        }
        let ascii: String = ('\0'..'\u{80}').filter(|&c| is_bare_char(c)).collect();
        assert_eq!(ascii, "$-0123456789@ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
    }

    #[test]
    fn ranges_ascend_with_a_gap_between_them() {
        for pair in QUOTED.windows(2) {
            assert!(u32::from(pair[0].1) + 1 < u32::from(pair[1].0), "{pair:?}");
        }
        assert!(QUOTED.iter().all(|(first, last)| first <= last));
    }
}
