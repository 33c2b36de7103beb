//! Lower case of any script, as Unicode 17 has it.
//!
//! The standard library says the same, with tables of twenty kilobytes for speed, of which each version of Rust has its
//! own. Few texts come here, and they must come out of every build alike.

mod capitals;
mod sigma;

use alloc::string::String;
use capitals::CAPITALS;

/// The small letter of a character, if it is a capital; of U+0130, which has two characters for it, the first.
pub(crate) fn letter(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    if c == '\u{130}' {
        return 'i';
    }
    let behind = CAPITALS.partition_point(|&(first, ..)| first <= c);
    match CAPITALS[..behind].last() {
        Some(&(first, last, small)) if c <= last => in_run(c, first, small).unwrap_or(c),
        _ => c,
    }
}

/// The small letter in a run of capitals; none for a small letter that stands between them.
fn in_run(c: char, first: char, small: char) -> Option<char> {
    let at = u32::from(c) - u32::from(first);
    let takes_turns = u32::from(small) == u32::from(first) + 1;
    if takes_turns && at % 2 == 1 { None } else { char::from_u32(u32::from(small) + at) }
}

/// A text in lower case: letter by letter, but for two.
pub(crate) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            'Σ' => out.push(if sigma::is_final(text, at) { 'ς' } else { 'σ' }),
            '\u{130}' => out.push_str("i\u{307}"),
            _ => out.push(letter(c)),
        }
    }
    out
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Another version of Unicode has letters that this one does not know, or the other way round; none ever changes.
    fn is_of_another_unicode(ours: &str, std: &str, written: &str) -> bool {
        char::UNICODE_VERSION != (17, 0, 0) && (ours == written || std == written)
    }

    #[test]
    fn every_character_as_in_the_standard_library() {
        for c in '\0'..=char::MAX {
            let written = c.to_string();
            let (ours, std) = (text(&written), written.to_lowercase());
            assert!(ours == std || is_of_another_unicode(&ours, &std, &written), "{c:?}: {ours:?}, {std:?}");
            assert_eq!(ours.chars().next(), Some(letter(c)), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn texts_as_in_the_standard_library(text in "([ΣΣaZ'. ]|\u{345}|\u{301}|\u{2b0}|İ|ß|\\PC){0,12}") {
            prop_assert_eq!(super::text(&text), text.to_lowercase());
        }
    }
}
