//! The origin of the edge function.

use std::str::FromStr;

use axum::http::Uri;

/// An origin such as `http://127.0.0.1:8787`.
///
/// It is written into the Content-Security-Policy, so parsing keeps only scheme and authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EdgeOrigin(String);

impl EdgeOrigin {
    /// The origin, with no slash at its end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for EdgeOrigin {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const EXPECTED: &str = "expected an http or https origin, such as http://127.0.0.1:8787";
        let uri: Uri = text.parse().map_err(|_| EXPECTED)?;
        let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https")).ok_or(EXPECTED)?;
        let authority = uri.authority().ok_or(EXPECTED)?.as_str();
        // The characters of a host and port. `;` and `,` would end a directive of the Content-Security-Policy.
        let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
        if authority.chars().all(plain) && uri.path() == "/" && uri.query().is_none() {
            Ok(Self(format!("{scheme}://{authority}")))
        } else {
            Err(EXPECTED)
        }
    }
}
