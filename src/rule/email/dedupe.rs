//! A key by which two spellings of one address compare equal.

#[cfg(feature = "idn")]
use alloc::borrow::Cow;
use alloc::string::String;

use super::{Rule, fault, verdict};
use crate::reason::Reason;
#[cfg(feature = "idn")]
use crate::rule::{lower, u_label};
use crate::strings;

/// Returns the key by which addresses are compared: without white space around it, the local part in lower case, the domain
/// in lower case and in ASCII (`xn--…`). In the local part, a `ς` is a `σ`, because both are the small letter of `Σ`,
/// and a letter and its accent are one character where Unicode has one that UTS #46 keeps.
///
/// Only a text that is valid under [`Rule::Html`] or `Rule::Idn`, once it is trimmed, has a key. That includes every address
/// that is valid under `Public` or `Rfc5321`. Other texts have no key, because two of them may look the same and still
/// differ, for example by a pasted U+200B.
///
/// RFC 5321 section 2.4 allows a mail server to treat `Ann@` and `ann@` as two mailboxes. The servers that people use
/// do not, so one person gets one key. The key is for comparing only: send mail to the address as it was typed.
///
/// # Errors
/// `invalid_email`, with one of these details:
/// - one of the [details](super) of `Rule::Idn`: the text is not an address.
/// - `needs_idn`: the text is not ASCII, and the build lacks the feature `idn`.
///
/// ```
/// use unanimous::rule::email::dedupe_key;
///
/// assert_eq!(dedupe_key(" Ann@Example.COM ").unwrap(), "ann@example.com");
/// assert_eq!(dedupe_key("ann lee@example.com").unwrap_err().detail(), Some("local_part"));
/// ```
// Inlined into the crate `unanimous-wasm`, it would be compiled at that crate's level `s` and not at `z`: more bytes.
#[cfg_attr(feature = "fast-paths", inline(never))]
pub fn dedupe_key(address: &str) -> Result<String, Reason> {
    let address = strings::trim(address);
    key(address).map_err(|detail| fault(detail).reason())
}

fn key(address: &str) -> Result<String, &'static str> {
    #[cfg(feature = "idn")]
    let widest = Rule::Idn;
    #[cfg(not(feature = "idn"))]
    let widest = if address.is_ascii() { Rule::Rfc5321 } else { return Err("needs_idn") };
    if verdict(address.as_bytes(), Rule::Html).is_err() {
        verdict(address.as_bytes(), widest)?;
    }
    // A quoted local part may hold an `@`.
    let (local, domain) = strings::rsplit_once(address, "@").ok_or("missing_at")?;
    #[cfg(feature = "idn")]
    let domain = if domain.is_ascii() {
        Cow::Borrowed(domain)
    } else {
        Cow::Owned(idna::domain_to_ascii(domain).map_err(|_| "domain")?)
    };
    Ok(to_lower(local) + "@" + &domain.to_ascii_lowercase())
}

fn to_lower(local: &str) -> String {
    #[cfg(feature = "idn")]
    if !local.is_ascii() {
        return u_label::composed(&lower::text(local));
    }
    local.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_their_keys() {
        let cases = [
            ("a@b.example", Ok("a@b.example")),
            ("\tA.B+c@EXAMPLE.com\n", Ok("a.b+c@example.com")),
            ("\"a@b\"@Example.com", Ok("\"a@b\"@example.com")),
            ("example.com", Err("missing_at")),
            ("@example.com", Err("local_part")),
            ("a@", Err("domain")),
            ("a b@x y", Err("local_part")),
            ("a@@b", Err("domain")),
            ("a@b@c.example", Err("domain")),
            ("a..b@c.example", Ok("a..b@c.example")),
            ("a b", Err("missing_at")),
            ("\"A B\"@[IPv6:::1]", Ok("\"a b\"@[ipv6:::1]")),
            ("\"A@B\"@c@d", Err("domain")),
            ("a@b_c", Err("domain")),
            ("", Err("missing_at")),
        ];
        for (address, expected) in cases {
            let key = dedupe_key(address);
            assert_eq!(key.as_deref().map_err(|reason| reason.detail().unwrap()), expected, "{address:?}");
        }
    }

    #[cfg(feature = "idn")]
    #[test]
    fn unicode_domains_become_ascii() {
        assert_eq!(dedupe_key("ÄNN@BÜCHER.example").unwrap(), "änn@xn--bcher-kva.example");
        assert_eq!(dedupe_key("\u{a0}ann@example.com\u{2028}").unwrap(), "ann@example.com");
        assert_eq!(dedupe_key("\u{feff}ann@example.com").unwrap_err().detail(), Some("local_part"));
        assert_eq!(dedupe_key("ann@bücher。example").unwrap_err().detail(), Some("domain"));
        assert_eq!(dedupe_key("a@\u{fffd}.example").unwrap_err().detail(), Some("domain"));
    }
}
