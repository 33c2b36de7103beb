//! Email addresses, under one of five rules: the HTML living standard, RFC 5321, RFC 6531, RFC 6531 without invisible
//! characters (`Rule::Idn`, with the feature `idn`), or the default for a public service ([`Rule::Public`]).
//!
//! The rules deliberately do not ask DNS, do not know the list of top-level domains, and do not accept the comments,
//! folding and display names of RFC 5322: those belong to message headers, not to addresses.
//!
//! Details of the code `invalid_email`, in the order in which they are looked for:
//! - `missing_at`: there is no `@`.
//! - `local_part`: the text before the `@` is not a local part under the rule. `Idn` looks for invisible characters last.
//! - `domain`, `label_too_long`: a label of the domain has a character that is not allowed there, or more than
//!   [`MAX_LABEL_OCTETS`]. `domain` also stands for labels that the Bidi rule (RFC 5893) does not allow together.
//! - `domain_literal`: an address in square brackets is wrong.
//! - `local_part_too_long`, `too_long`: more than [`MAX_LOCAL_PART_OCTETS`], more than [`MAX_OCTETS`]. `too_long` also
//!   stands for a domain outside ASCII that has more than 253 characters in ASCII (`xn--…`), as DNS has it.
//! - `single_label`, `numeric_tld` (`Public` only): the domain is one label, or its last label is all digits.
//!
//! ```
//! use unanimous::rule::email::{self, Rule};
//!
//! assert!(email::check("ann@example.com").is_ok());
//! assert_eq!(email::check("ann@localhost").unwrap_err().detail(), Some("single_label"));
//! assert!(email::check_as("ann@localhost", Rule::Html).is_ok());
//! ```

#[cfg(feature = "idn")]
mod characters;
mod dedupe;
pub(super) mod domain;
#[cfg(feature = "fast-paths")]
mod fast_path;
#[cfg(feature = "idn")]
mod invisible;
mod local_part;

use crate::quoted_string;
use crate::reason::{Code, Reason};
use crate::rule::{Fault, dns};

pub use crate::rule::dns::MAX_LABEL_OCTETS;
pub use dedupe::dedupe_key;

/// The most octets of an address. RFC 5321 section 4.5.3.1.3 allows 256 for a path, which adds `<` and `>` to it.
pub const MAX_OCTETS: usize = 254;
/// The most octets of a local part (RFC 5321 section 4.5.3.1.1).
pub const MAX_LOCAL_PART_OCTETS: usize = 64;

/// The rule that says which addresses are valid.
///
/// ```
/// use unanimous::rule::email::{Rule, check_as};
///
/// let quoted = "\"ann lee\"@[192.0.2.1]";
/// assert!(check_as(quoted, Rule::Rfc5321).is_ok());
/// assert!(check_as(quoted, Rule::Public).is_err());
/// assert_eq!(Rule::from_name("html"), Some(Rule::Html));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// Valid under both [`Html`](Self::Html) and [`Rfc5321`](Self::Rfc5321), with a domain of two or more labels of
    /// which the last is not all digits. Only such an address can receive mail from the public Internet.
    #[default]
    Public,
    /// Exactly a "valid e-mail address" of the HTML living standard, which `<input type="email">` accepts. Apart from
    /// its labels it has no length limit.
    Html,
    /// A `Mailbox` of RFC 5321 section 4.1.2 within its length limits, with quoted local parts and address literals.
    Rfc5321,
    /// A `Mailbox` of RFC 6531 section 3.3, which adds UTF-8 to RFC 5321: every character outside ASCII is allowed in a
    /// local part, U+200B (zero width space) too.
    #[cfg(feature = "idn")]
    Rfc6531,
    /// `Rfc6531` without invisible characters in the local part, which people paste by mistake: spaces outside ASCII,
    /// controls, format characters, variation selectors, private use, and code points that Unicode 17.0 has not assigned.
    /// The joiners U+200C and U+200D are allowed where IDNA allows them. The format `idn-email` has this rule.
    ///
    /// ```
    /// use unanimous::rule::email::{Rule, check_as};
    ///
    /// assert!(check_as("用户@例え.テスト", Rule::Idn).is_ok());
    /// let pasted = "\u{200b}用户@例え.テスト";
    /// assert_eq!(check_as(pasted, Rule::Idn).unwrap_err().detail(), Some("local_part"));
    /// assert!(check_as(pasted, Rule::Rfc6531).is_ok());
    /// ```
    #[cfg(feature = "idn")]
    Idn,
}

impl Rule {
    /// The rule named `public`, `html`, `rfc5321` or, with the feature `idn`, `rfc6531` or `idn`.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "public" => Some(Self::Public),
            "html" => Some(Self::Html),
            "rfc5321" => Some(Self::Rfc5321),
            #[cfg(feature = "idn")]
            "rfc6531" => Some(Self::Rfc6531),
            #[cfg(feature = "idn")]
            "idn" => Some(Self::Idn),
            _ => None,
        }
    }
}

/// Checks an address under the default rule, [`Rule::Public`].
///
/// # Errors
/// `invalid_email`, with one of the [details](self).
///
/// ```
/// use unanimous::rule::email;
///
/// assert!(email::check("o'brien@example.com").is_ok());
/// assert_eq!(email::check("example.com").unwrap_err().detail(), Some("missing_at"));
/// ```
#[inline]
pub fn check(address: &str) -> Result<(), Reason> {
    judge_public(address.as_bytes()).map_err(Fault::reason)
}

/// Checks an address under one rule.
///
/// # Errors
/// `invalid_email`, with one of the [details](self).
///
/// ```
/// use unanimous::rule::email::{Rule, check_as};
///
/// assert!(check_as("ann@localhost", Rule::Html).is_ok());
/// assert_eq!(check_as("ann..lee@example.com", Rule::Rfc5321).unwrap_err().detail(), Some("local_part"));
/// ```
pub fn check_as(address: &str, rule: Rule) -> Result<(), Reason> {
    judge(address.as_bytes(), rule).map_err(Fault::reason)
}

pub(crate) fn judge(address: &[u8], rule: Rule) -> Result<(), Fault> {
    if rule == Rule::Public { judge_public(address) } else { verdict(address, rule).map_err(fault) }
}

/// The default rule. It names no other rule, so that a small wasm module with this rule alone links none of the tables
/// that the others need.
fn judge_public(address: &[u8]) -> Result<(), Fault> {
    #[cfg(feature = "fast-paths")]
    if fast_path::is_public(address) {
        return Ok(());
    }
    public(address).map_err(fault)
}

const fn fault(detail: &'static str) -> Fault {
    Fault { code: Code::InvalidEmail, detail }
}

fn public(address: &[u8]) -> Result<(), &'static str> {
    let (local, domain) = split(address, false)?;
    local_part::dot_string(local, false)?;
    let shape = dns::check(domain)?;
    limits(address, local)?;
    if shape.labels < 2 {
        return Err("single_label");
    }
    if shape.last_is_numeric { Err("numeric_tld") } else { Ok(()) }
}

fn verdict(address: &[u8], rule: Rule) -> Result<(), &'static str> {
    let can_be_quoted = !matches!(rule, Rule::Html | Rule::Public);
    let (local, domain) = split(address, can_be_quoted)?;
    match rule {
        Rule::Public => public(address),
        Rule::Html => {
            local_part::html(local)?;
            dns::check(domain)?;
            Ok(())
        }
        Rule::Rfc5321 => {
            local_part::mailbox(local, false)?;
            match domain::literal(domain) {
                Some(literal) => literal?,
                None => dns::check(domain).map(drop)?,
            }
            limits(address, local)
        }
        #[cfg(feature = "idn")]
        Rule::Rfc6531 | Rule::Idn => {
            local_part::mailbox(local, true)?;
            match domain::literal(domain) {
                Some(literal) => literal?,
                None => domain::idn(domain)?,
            }
            limits(address, local)?;
            // This comes last, because it takes long for each character: by now a long local part has been refused.
            let are_allowed = |local| core::str::from_utf8(local).is_ok_and(characters::are_visible);
            if rule == Rule::Rfc6531 || are_allowed(local) { Ok(()) } else { Err("local_part") }
        }
    }
}

/// The local part and the domain: split at the first `@`, or at the first one after a quoted string.
fn split(address: &[u8], can_be_quoted: bool) -> Result<(&[u8], &[u8]), &'static str> {
    let is_quoted = can_be_quoted && address.first() == Some(&b'"');
    let start = if is_quoted { quoted_string::len(address).ok_or("local_part")? } else { 0 };
    // No index that could panic: a module with no other panic then links none of the standard library's texts.
    let after_quotes = address.get(start..).unwrap_or_default();
    let at = after_quotes.iter().position(|&b| b == b'@').ok_or("missing_at")? + start;
    address.get(..at).zip(address.get(at + 1..)).ok_or("missing_at")
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
    fn each_mistake_has_its_detail() {
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
    fn a_wrong_address_literal_has_a_detail_of_its_own() {
        assert_eq!(verdict(b"a@[1.2.3]", Rule::Rfc5321), Err("domain_literal"));
        assert_eq!(verdict(b"\"a@b\"@[1.2.3.4]", Rule::Rfc5321), Ok(()));
    }
}
