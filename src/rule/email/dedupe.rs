//! One key for all the spellings of one address.

use alloc::borrow::Cow;
use alloc::string::String;

use crate::cut;
use crate::reason::{Code, Reason};
#[cfg(feature = "idn")]
use crate::rule::lower;

/// The comparison key for unique leads: trimmed, the domain lower-cased and in ASCII (`xn--…`), the local part
/// lower-cased.
///
/// RFC 5321 section 2.4 lets a mail server tell `Ann@` from `ann@`; none that people use does, so one person stays
/// one lead. The key is for comparing only: write to the address as it was typed.
///
/// # Errors
/// `invalid_email` with the detail `missing_at` where there is no `@`, `local_part` where nothing stands before it,
/// `domain` where the domain has no ASCII form, and `needs_idn` for any address outside ASCII in a build without the
/// feature `idn`, which does not guess.
///
/// ```
/// use unanimous::rule::email::dedupe_key;
///
/// assert_eq!(dedupe_key(" Ann@Example.COM ").unwrap(), "ann@example.com");
/// ```
pub fn dedupe_key(address: &str) -> Result<String, Reason> {
    let invalid = |detail| Reason::new(Code::InvalidEmail).with_detail(detail);
    let (local, domain) = cut::last(address.trim(), "@").ok_or_else(|| invalid("missing_at"))?;
    if local.is_empty() {
        return Err(invalid("local_part"));
    }
    let domain = to_ascii(domain).map_err(invalid)?;
    Ok(to_lower(local).ok_or_else(|| invalid("needs_idn"))? + "@" + &domain.to_ascii_lowercase())
}

#[cfg_attr(feature = "idn", allow(clippy::unnecessary_wraps, reason = "the other build does not guess"))]
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
    fn keys() {
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
