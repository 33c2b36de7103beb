//! Lower case in any script, by Unicode 17.
//!
//! The standard library does the same, but each version of Rust has the tables of its own Unicode version, and they
//! take 20 kilobytes for speed. The results must be the same in every build, and few texts come here, so these tables
//! are small and fixed.

mod capitals;

use alloc::string::String;
use capitals::CAPITALS;

/// The lower case of one character. For U+0130, whose lower case is two characters, it is the first.
pub(crate) fn letter(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    if c == '\u{130}' {
        return 'i';
    }
    let end = CAPITALS.partition_point(|&(first, ..)| first <= c);
    match CAPITALS[..end].last() {
        Some(&(first, last, small)) if c <= last => in_run(c, first, small).unwrap_or(c),
        _ => c,
    }
}

/// The small letter of a character in a run of capitals. `None` for a small letter between two capitals of the run.
fn in_run(c: char, first: char, small: char) -> Option<char> {
    let at = u32::from(c) - u32::from(first);
    let alternates = u32::from(small) == u32::from(first) + 1;
    if alternates && at % 2 == 1 { None } else { char::from_u32(u32::from(small) + at) }
}

/// A text in lower case, for comparing: `ς`, which a `Σ` at the end of a word would become, is `σ`. U+0130 becomes two
/// characters.
pub(crate) fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'Σ' | 'ς' => out.push('σ'),
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

    /// The standard library may have another version of Unicode, in which a letter does not exist yet or is new. The
    /// lower case of an existing letter never changes.
    fn is_of_another_unicode(ours: &str, std: &str, written: &str) -> bool {
        char::UNICODE_VERSION != (17, 0, 0) && (ours == written || std == written)
    }

    #[test]
    fn every_character_as_in_the_standard_library() {
        for c in '\0'..=char::MAX {
            let written = c.to_string();
            let (ours, std) = (text(&written), written.to_lowercase().replace('ς', "σ"));
            assert!(ours == std || is_of_another_unicode(&ours, &std, &written), "{c:?}: {ours:?}, {std:?}");
            assert!(c == 'ς' || ours.starts_with(letter(c)), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn texts_as_in_the_standard_library(text in "([Σςa Z'.]|\u{345}|\u{301}|\u{2b0}|İ|ß|\\PC){0,12}") {
            prop_assert_eq!(super::text(&text), text.to_lowercase().replace('ς', "σ"));
        }
    }
}
