//! URIs and URI references: the whole grammar of RFC 3986 appendix A.
//!
//! Only the syntax is judged: no scheme has rules of its own, a host may be empty, and a host such as `999.1.2.3` is a
//! registered name. Characters outside ASCII, spaces, `"`, `<`, `>`, `\`, `^`, backticks, `{`, `|` and `}` must be
//! percent-encoded. To check a URL that a server is to fetch, use `rule::safe_url`.
//!
//! Details of the code `invalid_uri`: `scheme` if a URI has none or a wrong one, `host` or `port` if these are wrong, otherwise
//! none.
//!
//! ```
//! use unanimous::rule::uri;
//!
//! assert!(uri::check("https://[2001:db8::1]:8080/a%20b?c#d").is_ok() && uri::check("urn:isbn:0451450523").is_ok());
//! assert_eq!(uri::check("/a").unwrap_err().detail(), Some("scheme"));
//! assert!(uri::check_reference("/a").is_ok());
//! ```

use super::ip;
use crate::reason::{Code, Reason};
use crate::rule::Fault;

/// Checks for a `URI` of RFC 3986 section 3: it has a scheme.
///
/// # Errors
/// `invalid_uri`, with one of the [details](self) or none.
pub fn check(text: &str) -> Result<(), Reason> {
    judge(text.as_bytes()).map_err(Fault::reason)
}

/// Checks for a `URI-reference` of RFC 3986 section 4.1: a URI, or a relative reference.
///
/// # Errors
/// `invalid_uri`, with one of the [details](self) or none.
///
/// ```
/// use unanimous::rule::uri::check_reference;
///
/// assert!(check_reference("../a?b").is_ok() && check_reference("//example.com").is_ok() && check_reference("").is_ok());
/// assert!(check_reference("a b").is_err() && check_reference("1:a").is_err());
/// ```
pub fn check_reference(text: &str) -> Result<(), Reason> {
    judge_reference(text.as_bytes()).map_err(Fault::reason)
}

pub(crate) fn judge(text: &[u8]) -> Result<(), Fault> {
    verdict(text, true)
}

pub(crate) fn judge_reference(text: &[u8]) -> Result<(), Fault> {
    verdict(text, false)
}

fn verdict(text: &[u8], needs_scheme: bool) -> Result<(), Fault> {
    reference(text, needs_scheme).map_err(|detail| Fault { code: Code::InvalidUri, detail })
}

/// The text before the first of some bytes, and the text from it on.
#[inline(never)]
fn split_before<'t>(text: &'t [u8], bytes: &[u8]) -> (&'t [u8], &'t [u8]) {
    let at = text.iter().position(|byte| bytes.contains(byte)).unwrap_or(text.len());
    text.split_at_checked(at).unwrap_or_default()
}

/// `URI-reference = URI / relative-ref`, in the order of RFC 3986 appendix B. The error is a detail.
fn reference(text: &[u8], needs_scheme: bool) -> Result<(), &'static str> {
    let (start, rest) = split_before(text, b":/?#");
    // A relative reference has no colon in its first segment, so the text before one is a scheme.
    let hierarchy = match rest.strip_prefix(b":") {
        Some(hierarchy) if is_scheme(start) => hierarchy,
        None if !needs_scheme => text,
        _ => return Err("scheme"),
    };
    let (hierarchy, fragment) = split_before(hierarchy, b"#");
    let (hierarchy, query) = split_before(hierarchy, b"?");
    let path = match hierarchy.strip_prefix(b"//") {
        Some(hierarchy) => {
            let (authority, path) = split_before(hierarchy, b"/");
            self::authority(authority)?;
            path
        }
        None => hierarchy,
    };
    let fragment = fragment.strip_prefix(b"#").unwrap_or_default();
    let fits = are_allowed(path, b":@/") && are_allowed(query, b":@/?") && are_allowed(fragment, b":@/?");
    if fits { Ok(()) } else { Err("") }
}

/// `scheme = ALPHA *( ALPHA / DIGIT / "+" / "-" / "." )`
fn is_scheme(text: &[u8]) -> bool {
    text.first().is_some_and(u8::is_ascii_alphabetic)
        && text.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

/// `authority = [ userinfo "@" ] host [ ":" port ]`
fn authority(text: &[u8]) -> Result<(), &'static str> {
    let (user, host) = split_before(text, b"@");
    let host = match host.strip_prefix(b"@") {
        Some(_) if !are_allowed(user, b":") => return Err(""),
        Some(host) => host,
        None => text,
    };
    let (is_host, port) = if let Some(literal) = host.strip_prefix(b"[") {
        let (literal, port) = split_before(literal, b"]");
        // Without the bracket, the rest is no port.
        (ip::is_v6(literal, ip::Form::Rfc4291) || is_ip_future(literal), port.strip_prefix(b"]").unwrap_or(b"]"))
    } else {
        let (name, port) = split_before(host, b":");
        (are_allowed(name, b""), port)
    };
    if !is_host {
        return Err("host");
    }
    let is_port = port.is_empty() || port.strip_prefix(b":").is_some_and(|port| port.iter().all(u8::is_ascii_digit));
    if is_port { Ok(()) } else { Err("port") }
}

/// `IPvFuture = "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )`
fn is_ip_future(text: &[u8]) -> bool {
    let [b'v' | b'V', rest @ ..] = text else { return false };
    let (version, address) = split_before(rest, b".");
    !version.is_empty()
        && version.iter().all(u8::is_ascii_hexdigit)
        && address.len() > 1
        && !address.contains(&b'%')
        && are_allowed(address, b":")
}

/// Whether a text is `*( unreserved / pct-encoded / sub-delims )` and bytes of `also`.
#[inline(never)]
fn are_allowed(text: &[u8], also: &[u8]) -> bool {
    let mut bytes = text.iter();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'%' => [bytes.next(), bytes.next()].iter().all(|digit| digit.is_some_and(u8::is_ascii_hexdigit)),
            b'!' | b'$' | b'&'..=b'.' | b';' | b'=' | b'_' | b'~' => true,
            _ => byte.is_ascii_alphanumeric() || also.contains(byte),
        };
        if !fits {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The detail; `Some("")` is an error without one.
    fn detail(verdict: Result<(), Fault>) -> Option<&'static str> {
        verdict.err().map(|fault| fault.detail)
    }

    #[test]
    fn uris() {
        let cases = [
            ("http://example.com", None),
            ("HTTP://EXAMPLE.COM:80/", None),
            ("a:", None),
            ("a+b-c.1:", None),
            ("a:b:c", None),
            ("a:/b", None),
            ("a:?b", None),
            ("a:#b", None),
            ("a://", None),
            ("a://:", None),
            ("a://@", None),
            ("a:///b//c", None),
            ("a://b:c:d@e:1/f", None),
            ("a://b%40c@d", None),
            ("a://999.0.0.01", None),
            ("a://[::1]", None),
            ("a://[::1]:", None),
            ("a://[1:2:3:4:5:6:7::]/", None),
            ("a://[v1.a:b]", None),
            ("a://[VF0.~]:1", None),
            ("a:b%2Fc%fF", None),
            ("a:-._~!$&'()*+,;=:@/?-._~!$&'()*+,;=:@/?#-._~!$&'()*+,;=:@/?", None),
            ("mailto:ann@example.com", None),
            ("urn:isbn:0451450523", None),
            ("", Some("scheme")),
            ("a", Some("scheme")),
            (":", Some("scheme")),
            ("//a", Some("scheme")),
            ("/a:b", Some("scheme")),
            ("?a:b", Some("scheme")),
            ("1a:", Some("scheme")),
            ("+a:", Some("scheme")),
            ("a_b:", Some("scheme")),
            (" a:", Some("scheme")),
            ("\u{e9}:", Some("scheme")),
            ("a://b:c", Some("port")),
            ("a://b:1:2", Some("port")),
            ("a://[::1]1", Some("port")),
            ("a://[::1", Some("port")),
            ("a://[::1]]", Some("port")),
            ("a://b c", Some("host")),
            ("a://b@c@d", Some("host")),
            ("a://b[]", Some("host")),
            ("a://[]", Some("host")),
            ("a://[127.0.0.1]", Some("host")),
            ("a://[::1%251]", Some("host")),
            ("a://[::01.2.3.4]", Some("host")),
            ("a://[v.a]", Some("host")),
            ("a://[v1.]", Some("host")),
            ("a://[v1]", Some("host")),
            ("a://[vg.a]", Some("host")),
            ("a://[v1.%41]", Some("host")),
            ("a://[@b", Some("")),
            ("a://b\\c", Some("host")),
            ("a:b c", Some("")),
            ("a:[::1]", Some("")),
            ("a:b#c#d", Some("")),
            ("a:b?c[", Some("")),
            ("a:%", Some("")),
            ("a:%4", Some("")),
            ("a:%4g", Some("")),
            ("a:%%41", Some("")),
            ("a:\u{e9}", Some("")),
            ("a:b\n", Some("")),
            ("a:\u{7f}", Some("")),
            ("a:\"", Some("")),
            ("a:<b>", Some("")),
            ("a:{b}", Some("")),
            ("a:b|c", Some("")),
            ("a:b^c", Some("")),
            ("a:b`c", Some("")),
        ];
        for (text, expected) in cases {
            assert_eq!(detail(judge(text.as_bytes())), expected, "{text}");
            // A URI is a reference too; what is no URI only for want of a scheme is judged below.
            if expected != Some("scheme") {
                assert_eq!(detail(judge_reference(text.as_bytes())), expected, "{text}");
            }
        }
        assert_eq!(check("a"), Err(Reason::new(Code::InvalidUri).with_detail("scheme")));
        assert_eq!(check("a:%"), Err(Reason::new(Code::InvalidUri)));
    }

    #[test]
    fn relative_references() {
        let cases = [
            ("", None),
            ("a", None),
            ("a/b:c", None),
            ("./a:b", None),
            ("/a:b", None),
            ("?a:b", None),
            ("#a:b", None),
            ("../a?b#c", None),
            ("//a", None),
            ("//", None),
            ("//a:1/b", None),
            ("///", None),
            ("1:a", Some("scheme")),
            (":a", Some("scheme")),
            ("a%3:b", Some("scheme")),
            ("//a:b", Some("port")),
            ("//[", Some("host")),
            ("a b", Some("")),
            ("\\a", Some("")),
            ("/[a]", Some("")),
            ("#a#b", Some("")),
            ("%", Some("")),
            ("\u{e9}", Some("")),
        ];
        for (text, expected) in cases {
            assert_eq!(detail(judge_reference(text.as_bytes())), expected, "{text}");
        }
    }
}
