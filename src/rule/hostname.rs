//! Host names: RFC 1123 section 2.1, with the A-labels of RFC 5890 section 2.3.2.1.
//!
//! - Labels of 1 to 63 ASCII letters, digits and inner hyphens, with dots between them; 253 characters in all. One label is
//!   enough, and there is no dot at the end.
//! - A label that begins with `xn--` in either case is an A-label: it is the Punycode of a label that
//!   [`idn_hostname`] allows.
//!
//! Needs the feature `idn`, because A-labels need the tables of IDNA. An address such as `192.0.2.1` has the form of a host
//! name and is accepted.
//!
//! Details of the code `invalid_hostname`: `too_long`, `label_too_long`, otherwise none.
//!
//! ```
//! use unanimous::rule::hostname;
//!
//! assert!(hostname::check("www.example.com").is_ok());
//! assert!(hostname::check("xn--bcher-kva.example").is_ok());
//! assert_eq!(hostname::check("host_name").unwrap_err().code().as_str(), "invalid_hostname");
//! ```

pub use super::dns::MAX_CHARACTERS;
use super::dns::{self, is_a_label};
use super::idn_hostname;
use crate::reason::{Code, Reason};
use crate::rule::Fault;

/// Checks for a host name.
///
/// # Errors
/// `invalid_hostname`, with one of the [details](self) or none.
pub fn check(text: &str) -> Result<(), Reason> {
    judge(text.as_bytes()).map_err(Fault::reason)
}

pub(crate) fn judge(text: &[u8]) -> Result<(), Fault> {
    verdict(text).map_err(|detail| Fault { code: Code::InvalidHostname, detail })
}

/// The error is a detail.
fn verdict(text: &[u8]) -> Result<(), &'static str> {
    dns::check(text).map_err(|detail| if detail == "label_too_long" { detail } else { "" })?;
    if text.len() > MAX_CHARACTERS {
        return Err("too_long");
    }
    if text.split(|&byte| byte == b'.').any(is_a_label) { idn_hostname::verdict(text) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::String;

    /// The detail; `Some("")` is an error without one.
    fn detail(text: &str) -> Option<&'static str> {
        judge(text.as_bytes()).err().map(|fault| fault.detail)
    }

    #[test]
    fn labels_are_letters_digits_and_inner_hyphens() {
        let cases = [
            ("a", None),
            ("1", None),
            ("www.example.com", None),
            ("EXAMPLE.com", None),
            ("a-b.c--d.ab--cd", None),
            ("192.0.2.1", None),
            ("xn--bcher-kva", None),
            ("XN--BCHER-KVA.example", None),
            ("xn--ll-0ea", None),
            ("", Some("")),
            (".", Some("")),
            ("a.", Some("")),
            (".a", Some("")),
            ("a..b", Some("")),
            ("-a", Some("")),
            ("a-.b", Some("")),
            ("a_b", Some("")),
            ("a b", Some("")),
            ("a\n", Some("")),
            ("b\u{fc}cher", Some("")),
            ("\u{212a}", Some("")),
            ("a\u{3002}b", Some("")),
            ("xn--", Some("")),
            ("xn--x", Some("")),
            ("xn--a-", Some("")),
            ("xn--al-0ea", Some("")),
            ("a.xn--7a", Some("")),
        ];
        for (text, expected) in cases {
            assert_eq!(detail(text), expected, "{text}");
        }
        assert_eq!(check("a_b"), Err(Reason::new(Code::InvalidHostname)));
    }

    #[test]
    fn lengths_have_limits() {
        let label = "a".repeat(63);
        let name = |last: usize| [&*label, &*label, &*label, &"a".repeat(last)].join(".");
        let cases: [(String, _); 5] = [
            (label.clone(), None),
            (label.clone() + "a", Some("label_too_long")),
            (name(61), None),
            (name(62), Some("too_long")),
            (name(63), Some("too_long")),
        ];
        for (text, expected) in cases {
            assert_eq!(detail(&text), expected, "{}", text.len());
        }
    }
}
