//! Names of the DNS: labels of letters, digits and inner hyphens, separated by dots.

/// The most octets of a label (RFC 1035 section 2.3.4).
pub const MAX_LABEL_OCTETS: usize = 63;
/// The most characters of a name. RFC 1035 section 2.3.4 allows 255 octets, with the length of each label and the root.
#[cfg(feature = "idn")]
pub const MAX_CHARACTERS: usize = 253;

/// The properties of a DNS name that only some rules look at.
pub(super) struct Shape {
    /// The number of labels.
    pub(super) labels: usize,
    /// Whether the last label is all digits.
    pub(super) last_is_numeric: bool,
}

/// Checks for labels of letters, digits and inner hyphens, 1 to 63 octets each, separated by dots. The HTML living
/// standard and RFC 5321 section 4.1.2 have the same production.
pub(super) fn check(domain: &[u8]) -> Result<Shape, &'static str> {
    let mut shape = Shape { labels: 0, last_is_numeric: false };
    for label in domain.split(|&b| b == b'.') {
        check_label(label)?;
        shape.labels += 1;
        shape.last_is_numeric = label.iter().all(u8::is_ascii_digit);
    }
    Ok(shape)
}

/// Checks one label of letters, digits and hyphens (an LDH label, RFC 5890 section 2.3.1).
pub(super) fn check_label(label: &[u8]) -> Result<(), &'static str> {
    let (Some(first), Some(last)) = (label.first(), label.last()) else { return Err("domain") };
    let ends = first.is_ascii_alphanumeric() && last.is_ascii_alphanumeric();
    if !ends || !label.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-') {
        return Err("domain");
    }
    if label.len() > MAX_LABEL_OCTETS { Err("label_too_long") } else { Ok(()) }
}

/// Whether a label begins as an A-label does.
#[cfg(feature = "idn")]
pub(super) fn is_a_label(label: &[u8]) -> bool {
    label.get(..4).is_some_and(|start| start.eq_ignore_ascii_case(b"xn--"))
}
