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
    is_normal(label) || label.chars().all(|c| c.is_ascii() || is_normal_alone(c))
}

fn is_normal_alone(c: char) -> bool {
    // A mark needs a character before it, and nothing composes with a hyphen. A right-to-left letter is checked alone, because
    // the Bidi rule refuses it behind a hyphen.
    let mut text = String::from("-");
    text.push(c);
    text.get(1..).is_some_and(is_normal) || is_normal(&text)
}

/// A text in small letters, with each letter and its accents composed (Unicode normal form C). Characters that a mapping
/// would change otherwise stay as they are, and so do words that no label may hold.
pub(crate) fn composed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // A letter, or none, and the characters outside ASCII that follow it: composing is all that a mapping changes in them.
    let mut word = String::new();
    for c in text.chars() {
        let continues = !c.is_ascii() && is_normal_alone(c);
        if !continues {
            push_composed(&mut out, &word);
            word.clear();
        }
        if continues || c.is_ascii_alphabetic() {
            word.push(c);
        } else {
            out.push(c);
        }
    }
    push_composed(&mut out, &word);
    out
}

fn push_composed(out: &mut String, word: &str) {
    match idna::domain_to_unicode(word) {
        (unicode, Ok(())) if !word.is_ascii() => out.push_str(&unicode),
        _ => out.push_str(word),
    }
}
