//! Internationalized host names: RFC 5890 section 2.3.2.3, under IDNA2008.
//!
//! - A label is one of letters, digits and inner hyphens, as in [`hostname`](super::hostname), or a U-label, or the A-label of
//!   one (RFC 5890 section 2.3.2.1). An A-label has at most 63 characters, the name with A-labels at most 253.
//! - The code points of a U-label are those that RFC 5892 derives: letters, digits and marks in small letters and in Unicode
//!   normal form C. Symbols such as emoji are refused, and so are capitals, full-width letters and everything else that a
//!   mapping (UTS #46) would change.
//! - A few code points are allowed in their context only (RFC 5892 appendix A): joiners, the middle dot of Catalan,
//!   the Greek keraia, Hebrew geresh and gershayim, the middle dot of Katakana, and the two kinds of Arabic digits.
//! - A U-label does not begin with a mark, and has no `--` as third and fourth character (RFC 5891 section 4.2.3).
//! - If a label is written from right to left, all labels follow the Bidi rule (RFC 5893 section 2), as the crate `idna`
//!   has it.
//! - The dots of RFC 3490 section 3.1 separate labels: U+002E, U+3002, U+FF0E and U+FF61.
//!
//! Needs the feature `idn`. Details of the code `invalid_hostname`: `too_long`, `label_too_long`, otherwise none.
//!
//! ```
//! use unanimous::rule::idn_hostname;
//!
//! assert!(idn_hostname::check("bücher.example").is_ok());
//! assert!(idn_hostname::check("例え.テスト").is_ok());
//! assert_eq!(idn_hostname::check("Bücher.example").unwrap_err().code().as_str(), "invalid_hostname");
//! ```

mod letters;

use alloc::string::String;

use letters::LETTERS;

use super::dns::{self, MAX_CHARACTERS, MAX_LABEL_OCTETS, is_a_label};
use super::runs::is_in_every_second;
use crate::reason::{Code, Reason};
use crate::rule::Fault;

/// Checks for an internationalized host name.
///
/// # Errors
/// `invalid_hostname`, with one of the [details](self) or none.
pub fn check(text: &str) -> Result<(), Reason> {
    judge(text.as_bytes()).map_err(Fault::reason)
}

pub(crate) fn judge(text: &[u8]) -> Result<(), Fault> {
    verdict(text).map_err(|detail| Fault { code: Code::InvalidHostname, detail })
}

/// The error is a detail.
pub(super) fn verdict(text: &[u8]) -> Result<(), &'static str> {
    let text = core::str::from_utf8(text).map_err(|_| "")?;
    // Each character takes one of an A-label or more. A longer text is refused before Punycode, whose time is quadratic.
    if text.chars().nth(MAX_CHARACTERS).is_some() {
        return Err("too_long");
    }
    let name: String =
        text.chars().map(|c| if matches!(c, '\u{3002}' | '\u{ff0e}' | '\u{ff61}') { '.' } else { c }).collect();
    if name.split('.').any(|label| label.chars().nth(MAX_LABEL_OCTETS).is_some()) {
        return Err("label_too_long");
    }
    let (unicode, result) = idna::domain_to_unicode(&name);
    result.map_err(|_| "")?;
    let mut u_labels = unicode.split('.');
    for label in name.split('.') {
        let u_label = u_labels.next().unwrap_or_default();
        // A mapping may change nothing in a U-label, not even capitals.
        let is_allowed = if label.is_ascii() {
            dns::check(label.as_bytes()).is_ok()
                && (!is_a_label(label.as_bytes()) || (!u_label.is_ascii() && is_u_label(u_label)))
        } else {
            label == u_label && is_u_label(label)
        };
        if !is_allowed {
            return Err("");
        }
    }
    let ascii = idna::domain_to_ascii(&name).map_err(|_| "")?;
    if ascii.split('.').any(|label| label.len() > MAX_LABEL_OCTETS) {
        return Err("label_too_long");
    }
    if ascii.len() > MAX_CHARACTERS { Err("too_long") } else { Ok(()) }
}

/// Whether a label in its normal form is a U-label. The crate `idna` has checked marks at its start, joiners (CONTEXTJ,
/// appendix A.1 and A.2) and the Bidi rule.
fn is_u_label(label: &str) -> bool {
    let has_prefix = label.chars().skip(2).take(2).eq("--".chars());
    !has_prefix
        && !label.starts_with('-')
        && !label.ends_with('-')
        && label.char_indices().all(|(at, c)| is_code_point(c) && is_in_context(label, at, c))
}

/// Whether RFC 5892 section 3 derives `PVALID`, `CONTEXTJ` or `CONTEXTO` for a code point that normalizes to itself.
#[allow(clippy::match_same_arms, reason = "an arm is a category of RFC 5892 section 2")]
fn is_code_point(c: char) -> bool {
    match c {
        'a'..='z' | '0'..='9' | '-' => true,
        // F, exceptions: PVALID and CONTEXTO; J, join controls.
        '\u{df}' | '\u{3c2}' | '\u{6fd}' | '\u{6fe}' | '\u{f0b}' | '\u{3007}' => true,
        '\u{b7}' | '\u{375}' | '\u{5f3}' | '\u{5f4}' | '\u{30fb}' | '\u{200c}' | '\u{200d}' => true,
        // F, exceptions: DISALLOWED.
        '\u{640}' | '\u{7fa}' | '\u{302e}' | '\u{302f}' | '\u{3031}'..='\u{3035}' | '\u{303b}' => false,
        // D, blocks to ignore: combining marks for symbols, musical symbols, ancient Greek musical notation.
        '\u{20d0}'..='\u{20ff}' | '\u{1d100}'..='\u{1d1ff}' | '\u{1d200}'..='\u{1d24f}' => false,
        // I, old Hangul jamo.
        '\u{1100}'..='\u{11ff}' | '\u{a960}'..='\u{a97c}' | '\u{d7b0}'..='\u{d7fb}' => false,
        // A, letters and digits. An ignorable character is not equal to its normal form.
        _ => is_in_every_second(&LETTERS, c),
    }
}

/// The rules CONTEXTO of RFC 5892 appendix A.3 to A.9, for the code point `c` at the byte index `at`.
fn is_in_context(label: &str, at: usize, c: char) -> bool {
    let (before, from) = label.split_at_checked(at).unwrap_or_default();
    let previous = before.chars().next_back();
    let next = from.chars().nth(1);
    match c {
        '\u{b7}' => previous == Some('l') && next == Some('l'),
        '\u{375}' => next.is_some_and(is_greek),
        '\u{5f3}' | '\u{5f4}' => previous.is_some_and(is_hebrew),
        '\u{30fb}' => label.chars().any(is_japanese),
        '\u{660}'..='\u{669}' => !label.chars().any(|other| matches!(other, '\u{6f0}'..='\u{6f9}')),
        '\u{6f0}'..='\u{6f9}' => !label.chars().any(|other| matches!(other, '\u{660}'..='\u{669}')),
        _ => true,
    }
}

// The scripts of A.4 to A.7. Code points without the script that stand between two ranges are no code points of a label.

const fn is_greek(c: char) -> bool {
    matches!(c, '\u{370}'..='\u{3e1}' | '\u{3f0}'..='\u{3ff}' | '\u{1d26}'..='\u{1d2a}' | '\u{1f00}'..='\u{1fff}' | '\u{ab65}')
}

const fn is_hebrew(c: char) -> bool {
    matches!(c, '\u{591}'..='\u{5f4}' | '\u{fb1e}')
}

/// Whether the script is Hiragana, Katakana or Han.
const fn is_japanese(c: char) -> bool {
    matches!(c,
        '\u{3005}' | '\u{3007}'
        | '\u{3041}'..='\u{3096}'
        | '\u{309d}'..='\u{30fa}'
        | '\u{30fd}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{16fe2}' | '\u{16fe3}' | '\u{16ff0}'..='\u{16fff}'
        | '\u{1aff0}'..='\u{1b16f}'
        | '\u{20000}'..='\u{33fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    /// The detail; `Some("")` is an error without one.
    fn detail(text: &str) -> Option<&'static str> {
        judge(text.as_bytes()).err().map(|fault| fault.detail)
    }

    #[test]
    fn labels() {
        let cases = [
            // LDH labels and A-labels.
            ("a", None),
            ("EXAMPLE.com", None),
            ("ab--cd", None),
            ("192.0.2.1", None),
            ("xn--bcher-kva.example", None),
            ("XN--BCHER-KVA", None),
            ("", Some("")),
            (".", Some("")),
            ("a.", Some("")),
            ("a..b", Some("")),
            ("-a", Some("")),
            ("a-", Some("")),
            ("a_b", Some("")),
            ("a b", Some("")),
            ("xn--", Some("")),
            ("xn--x", Some("")),
            ("xn--a-", Some("")),
            ("xn---9uc", Some("")),
            // U-labels: what a mapping would change is refused.
            ("bücher.example", None),
            ("ßς་〇۽۾", Some("")),
            ("ßς་〇", None),
            ("Bücher", Some("")),
            ("BÜCHER", Some("")),
            ("ａ", Some("")),
            ("\u{212a}", Some("")),
            ("u\u{308}", Some("")),
            ("a\u{ad}b", Some("")),
            ("ﬁ", Some("")),
            ("xn--fi-abc\u{e9}", Some("")),
            // Symbols, and the code points that RFC 5892 excepts.
            ("☃", Some("")),
            ("😀", Some("")),
            ("½", Some("")),
            ("xn--n3h", Some("")),
            ("ب١٢", None),
            ("ـب", Some("")),
            ("〱", Some("")),
            ("a\u{20d0}", Some("")),
            ("ᄀ", Some("")),
            // Hyphens and marks.
            ("-ü", Some("")),
            ("ü-", Some("")),
            ("ab--ü", Some("")),
            ("a-ü--b", None),
            ("\u{300}a", Some("")),
            ("\u{903}a", Some("")),
            // The dots of RFC 3490.
            ("a。b．c｡d", None),
            ("a。。b", Some("")),
            ("a。", Some("")),
            ("a․b", Some("")),
        ];
        for (text, expected) in cases {
            assert_eq!(detail(text), expected, "{text:?}");
        }
        assert_eq!(check("☃"), Err(Reason::new(Code::InvalidHostname)));
    }

    #[test]
    fn some_code_points_need_their_context() {
        let cases = [
            // A.1 and A.2, joiners.
            ("क्\u{200c}ष", true),
            ("क\u{200c}ष", false),
            ("بي\u{200c}بي", true),
            ("بي\u{200c}", false),
            ("क्\u{200d}ष", true),
            ("क\u{200d}ष", false),
            ("क्\u{200c}षx\u{200c}y", false),
            // A.3, middle dot.
            ("l·l", true),
            ("l·l·l", true),
            ("l·a", false),
            ("a·l", false),
            ("·l", false),
            ("l·", false),
            ("L·L", false),
            // A.4, keraia.
            ("α\u{375}β", true),
            ("\u{375}β", true),
            ("α\u{375}s", false),
            ("α\u{375}", false),
            ("α\u{375}ϣ", false),
            // A.5 and A.6, geresh and gershayim.
            ("א\u{5f3}ב", true),
            ("א\u{5f4}", true),
            ("\u{5f3}ב", false),
            ("\u{5f4}ב", false),
            // A.7, Katakana middle dot.
            ("\u{30fb}ぁ", true),
            ("ァ\u{30fb}", true),
            ("a\u{30fb}丈", true),
            ("\u{30fb}々", true),
            ("\u{30fb}", false),
            ("a\u{30fb}b", false),
            ("\u{30fb}한", false),
            // A.8 and A.9, Arabic digits.
            ("ب٠ب", true),
            ("ب۰", true),
            ("ب٠۰", false),
            ("ب٩ب۹ب", false),
            // The A-labels of some of these.
            ("xn--ll-0ea", true),
            ("xn--al-0ea", false),
            ("xn--wva3je", true),
            ("xn--wva3j", false),
        ];
        for (text, valid) in cases {
            assert_eq!(detail(text), (!valid).then_some(""), "{text:?}");
        }
    }

    #[test]
    fn right_to_left_labels_follow_the_bidi_rule() {
        let cases = [
            ("אב", true),
            ("אב.a", true),
            ("א1", true),
            ("אa", false),
            ("aא", false),
            ("0א", false),
            ("0a.א", false),
            ("א-1", true),
            ("א0٠", false),
            ("xn--0ca24w", false),
        ];
        for (text, valid) in cases {
            assert_eq!(detail(text), (!valid).then_some(""), "{text:?}");
        }
    }

    #[test]
    fn lengths_are_those_of_the_a_labels() {
        let cases = [
            ("a".repeat(63), None),
            ("a".repeat(64), Some("label_too_long")),
            // The A-label of n ü has n + 10 characters or more.
            ("ü".repeat(50), None),
            ("ü".repeat(63), Some("label_too_long")),
            ("ü".repeat(64), Some("label_too_long")),
            (["a".repeat(63), "a".repeat(63), "a".repeat(63), "a".repeat(61)].join("."), None),
            (["a".repeat(63), "a".repeat(63), "a".repeat(63), "a".repeat(62)].join("."), Some("too_long")),
            ("ü.".repeat(40) + "a", Some("too_long")),
            ("ü.".repeat(100_000), Some("too_long")),
        ];
        for (text, expected) in cases {
            assert_eq!(detail(&text), expected, "{}", text.len());
        }
    }

    /// Whether UTS #46 maps a character to itself.
    #[cfg(not(target_arch = "wasm32"))]
    fn is_valid(c: char) -> bool {
        c != '\u{fffd}' && idna::domain_to_unicode(c.encode_utf8(&mut [0; 4])).0.chars().eq([c])
    }

    #[cfg(not(target_arch = "wasm32"))]
    #[test]
    fn the_letters_are_those_of_unicode_17() {
        use icu_properties::CodePointMapData;
        use icu_properties::props::GeneralCategory;
        let categories = CodePointMapData::<GeneralCategory>::new();
        assert_eq!(categories.get('\u{10940}'), GeneralCategory::OtherLetter, "a letter that is new in Unicode 17.0");
        for c in ('\u{80}'..=char::MAX).filter(|&c| is_valid(c)) {
            let is_letter = matches!(
                categories.get(c),
                GeneralCategory::LowercaseLetter
                    | GeneralCategory::UppercaseLetter
                    | GeneralCategory::OtherLetter
                    | GeneralCategory::ModifierLetter
                    | GeneralCategory::NonspacingMark
                    | GeneralCategory::SpacingMark
                    | GeneralCategory::DecimalNumber
            );
            assert_eq!(is_in_every_second(&LETTERS, c), is_letter, "{c:?}");
        }
        assert_eq!(LETTERS.iter().map(|&run| u32::from(run)).sum::<u32>(), 0x11_0000 - 0x80);
    }

    #[cfg(not(target_arch = "wasm32"))]
    #[test]
    fn the_scripts_are_those_of_unicode_17() {
        use icu_properties::CodePointMapData;
        use icu_properties::props::Script;
        let scripts = CodePointMapData::<Script>::new();
        for c in ('\u{80}'..=char::MAX).filter(|&c| is_code_point(c)) {
            let name = format!("a{c}");
            let (normal, result) = idna::domain_to_unicode(&name);
            if result.is_err() || normal != name {
                continue;
            }
            let script = scripts.get(c);
            let expected = (
                script == Script::Greek,
                script == Script::Hebrew,
                matches!(script, Script::Hiragana | Script::Katakana | Script::Han),
            );
            assert_eq!((is_greek(c), is_hebrew(c), is_japanese(c)), expected, "{c:?}");
        }
    }
}
