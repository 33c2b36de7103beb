//! The origin of the edge function.

use std::str::FromStr;

/// An origin such as `http://127.0.0.1:8787`, which is written into the Content-Security-Policy.
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
        let origin = text.strip_suffix('/').unwrap_or(text);
        let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://")).unwrap_or_default();
        // `;` and `,` would end a directive of the Content-Security-Policy.
        let is_plain = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:[]".contains(c));
        is_plain.then(|| Self(origin.into())).ok_or("expected an http or https origin, such as http://127.0.0.1:8787")
    }
}
