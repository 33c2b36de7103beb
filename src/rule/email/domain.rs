//! What stands behind the `@`: a DNS name, a U-label name, or an address literal.

use super::MAX_LABEL_OCTETS;
#[cfg(feature = "idn")]
use crate::rule::u_label;

/// What a DNS name looks like, for the rules that ask.
pub(super) struct Shape {
    pub(super) labels: usize,
    pub(super) last_is_numeric: bool,
}

/// Labels of letters, digits and inner hyphens, 1 to 63 octets each, parted by dots: the same in the HTML living
/// standard and in RFC 5321 section 4.1.2.
pub(super) fn dns(domain: &[u8]) -> Result<Shape, &'static str> {
    let mut shape = Shape { labels: 0, last_is_numeric: false };
    for label in domain.split(|&b| b == b'.') {
        ldh(label)?;
        shape.labels += 1;
        shape.last_is_numeric = label.iter().all(u8::is_ascii_digit);
    }
    Ok(shape)
}

fn ldh(label: &[u8]) -> Result<(), &'static str> {
    let (Some(first), Some(last)) = (label.first(), label.last()) else { return Err("domain") };
    let ends = first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric();
    if !ends || !label.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-') {
        return Err("domain");
    }
    if label.len() > MAX_LABEL_OCTETS { Err("label_too_long") } else { Ok(()) }
}

/// RFC 6531 section 3.3: `sub-domain =/ U-label`. A U-label (RFC 5890 section 2.3.2.1) is in its normal form already;
/// upper case is taken too, for people type it, but nothing else that a mapping would have to mend.
#[cfg(feature = "idn")]
pub(super) fn idn(domain: &[u8]) -> Result<(), &'static str> {
    let domain = core::str::from_utf8(domain).map_err(|_| "domain")?;
    for label in domain.split('.') {
        if label.is_ascii() {
            ldh(label.as_bytes())?;
            continue;
        }
        // No A-label has fewer characters than its U-label, and Punycode takes time that grows with the square.
        if label.chars().nth(MAX_LABEL_OCTETS).is_some() {
            return Err("label_too_long");
        }
        if !u_label::is_normal(label) {
            return Err("domain");
        }
        let ascii = idna::domain_to_ascii_strict(label).map_err(|_| "domain")?;
        ldh(ascii.as_bytes())?;
    }
    Ok(())
}

/// An address literal of RFC 5321 section 4.1.3; none where the domain is no literal at all.
///
/// `IPv6` is the only tag in IANA's registry of address literal tags (seen 2026-11-21), so no other is taken.
pub(super) fn literal(domain: &[u8]) -> Option<Result<(), &'static str>> {
    let inside = domain.strip_prefix(b"[")?;
    let valid = inside.strip_suffix(b"]").is_some_and(|inside| match inside.split_at_checked(5) {
        Some((tag, address)) if tag.eq_ignore_ascii_case(b"IPv6:") => ipv6(address),
        _ => ipv4(inside),
    });
    Some(if valid { Ok(()) } else { Err("domain_literal") })
}

/// `Snum 3("." Snum)`, where an Snum is one to three digits up to 255.
fn ipv4(text: &[u8]) -> bool {
    let snum = |part: &[u8]| {
        (1..=3).contains(&part.len())
            && part.iter().all(u8::is_ascii_digit)
            && part.iter().fold(0_u16, |sum, &digit| sum * 10 + u16::from(digit - b'0')) <= 255
    };
    text.split(|&b| b == b'.').count() == 4 && text.split(|&b| b == b'.').all(snum)
}

/// `IPv6-full`, `IPv6-comp`, `IPv6v4-full` or `IPv6v4-comp`: eight groups of one to four hex digits, the last two
/// perhaps as an IPv4 address; one `::` stands for at least two groups of zeros.
fn ipv6(text: &[u8]) -> bool {
    let compressed = text.windows(2).position(|pair| pair == b"::");
    let (head, tail) = match compressed {
        Some(at) => (&text[..at], Some(&text[at + 2..])),
        None => (text, None),
    };
    let groups = |part: &[u8], may_end_in_ipv4: bool| -> Option<usize> {
        if part.is_empty() {
            return Some(0);
        }
        let count = part.split(|&b| b == b':').count();
        let mut sum = 0;
        for (at, group) in part.split(|&b| b == b':').enumerate() {
            let hex = (1..=4).contains(&group.len()) && group.iter().all(u8::is_ascii_hexdigit);
            sum += match (hex, may_end_in_ipv4 && at + 1 == count && ipv4(group)) {
                (true, _) => 1,
                (false, true) => 2,
                (false, false) => return None,
            };
        }
        Some(sum)
    };
    match tail {
        None => groups(head, true) == Some(8),
        Some(tail) => match (groups(head, false), groups(tail, true)) {
            (Some(head), Some(tail)) => head + tail <= 6,
            _ => false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals() {
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
    fn unicode_labels() {
        let cases = [
            ("bücher.example", true),
            ("BÜCHER.example", true),
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
        ];
        for (domain, valid) in cases {
            assert_eq!(idn(domain.as_bytes()).is_ok(), valid, "{domain}");
        }
    }
}
