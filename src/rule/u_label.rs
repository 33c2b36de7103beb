//! Labels with characters outside ASCII, in domains of mail addresses and in hosts of URLs.

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
