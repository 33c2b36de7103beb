//! The characters outside ASCII that [`super::Rule::Idn`] allows in a local part.
//!
//! RFC 6531 allows all of them. Some are invisible, and people paste them by mistake: a space of another kind, a mark that
//! sets the direction of text. Such an address looks right, and no mail arrives. So this rule refuses invisible characters:
//! spaces, controls, format characters, ignorable characters, private use, and unassigned code points. Neither IDNA2008
//! (RFC 5892) nor any class of PRECIS (RFC 8264) allows these. Symbols such as emoji stay allowed.
//!
//! The joiners U+200C and U+200D are format characters that words of Persian and of Indic languages hold. They are
//! allowed where IDNA allows them in a domain (the rules CONTEXTJ, RFC 5892 appendix A.1 and A.2), and refused between
//! other characters.

use super::invisible::INVISIBLE;
use crate::rule::runs::is_in_every_second;

/// Whether a local part has no invisible character.
pub(super) fn are_visible(local: &str) -> bool {
    let is_allowed = |(at, c): (usize, char)| {
        !is_in_every_second(&INVISIBLE, c) || (matches!(c, '\u{200c}' | '\u{200d}') && is_joined(local, at))
    };
    local.char_indices().all(is_allowed)
}

/// Whether IDNA allows the joiner at the byte index `at` between its neighbours outside ASCII, with which it makes a word.
fn is_joined(local: &str, at: usize) -> bool {
    let (before, behind) = local.split_at_checked(at).unwrap_or_default();
    let start = before.char_indices().rev().take_while(|(_, c)| !c.is_ascii()).last().map_or(at, |(start, _)| start);
    let end = at + behind.find(|c: char| c.is_ascii()).unwrap_or(behind.len());
    let word = local.get(start..end).unwrap_or_default();
    idna::domain_to_unicode(word).1.is_ok()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
    use icu_properties::{CodePointMapData, CodePointSetData};

    #[test]
    fn the_table_is_that_of_unicode_17() {
        let categories = CodePointMapData::<GeneralCategory>::new();
        let ignorable = CodePointSetData::new::<DefaultIgnorableCodePoint>();
        assert_eq!(categories.get('\u{10940}'), GeneralCategory::OtherLetter, "a letter that is new in Unicode 17.0");
        for c in '\u{80}'..=char::MAX {
            let is_refused = ['\u{2800}', '\u{fffd}'].contains(&c)
                || ignorable.contains(c)
                || matches!(
                    categories.get(c),
                    GeneralCategory::Control
                        | GeneralCategory::Format
                        | GeneralCategory::PrivateUse
                        | GeneralCategory::Unassigned
                        | GeneralCategory::SpaceSeparator
                        | GeneralCategory::LineSeparator
                        | GeneralCategory::ParagraphSeparator
                );
            assert_eq!(is_in_every_second(&INVISIBLE, c), is_refused, "{c:?}");
        }
        assert_eq!(INVISIBLE.iter().map(|&run| u32::from(run)).sum::<u32>(), 0x11_0000 - 0x80);
    }

    #[test]
    fn joiners_are_allowed_where_idna_allows_them() {
        let cases = [
            // Persian: علی‌رضا
            ("\u{639}\u{644}\u{6cc}\u{200c}\u{631}\u{636}\u{627}", true),
            ("x.\u{639}\u{644}\u{6cc}\u{200c}\u{631}\u{636}\u{627}+1", true),
            // Sinhala: ශ්‍රී
            ("\u{dc1}\u{dca}\u{200d}\u{dbb}\u{dd3}", true),
            // Devanagari: क्‌ष and क्‍ष
            ("\u{915}\u{94d}\u{200c}\u{937}", true),
            ("\u{915}\u{94d}\u{200d}\u{937}", true),
            ("\u{915}\u{200d}\u{937}", false),
            ("\u{915}\u{200c}\u{937}", false),
            ("\u{200c}ann", false),
            ("ann\u{200d}", false),
            ("a\u{200c}b", false),
            ("\u{639}\u{200c}", false),
            ("\u{639}\u{200d}\u{631}", false),
            // An emoji of two: IDNA refuses it in domains, too.
            ("\u{1f469}\u{200d}\u{1f4bb}", false),
            ("\u{915}\u{94d}\u{200d}\u{937}\u{200d}", false),
        ];
        for (local, expected) in cases {
            assert_eq!(are_visible(local), expected, "{local:?}");
        }
    }
}
