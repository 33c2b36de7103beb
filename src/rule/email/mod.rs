//! Email addresses under the HTML living standard, RFC 5321, RFC 6531, or what a public service should take.
//!
//! What the rules deliberately do not do: ask DNS, know the list of top-level domains, or accept the comments, folding
//! and display names of RFC 5322, which are for message headers and not for addresses.
//!
//! Details of `invalid_email`: `missing_at`, `local_part`, `local_part_too_long`, `domain`, `label_too_long`,
//! `domain_literal`, `single_label`, `numeric_tld`, `too_long`.

mod dedupe;
mod domain;
mod local_part;
#[cfg(not(unanimous_part = "lite"))]
mod plain;

use crate::quoted_string;
use crate::reason::{Code, Reason};
use crate::rule::Fault;

pub use dedupe::dedupe_key;

/// RFC 5321 section 4.5.3.1.3 allows a path of 256 octets, of which `<` and `>` are two.
pub const MAX_OCTETS: usize = 254;
/// RFC 5321 section 4.5.3.1.1.
pub const MAX_LOCAL_PART_OCTETS: usize = 64;
/// RFC 1035 section 2.3.4.
pub const MAX_LABEL_OCTETS: usize = 63;

/// Which addresses are valid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// Valid under [`Html`](Self::Html) and under [`Rfc5321`](Self::Rfc5321), with a domain of two or more labels
    /// whose last is not all digits: an address that a stranger can be written to at.
    #[default]
    Public,
    /// Exactly the HTML living standard's "valid e-mail address", what `<input type="email">` takes.
    Html,
    /// A `Mailbox` of RFC 5321 section 4.1.2 with its length limits: quoted local parts and address literals too.
    Rfc5321,
    /// The same with the UTF-8 of RFC 6531 section 3.3: what the format `idn-email` takes.
    #[cfg(feature = "idn")]
    Rfc6531,
}

impl Rule {
    /// The rule named `public`, `html`, `rfc5321` or, with the feature `idn`, `rfc6531`.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "public" => Some(Self::Public),
            "html" => Some(Self::Html),
            "rfc5321" => Some(Self::Rfc5321),
            #[cfg(feature = "idn")]
            "rfc6531" => Some(Self::Rfc6531),
            _ => None,
        }
    }
}

/// Checks an address under the default rule, [`Rule::Public`].
///
/// # Errors
/// `invalid_email`, with a detail code.
///
/// ```
/// use unanimous::rule::email;
///
/// assert!(email::check("o'brien@example.com").is_ok());
/// assert_eq!(email::check("example.com").unwrap_err().detail(), Some("missing_at"));
/// ```
pub fn check(address: &str) -> Result<(), Reason> {
    check_as(address, Rule::Public)
}

/// Checks an address under one rule.
///
/// # Errors
/// `invalid_email`, with a detail code. `html` has no length limit but that of its labels.
pub fn check_as(address: &str, rule: Rule) -> Result<(), Reason> {
    judge(address.as_bytes(), rule).map_err(Fault::reason)
}

pub(crate) fn judge(address: &[u8], rule: Rule) -> Result<(), Fault> {
    // Where size comes before speed, all addresses go the long way.
    #[cfg(not(unanimous_part = "lite"))]
    if rule == Rule::Public && plain::is_public(address) {
        return Ok(());
    }
    verdict(address, rule).map_err(|detail| Fault { code: Code::InvalidEmail, detail })
}

fn verdict(address: &[u8], rule: Rule) -> Result<(), &'static str> {
    let (local, domain) = split(address, rule)?;
    match rule {
        Rule::Html => {
            local_part::html(local)?;
            domain::dns(domain)?;
            Ok(())
        }
        Rule::Public => {
            local_part::dot_string(local, false)?;
            let shape = domain::dns(domain)?;
            limits(address, local)?;
            if shape.labels < 2 {
                return Err("single_label");
            }
            if shape.last_is_numeric { Err("numeric_tld") } else { Ok(()) }
        }
        Rule::Rfc5321 => {
            local_part::mailbox(local, false)?;
            match domain::literal(domain) {
                Some(literal) => literal?,
                None => domain::dns(domain).map(drop)?,
            }
            limits(address, local)
        }
        #[cfg(feature = "idn")]
        Rule::Rfc6531 => {
            local_part::mailbox(local, true)?;
            match domain::literal(domain) {
                Some(literal) => literal?,
                None => domain::idn(domain)?,
            }
            limits(address, local)
        }
    }
}

/// Splits an address into local part and domain, at the first `@`, or at the first one behind a quoted local part.
fn split(address: &[u8], rule: Rule) -> Result<(&[u8], &[u8]), &'static str> {
    let quoted = !matches!(rule, Rule::Html | Rule::Public) && address.first() == Some(&b'"');
    let start = if quoted { quoted_string::len(address).ok_or("local_part")? } else { 0 };
    let at = address[start..].iter().position(|&b| b == b'@').ok_or("missing_at")? + start;
    Ok((&address[..at], &address[at + 1..]))
}

fn limits(address: &[u8], local: &[u8]) -> Result<(), &'static str> {
    if local.len() > MAX_LOCAL_PART_OCTETS {
        return Err("local_part_too_long");
    }
    if address.len() > MAX_OCTETS { Err("too_long") } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_detail_is_told() {
        let x = |n| "x".repeat(n);
        let cases = [
            ("a@example.com".to_owned(), Ok(())),
            (String::new(), Err("missing_at")),
            ("a.example.com".to_owned(), Err("missing_at")),
            ("@example.com".to_owned(), Err("local_part")),
            ("a..b@example.com".to_owned(), Err("local_part")),
            ("a b@example.com".to_owned(), Err("local_part")),
            ("a@".to_owned(), Err("domain")),
            ("a@b@example.com".to_owned(), Err("domain")),
            ("a@example..com".to_owned(), Err("domain")),
            ("a@exa_mple.com".to_owned(), Err("domain")),
            ("a@example-.com".to_owned(), Err("domain")),
            ("a@[1.2.3.4]".to_owned(), Err("domain")),
            (format!("a@{}.com", x(63)), Ok(())),
            (format!("a@{}.com", x(64)), Err("label_too_long")),
            (format!("{}@example.com", x(64)), Ok(())),
            (format!("{}@example.com", x(65)), Err("local_part_too_long")),
            (format!("a@{0}.{0}.{0}.{1}", x(63), x(60)), Ok(())),
            (format!("a@{0}.{0}.{0}.{1}", x(63), x(61)), Err("too_long")),
            ("a@localhost".to_owned(), Err("single_label")),
            ("a@127.0.0.1".to_owned(), Err("numeric_tld")),
        ];
        for (address, expected) in cases {
            assert_eq!(verdict(address.as_bytes(), Rule::Public), expected, "{address}");
        }
    }

    #[test]
    fn a_literal_says_so() {
        assert_eq!(verdict(b"a@[1.2.3]", Rule::Rfc5321), Err("domain_literal"));
        assert_eq!(verdict(b"\"a@b\"@[1.2.3.4]", Rule::Rfc5321), Ok(()));
    }
}
