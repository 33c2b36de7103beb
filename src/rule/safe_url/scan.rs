//! The short way: a URL that is canonical already is read byte by byte, without a parse and without an allocation.
//!
//! The scan takes only what `url` would take and print again unchanged, and takes no risks: whatever it is not sure
//! of goes the long way. `tests/safe_url_scan.rs` holds it against the parser.

use std::net::Ipv4Addr;

use super::names::{MAX_HOST_OCTETS, MAX_LABEL_OCTETS};
use super::policy::Scheme;
use super::{Host, Target};
use crate::rule::class::{Classes, run};

/// May stand in a segment of a path as it is. The path percent-encode set (URL standard section 1.3) has fewer exclusions:
/// brackets, `^` and `|` are left out because parsers changed their minds about them.
const SEGMENT: u8 = 1;
/// May stand in a query as it is: the same without `'`, which the special-query percent-encode set holds.
const QUERY: u8 = 2;
/// May stand in a label of a host as it is: lower case, so nothing is mapped.
const LABEL: u8 = 4;

static CLASS: Classes = classes();

const fn classes() -> Classes {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    while byte < 128 {
        table[byte as usize] = match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => SEGMENT | QUERY | LABEL,
            b'A'..=b'Z'
            | b'.'
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
            | b'%' => SEGMENT | QUERY,
            b'\'' => SEGMENT,
            b'/' | b'?' => QUERY,
            _ => 0,
        };
        byte += 1;
    }
    table
}

/// The parts of a URL that is canonical ASCII; none for any other, right or wrong.
pub(super) fn canonical(bytes: &[u8]) -> Option<Target<'_>> {
    let (scheme, start) = match bytes {
        [b'h', b't', b't', b'p', b's', b':', b'/', b'/', ..] => (Scheme::Https, 8),
        [b'h', b't', b't', b'p', b':', b'/', b'/', ..] => (Scheme::Http, 7),
        _ => return None,
    };
    let (host, end) = host(bytes, start)?;
    let (port, end) = if bytes[end] == b':' { port(bytes, end + 1, scheme)? } else { (scheme.default_port(), end) };
    is_canonical_path(bytes, end).then_some(Target { scheme, host, port })
}

/// A name of two labels or more within its limits, no A-label in it, the last one of letters alone; or an IPv4 address
/// in four decimal numbers. And where it ends, which is before the end of the URL.
fn host(bytes: &[u8], start: usize) -> Option<(Host<'_>, usize)> {
    let mut at = start;
    let (last, end) = loop {
        let label = bytes.get(at..)?;
        let label = &label[..run(label, &CLASS, LABEL)];
        // The third and fourth of `xn--`; other labels that have them there go the long way with it.
        if !is_label(label.len()) || matches!(label, [_, _, b'-', b'-', ..]) {
            return None;
        }
        let end = at + label.len();
        // There is something behind a host, a `/` at least.
        if *bytes.get(end)? != b'.' {
            break (at, end);
        }
        at = end + 1;
    };
    if end - start > MAX_HOST_OCTETS {
        return None;
    }
    let text = std::str::from_utf8(bytes.get(start..end)?).ok()?;
    if bytes.get(last..end)?.iter().any(|byte| !byte.is_ascii_lowercase()) {
        return text.parse::<Ipv4Addr>().ok().map(|address| (Host::Ipv4(address), end));
    }
    (last != start).then_some((Host::PlainName { name: text, last: last - start }, end))
}

#[inline]
const fn is_label(length: usize) -> bool {
    length != 0 && length <= MAX_LABEL_OCTETS
}

/// The port, and where it ends. No sign, no zero in front, and no default port, which the canonical form leaves out.
fn port(bytes: &[u8], start: usize, scheme: Scheme) -> Option<(u16, usize)> {
    let (mut at, mut port) = (start, 0_u16);
    while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
        port = port.checked_mul(10)?.checked_add(u16::from(digit - b'0'))?;
        at += 1;
    }
    let canonical = at > start && bytes[start] != b'0' && port != scheme.default_port();
    canonical.then_some((port, at))
}

/// Whether a path begins here, and all from here on is canonical.
fn is_canonical_path(bytes: &[u8], start: usize) -> bool {
    let Some(mut rest) = bytes.get(start..) else { return false };
    if rest.first() != Some(&b'/') {
        return false;
    }
    while let [b'/', segment @ ..] = rest {
        if may_be_dots(segment) {
            return false;
        }
        rest = after(segment, SEGMENT);
    }
    if let [b'?', query @ ..] = rest {
        rest = after(query, QUERY);
    }
    // The fragment's own set is wider; this is what both sets leave alone.
    if let [b'#', fragment @ ..] = rest {
        rest = after(fragment, QUERY);
    }
    rest.is_empty()
}

/// What follows the bytes of a class.
#[inline]
fn after(bytes: &[u8], class: u8) -> &[u8] {
    bytes.get(run(bytes, &CLASS, class)..).unwrap_or_default()
}

/// Whether the path segment here may be `.` or `..`, which a parser takes away, percent-encoded too.
#[inline]
fn may_be_dots(rest: &[u8]) -> bool {
    match rest {
        [b'.', b'.', rest @ ..] | [b'.', rest @ ..] if matches!(rest, [] | [b'/' | b'?' | b'#', ..]) => true,
        [b'.', b'%', ..] => true,
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
            "https://a-b.example.com/.a/..%2e/%2/x'",
            "https://xn-a.xn.com/",
        ];
        for url in short {
            assert!(canonical(url.as_bytes()).is_some(), "{url}");
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
            "https://ab--c.com/",
            "https://localhost/",
            "https://a..com/",
            "https://.com/",
            "https://example.com/..",
            "https://example.com/a/.?b",
            "https://example.com/a/..#b",
            "https://example.com/./a",
            "https://example.com/?a#b c",
            "https://example.com/#?#",
            "https://127.1/",
            "https://a@example.com/",
            "https://[2606:4700:4700::1111]/",
            "https:///",
            "ftp://example.com/",
        ];
        for url in long {
            assert!(canonical(url.as_bytes()).is_none(), "{url}");
        }
    }
}
