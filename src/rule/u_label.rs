//! Labels with characters outside ASCII, in domains of mail addresses and in hosts of URLs.

use alloc::string::String;

use super::lower;

/// Whether a label is in the normal form of a U-label (RFC 5890 section 2.3.2.1), apart from capitals, which people
/// type.
///
/// Every other character that a mapping (UTS #46) would change is refused: full-width and circled letters, ideographic
/// dots, soft hyphens, compatibility digits. Two programs need not map them alike.
pub(crate) fn is_normal(label: &str) -> bool {
    // The small letter of the Kelvin sign (U+212A) is an ASCII k, so to accept it would be such a mapping. The small
    // letter of U+0130 begins with an ASCII i.
    if label.contains(|c: char| !c.is_ascii() && lower::letter(c).is_ascii()) {
        return false;
    }
    let (unicode, _) = idna::domain_to_unicode(label);
    unicode.chars().eq(label.chars().map(lower::letter))
}

/// Whether a label is [normal](is_normal) once it is composed (Unicode normal form C): a letter and its accent may be two
/// characters, as some keyboards and file systems write them.
///
/// Each character on its own must be normal, so composing is all that a mapping changes.
pub(crate) fn is_normal_if_composed(label: &str) -> bool {
    let is_alone = |c: char| {
        // Nothing composes with a hyphen.
        let mut text = String::from("-");
        text.push(c);
        is_normal(&text)
    };
    is_normal(label) || label.chars().all(|c| c.is_ascii() || is_alone(c))
}
