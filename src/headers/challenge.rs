//! The challenges of the `WWW-Authenticate` header (RFC 9110 section 11.6.1).

use alloc::string::String;

use super::trim_ows;
use crate::{quoted_string, strings};

/// Returns the content of the first quoted string that is the value of this parameter, in any challenge of the list.
///
/// A name inside another quoted string is text. Parameters may also lack the comma between them, as some servers send
/// them. A quoted string without its closing quote lasts to the end. The value of a parameter that is a token is not read.
pub(crate) fn quoted_parameter(challenges: &str, name: &str) -> Option<String> {
    let mut rest = challenges;
    loop {
        let (before, from_quote) = strings::split_at(rest, strings::find(rest, "\"")?);
        let len = quoted_string::len(from_quote.as_bytes()).unwrap_or(from_quote.len());
        let (quoted, after) = strings::split_at(from_quote, len);
        if ends_with_name(before, name) {
            return Some(quoted_string::content(quoted));
        }
        rest = after;
    }
}

/// Whether a text ends with this parameter name and its `=`. Names have no case (RFC 9110 section 11.2).
fn ends_with_name(text: &str, name: &str) -> bool {
    let Some(text) = trim_ows(text).strip_suffix('=').map(trim_ows) else { return false };
    let is_separator = |byte| matches!(byte, b' ' | b'\t' | b',');
    let start = text.bytes().rposition(is_separator).map_or(0, |at| at + 1);
    strings::split_at(text, start).1.eq_ignore_ascii_case(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_of_challenges() {
        let cases = [
            (r#"Bearer error="invalid_token""#, Some("invalid_token")),
            (r#"Bearer realm="a, b", error="invalid_token""#, Some("invalid_token")),
            (r#"Basic realm="a", Bearer scope="x y",error="invalid_token""#, Some("invalid_token")),
            (r#"Negotiate YII=, Bearer error="invalid_token""#, Some("invalid_token")),
            (r#"Bearer error="The \"access\" token, C:\\x""#, Some(r#"The "access" token, C:\x"#)),
            (r#"Bearer realm="error=\"x\"", error="y""#, Some("y")),
            (r#"Bearer realm="say error=", error="y""#, Some("y")),
            (r#"Bearer realm="\\", error="y""#, Some("y")),
            (r#"Bearer x_error="x", error_uri="u", error="y""#, Some("y")),
            (r#"Bearer realm="r" error="y""#, Some("y")),
            ("Bearer\tERROR \t= \"y\"", Some("y")),
            (r#"error="y""#, Some("y")),
            (r#"Bearer error="""#, Some("")),
            (r#"Bearer error="not closed"#, Some("not closed")),
            (r#"Bearer error="not closed\"#, Some("not closed")),
            (r#"Bearer error="é \é""#, Some("é é")),
            (r#"Bearer realm="r, error="y"#, None),
            ("Bearer error=y", None),
            (r#"Bearer error "y""#, None),
            (r#"Bearer ="y""#, None),
            ("Bearer", None),
            ("", None),
        ];
        for (challenges, expected) in cases {
            assert_eq!(quoted_parameter(challenges, "error").as_deref(), expected, "{challenges}");
        }
    }
}
