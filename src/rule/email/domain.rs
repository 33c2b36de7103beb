//! The domain of an address that is no DNS name: a name with U-labels, or an address literal.

#[cfg(feature = "idn")]
use crate::rule::dns::{self, MAX_CHARACTERS, MAX_LABEL_OCTETS};
use crate::rule::ip;
#[cfg(feature = "idn")]
use crate::rule::u_label;

/// Checks for a domain of RFC 6531 section 3.3 (`sub-domain =/ U-label`).
///
/// A U-label is in its normal form (RFC 5890 section 2.3.2.1). Capitals are accepted too, because people type them, and
/// accents as characters of their own, because keyboards do; any other character that a mapping would change is refused.
/// Symbols and emoji are accepted as UTS #46 accepts them, though IDNA2008 does not, because some registries sell such names.
/// The Bidi rule (RFC 5893 section 2) and the limit of a name with A-labels hold for the domain as a whole.
#[cfg(feature = "idn")]
pub(super) fn idn(domain: &[u8]) -> Result<(), &'static str> {
    let domain = core::str::from_utf8(domain).map_err(|_| "domain")?;
    for label in domain.split('.') {
        if label.is_ascii() {
            dns::check_label(label.as_bytes())?;
            continue;
        }
        // An A-label has at least as many characters as its U-label, so this label is too long. It is refused before
        // Punycode, whose time is quadratic.
        if label.chars().nth(MAX_LABEL_OCTETS).is_some() {
            return Err("label_too_long");
        }
        if !u_label::is_normal_if_composed(label) {
            return Err("domain");
        }
        let ascii = idna::domain_to_ascii_strict(label).map_err(|_| "domain")?;
        dns::check_label(ascii.as_bytes())?;
    }
    if domain.is_ascii() {
        return Ok(());
    }
    let ascii = idna::domain_to_ascii(domain).map_err(|_| "domain")?;
    if ascii.len() > MAX_CHARACTERS { Err("too_long") } else { Ok(()) }
}

/// Checks an address literal (RFC 5321 section 4.1.3). Returns `None` if the domain does not begin with `[`.
///
/// `IPv6` is the only tag in IANA's registry "Address Literal Tags" (as of 2026-11-21), so every other tag is refused.
pub(super) fn literal(domain: &[u8]) -> Option<Result<(), &'static str>> {
    let inside = domain.strip_prefix(b"[")?;
    let valid = inside.strip_suffix(b"]").is_some_and(|inside| match inside.split_at_checked(5) {
        Some((tag, address)) if tag.eq_ignore_ascii_case(b"IPv6:") => ip::is_v6(address, ip::Form::Rfc5321),
        _ => ip::is_v4(inside, ip::Form::Rfc5321),
    });
    Some(if valid { Ok(()) } else { Err("domain_literal") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_literals() {
        let cases = [
            ("[127.0.0.1]", true),
            ("[001.002.003.004]", true),
            ("[256.0.0.1]", false),
            ("[1.2.3.4.5]", false),
            ("[1.2.3.]", false),
            ("[]", false),
            ("[IPv6:::]", true),
            ("[ipv6:::1]", true),
            ("[IPv6:1:2:3:4:5:6:7:8]", true),
            ("[IPv6:1:2:3:4:5:6::]", true),
            ("[IPv6:1:2:3:4:5:6:7::]", false),
            ("[IPv6:1:2:3:4:5:6:7]", false),
            ("[IPv6:1::2::3]", false),
            ("[IPv6:::ffff:1.2.3.4]", true),
            ("[IPv6:1:2:3:4:5:6:1.2.3.4]", true),
            ("[IPv6:1.2.3.4::]", false),
            ("[IPv6:12345::]", false),
            ("[::1]", false),
            ("[X:abc]", false),
            ("[1.2.3.4", false),
        ];
        for (text, valid) in cases {
            assert_eq!(literal(text.as_bytes()).unwrap().is_ok(), valid, "{text}");
        }
        assert!(literal(b"example.com").is_none());
    }

    #[cfg(feature = "idn")]
    #[test]
    fn u_labels_in_normal_form_are_accepted() {
        let cases = [
            ("bücher.example", true),
            ("BÜCHER.example", true),
            ("bu\u{308}cher.example", true),
            ("BU\u{308}CHER.example", true),
            ("a\u{323}\u{301}.example", true),
            ("a\u{301}\u{323}.example", true),
            ("\u{1100}\u{1161}.example", true),
            ("\u{627}\u{654}.example", true),
            ("u\u{308}\u{ad}.example", false),
            ("ｕ\u{308}.example", false),
            ("\u{308}u.example", false),
            ("\u{212a}u\u{308}.example", false),
            ("例え.テスト", true),
            ("xn--bcher-kva.example", true),
            ("exa\u{ad}mple.com", false),
            ("bücher\u{ad}.example", false),
            ("bücher。example", false),
            ("ｂücher.example", false),
            ("\u{212a}elvin.example", false),
            ("ü\u{212a}.example", false),
            ("-bücher.example", false),
            ("bü cher.example", false),
            ("bücher..example", false),
            ("☃.example", true),
            ("אב.example", true),
            ("1.אב", false),
            ("xn--a.bücher.example", false),
            ("xn--bcher-kva.bücher.example", true),
            ("r3---sn.bücher.example", true),
        ];
        for (domain, valid) in cases {
            assert_eq!(idn(domain.as_bytes()).is_ok(), valid, "{domain}");
        }
    }
}
