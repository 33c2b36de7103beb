//! A key by which two spellings of one address compare equal.

use alloc::borrow::Cow;
use alloc::string::String;

use crate::reason::{Code, Reason};
#[cfg(feature = "idn")]
use crate::rule::lower;
use crate::strings;

/// Returns the key by which addresses are compared: trimmed, the local part in lower case, the domain in lower case and
/// in ASCII (`xn--…`).
///
/// RFC 5321 section 2.4 allows a mail server to treat `Ann@` and `ann@` as two mailboxes. The servers that people use
/// do not, so one person gets one key. The key is for comparing only: send mail to the address as it was typed.
///
/// # Errors
/// `invalid_email`, with one of these details:
/// - `missing_at`: there is no `@`.
/// - `local_part`: nothing stands before the `@`.
/// - `domain`: the domain has no ASCII form.
/// - `needs_idn`: the address is not ASCII, and the build lacks the feature `idn`.
///
/// ```
/// use unanimous::rule::email::dedupe_key;
///
/// assert_eq!(dedupe_key(" Ann@Example.COM ").unwrap(), "ann@example.com");
/// ```
pub fn dedupe_key(address: &str) -> Result<String, Reason> {
    let invalid = |detail| Reason::new(Code::InvalidEmail).with_detail(detail);
    let (local, domain) = strings::rsplit_once(address.trim(), "@").ok_or_else(|| invalid("missing_at"))?;
    if local.is_empty() {
        return Err(invalid("local_part"));
    }
    let domain = to_ascii(domain).map_err(invalid)?;
    Ok(to_lower(local).ok_or_else(|| invalid("needs_idn"))? + "@" + &domain.to_ascii_lowercase())
}

#[cfg_attr(feature = "idn", allow(clippy::unnecessary_wraps, reason = "a build without `idn` returns None"))]
fn to_lower(local: &str) -> Option<String> {
    if local.is_ascii() {
        return Some(local.to_ascii_lowercase());
    }
    #[cfg(feature = "idn")]
    return Some(lower::text(local));
    #[cfg(not(feature = "idn"))]
    None
}

fn to_ascii(domain: &str) -> Result<Cow<'_, str>, &'static str> {
    if domain.is_ascii() {
        return if domain.is_empty() { Err("domain") } else { Ok(Cow::Borrowed(domain)) };
    }
    #[cfg(feature = "idn")]
    return idna::domain_to_ascii(domain).ok().filter(|ascii| !ascii.is_empty()).map(Cow::Owned).ok_or("domain");
    #[cfg(not(feature = "idn"))]
    Err("needs_idn")
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
        assert_eq!(dedupe_key("a@\u{fffd}.example").unwrap_err().detail(), Some("domain"));
    }
}
