//! Host names: their limits, and the names that do not exist in the public DNS.
//!
//! A name is judged in its canonical form: lower case, A-labels, perhaps one trailing dot.

use idna::domain_to_unicode;

use super::numerals::is_numeral;
pub(super) use crate::rule::dns::MAX_LABEL_OCTETS;

/// RFC 1035 section 2.3.4 allows 255 octets on the wire, which are 253 characters in text.
pub(super) const MAX_HOST_OCTETS: usize = 253;

/// Names in no public registry, with all names below them.
const SPECIAL: [&str; 17] = [
    "alt",         // RFC 9476
    "arpa",        // RFC 3172; home.arpa: RFC 8375
    "corp",        // RFC 6762 appendix G; ICANN Board resolution 2018.02.04.12
    "example",     // RFC 6761 section 6.5; example.com is a name of the DNS
    "home",        // RFC 6762 appendix G; ICANN Board resolution 2018.02.04.12
    "internal",    // ICANN Board resolution 2024.07.29.06; metadata.google.internal, *.compute.internal
    "intranet",    // RFC 6762 appendix G
    "invalid",     // RFC 6761 section 6.4
    "lan",         // RFC 6762 appendix G
    "local",       // RFC 6762 section 3; svc.cluster.local
    "localdomain", // hosts files: localhost.localdomain
    "localhost",   // RFC 6761 section 6.3
    "mail",        // ICANN Board resolution 2018.02.04.12
    "onion",       // RFC 7686
    "private",     // RFC 6762 appendix G
    "svc",         // Kubernetes: service.namespace.svc
    "test",        // RFC 6761 section 6.2
];

/// For each first letter, a bitmask of the lengths of the special names with that letter. It rules most labels out
/// without a comparison.
static LENGTHS: [u16; 26] = lengths();

const fn lengths() -> [u16; 26] {
    let mut out = [0; 26];
    let mut at = 0;
    while at < SPECIAL.len() {
        let name = SPECIAL[at].as_bytes();
        out[(name[0] - b'a') as usize] |= 1 << name.len();
        at += 1;
    }
    out
}

/// Whether a name with this last label is in no public registry.
pub(super) fn is_special(label: &[u8]) -> bool {
    let Some(first) = label.first() else { return false };
    let lengths = LENGTHS.get(usize::from(first.wrapping_sub(b'a'))).copied().unwrap_or(0);
    label.len() < 16 && lengths >> label.len() & 1 != 0 && SPECIAL.iter().any(|name| name.as_bytes() == label)
}

/// The name without a final dot, which does not change its meaning (RFC 1034 section 3.1).
pub(super) fn without_final_dot(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}

/// Checks the limits of every name, also of an operator's own names.
pub(super) fn check_shape(name: &str) -> Result<(), &'static str> {
    let name = without_final_dot(name);
    if name.is_empty() {
        return Err("empty");
    }
    if name.len() > MAX_HOST_OCTETS {
        return Err("too_long");
    }
    for label in name.split('.') {
        match label.len() {
            0 => return Err("empty_label"),
            1..=MAX_LABEL_OCTETS => {}
            _ => return Err("label_too_long"),
        }
    }
    Ok(())
}

/// Checks that the name may exist in the public DNS.
///
/// Deliberately, it does not know the list of top-level domains: the list changes every month, so two builds of one
/// version would differ.
pub(super) fn check_public(name: &str) -> Result<(), &'static str> {
    let name = without_final_dot(name);
    let (rest, last) = match name.rsplit_once('.') {
        Some((rest, last)) => (Some(rest), last),
        None => (None, name),
    };
    if is_special(last.as_bytes()) {
        return Err("special_name");
    }
    if rest.is_none() {
        return Err("single_label");
    }
    // RFC 1123 section 2.1: the highest label is alphabetic; since RFC 5890 it may be an A-label. So no
    // public name ends with a label that a lax parser may read as the last number of an IPv4 address (0x1, 0o1, 1h).
    if last.starts_with("xn--") {
        let (unicode, result) = domain_to_unicode(last);
        // IDNA does not map the digits of other scripts to ASCII, but the number parsers of many languages read them.
        if result.is_err() || unicode.chars().all(is_numeral) {
            return Err("numeric_tld");
        }
        return Ok(());
    }
    if last.bytes().all(|b| b.is_ascii_lowercase()) { Ok(()) } else { Err("numeric_tld") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_special_name_is_found_and_nothing_near_it() {
        assert!(SPECIAL.is_sorted_by(|a, b| a < b));
        for name in SPECIAL {
            assert!(is_special(name.as_bytes()), "{name}");
            for other in [format!("{name}s"), format!("x{name}"), name[1..].to_owned(), format!("x{}", &name[1..])] {
                assert_eq!(is_special(other.as_bytes()), SPECIAL.contains(&other.as_str()), "{other}");
            }
        }
    }

    #[test]
    fn public_names() {
        let cases = [
            ("example.com", Ok(())),
            ("example.com.", Ok(())),
            ("localhost.example.com", Ok(())),
            ("local.host", Ok(())),
            ("home.arpanet.com", Ok(())),
            ("0x7f.com", Ok(())),
            ("xn--e1afmkfd.xn--p1ai", Ok(())),
            ("localhost", Err("special_name")),
            ("a.localhost.", Err("special_name")),
            ("router.home.arpa", Err("special_name")),
            ("instance-data", Err("single_label")),
            ("com.", Err("single_label")),
            ("0o177.0.0.0o1", Err("numeric_tld")),
            ("127.0.0.1h", Err("numeric_tld")),
            ("localhost6.localdomain6", Err("numeric_tld")),
            ("a.b_c", Err("numeric_tld")),
        ];
        for (name, expected) in cases {
            assert_eq!(check_public(name), expected, "{name}");
        }
    }

    #[test]
    fn shapes() {
        let x = |n| "x".repeat(n);
        let long = |n| format!("{0}.{0}.{0}.{1}", x(63), x(n));
        let cases = [
            ("a".to_owned(), Ok(())),
            ("a.".to_owned(), Ok(())),
            (x(63), Ok(())),
            (x(64), Err("label_too_long")),
            (long(61), Ok(())),
            (format!("{}.", long(61)), Ok(())),
            (long(62), Err("too_long")),
            (String::new(), Err("empty")),
            (".".to_owned(), Err("empty")),
            ("a..b".to_owned(), Err("empty_label")),
            (".a".to_owned(), Err("empty_label")),
            ("a..".to_owned(), Err("empty_label")),
        ];
        for (name, expected) in cases {
            assert_eq!(check_shape(&name), expected, "{name}");
        }
    }
}
