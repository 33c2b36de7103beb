//! Labels outside ASCII: for domains of mail addresses and for hosts of URLs.

use super::lower;

/// Whether a label is in a U-label's normal form (RFC 5890 section 2.3.2.1), but for capitals, which people type.
///
/// Anything else that a mapping (UTS 46) would change is refused: full-width and circled letters, ideographic dots, soft
/// hyphens, compatibility digits. Two readers need not map them alike.
pub(crate) fn is_normal(label: &str) -> bool {
    // The Kelvin sign's small letter is an ASCII k: a mapping in the guise of a capital. So is that of U+0130, in part.
    if label.contains(|c: char| !c.is_ascii() && lower::letter(c).is_ascii()) {
        return false;
    }
    let (unicode, _) = idna::domain_to_unicode(label);
    unicode.chars().eq(label.chars().map(lower::letter))
}
