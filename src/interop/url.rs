//! The `url` crate: a parsed [`Url`] as input of the URL guard, and an accepted URL as a [`Url`]. Needs the feature
//! `url`.

use alloc::string::ToString as _;

use url::Url;

use crate::reason::{Code, Reason};
use crate::rule::safe_url::{self, Policy, SafeUrl};

/// Checks a URL that is parsed already, by its serialization.
///
/// The parser has mended what a strict reader refuses (backslashes, tabs, `0x7f.1`), so check the text that a stranger
/// wrote with [`safe_url::check`] wherever you still have it.
///
/// # Errors
/// As [`safe_url::check`].
///
/// ```
/// use unanimous::interop::url::check_parsed;
/// use unanimous::rule::safe_url::Policy;
/// use url::Url;
///
/// let url = Url::parse("https://127.0.0.1/")?;
/// assert_eq!(check_parsed(&url, &Policy::default()).unwrap_err().detail(), Some("loopback"));
/// # Ok::<(), url::ParseError>(())
/// ```
pub fn check_parsed<'u>(url: &'u Url, policy: &Policy) -> Result<SafeUrl<'u>, Reason> {
    safe_url::check(url.as_str(), policy)
}

/// The canonical URL, parsed.
impl TryFrom<SafeUrl<'_>> for Url {
    type Error = Reason;

    fn try_from(safe: SafeUrl<'_>) -> Result<Self, Reason> {
        Self::parse(&safe.href).map_err(|error| Reason::new(Code::InvalidUrl).with_text(error.to_string()))
    }
}
