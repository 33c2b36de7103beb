//! The short way: a URL that is canonical already is read byte by byte, without a parse and without an allocation.
//!
//! The scan takes only what `url` would take and print again unchanged, and takes no risks: whatever it is not sure
//! of goes the long way. `tests/safe_url_scan.rs` holds it against the parser.

use std::net::Ipv4Addr;

use super::policy::Scheme;
use super::{Host, Target};

/// May stand in a path as it is. The path percent-encode set (URL standard section 1.3) has fewer exclusions: brackets,
/// `^` and `|` are left out because parsers changed their minds about them.
const PATH: u8 = 1;
/// May stand in a query as it is: the same without `'`, which the special-query percent-encode set holds.
const QUERY: u8 = 2;
/// May stand in a host as it is: lower case, so nothing is mapped.
const HOST: u8 = 4;

static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => PATH | QUERY | HOST,
            b'A'..=b'Z'
            | b'~'
            | b'!'
            | b'$'
            | b'&'
            | b'('
            | b')'
            | b'*'
            | b'+'
            | b','
            | b';'
            | b'='
            | b':'
            | b'@'
            | b'/'
            | b'%' => PATH | QUERY,
            b'\'' => PATH,
            b'?' => QUERY,
            _ => 0,
        };
        byte += 1;
    }
    table
}

/// The parts of a URL that is canonical ASCII; none for any other, right or wrong.
pub(super) fn canonical(url: &str) -> Option<Target<'_>> {
    let (scheme, rest) = if let Some(rest) = url.strip_prefix("https://") {
        (Scheme::Https, rest)
    } else {
        (Scheme::Http, url.strip_prefix("http://")?)
    };
    let host_end = rest.bytes().position(|b| !is(b, HOST))?;
    let host = host(&rest[..host_end])?;
    let (port, path) = port(&rest[host_end..], scheme)?;
    is_canonical_path(path.as_bytes()).then_some(Target { scheme, host, port })
}

fn is(byte: u8, class: u8) -> bool {
    CLASS[usize::from(byte)] & class != 0
}

/// A name that ends in a label of letters, with no A-label in it, or an IPv4 address in four decimal numbers.
fn host(text: &str) -> Option<Host<'_>> {
    let mut last = text;
    for label in text.split('.') {
        if label.is_empty() || label.starts_with("xn--") {
            return None;
        }
        last = label;
    }
    if last.bytes().all(|b| b.is_ascii_lowercase()) {
        return Some(Host::Name(text));
    }
    text.parse::<Ipv4Addr>().ok().map(Host::Ipv4)
}

/// The port, and what follows it, which must be a path.
fn port(text: &str, scheme: Scheme) -> Option<(u16, &str)> {
    let Some(text) = text.strip_prefix(':') else { return Some((scheme.default_port(), text)) };
    let (digits, path) = text.split_at(text.find('/')?);
    // No sign, no zero in front, and no default port, which the canonical form leaves out.
    if !digits.bytes().all(|b| b.is_ascii_digit()) || digits.starts_with('0') {
        return None;
    }
    let port: u16 = digits.parse().ok()?;
    (port != scheme.default_port()).then_some((port, path))
}

fn is_canonical_path(text: &[u8]) -> bool {
    let path_end = text.iter().position(|&b| !is(b, PATH)).unwrap_or(text.len());
    let (path, rest) = text.split_at(path_end);
    if path.first() != Some(&b'/') || path.split(|&b| b == b'/').any(may_be_dots) {
        return false;
    }
    let rest = match rest.split_first() {
        Some((b'?', rest)) => &rest[rest.iter().position(|&b| !is(b, QUERY)).unwrap_or(rest.len())..],
        _ => rest,
    };
    match rest.split_first() {
        None => true,
        // The fragment's own set is wider; this is what both sets leave alone.
        Some((b'#', fragment)) => fragment.iter().all(|&b| is(b, QUERY)),
        Some(_) => false,
    }
}

/// Whether a path segment may be `.` or `..`, which a parser takes away, percent-encoded too.
fn may_be_dots(segment: &[u8]) -> bool {
    match segment {
        [b'.'] | [b'.', b'.'] | [b'.', b'%', ..] => true,
        [b'%', b'2', e, ..] => e.eq_ignore_ascii_case(&b'e'),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_the_short_way() {
        let short = [
            "https://example.com/",
            "http://example.com:8080/a/b?c=d&e=f%20#g",
            "https://8.8.8.8/",
            "https://example.com/.well-known/x",
            "https://example.com/a..b/...a/%2f/%00",
            "https://_acme.example.com//a",
        ];
        for url in short {
            assert!(canonical(url).is_some(), "{url}");
        }
        let long = [
            "HTTPS://example.com/",
            "https://Example.com/",
            "https://example.com",
            "https://example.com?",
            "https://example.com./",
            "https://example.com:443/",
            "https://example.com:080/",
            "https://example.com:/",
            "https://example.com:+80/",
            "https://example.com/./",
            "https://example.com/a/..",
            "https://example.com/%2E/",
            "https://example.com/.%2e",
            "https://example.com/ ",
            "https://example.com/é",
            "https://example.com/?'",
            "https://example.com/#a#b",
            "https://xn--e1afmkfd.com/",
            "https://127.1/",
            "https://a@example.com/",
            "https://[2606:4700:4700::1111]/",
            "https:///",
            "ftp://example.com/",
        ];
        for url in long {
            assert!(canonical(url).is_none(), "{url}");
        }
    }
}
