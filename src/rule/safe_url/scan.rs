//! The short way: a URL that is canonical already is judged without a parse and without an allocation.
//!
//! It takes only what `url` would take and print again unchanged, and takes no risks: whatever it is not sure of goes the
//! long way, and so does what is rare. `tests/safe_url_scan.rs` holds it against the parser.

use core::mem;

use super::policy::Scheme;
use crate::rule::places::{self, equal, within};

/// A URL that is canonical ASCII.
pub(super) struct Canonical<'u> {
    pub(super) scheme: Scheme,
    /// Two labels or more within their limits, in lower case and none of them an A-label.
    pub(super) host: &'u [u8],
    /// Where the last of them begins.
    pub(super) last: usize,
    pub(super) port: u16,
}

/// Where what stands among up to 64 bytes of a URL.
#[derive(Default)]
struct Places {
    /// What a host may hold: letters in lower case, so that nothing is mapped, digits, `-`, `_` and `.`.
    host: u64,
    hyphen: u64,
    slash: u64,
    /// `.` and `%`.
    dot: u64,
    /// What may stand in a path and in a query as it is. The path percent-encode set (URL standard section 1.3) has fewer
    /// exclusions: brackets, `^` and `|` are left out because parsers changed their minds about them; so is `'`, which the
    /// special-query percent-encode set holds.
    rest: u64,
}

impl Places {
    fn of(bytes: &[u8]) -> Self {
        let mut found = Self::default();
        places::each(bytes, |bytes, at| {
            let (hyphen, slash, dot) = (equal(bytes, b'-'), equal(bytes, b'/'), equal(bytes, b'.'));
            let common = within(bytes, b'a', b'z') | equal(bytes, b'_');
            let marks = within(bytes, b'$', b';') ^ equal(bytes, b'\'') | equal(bytes, b'=') | equal(bytes, b'~');
            found.host |= places::of(common | within(bytes, b'0', b'9') | hyphen | dot, at);
            found.hyphen |= places::of(hyphen, at);
            found.slash |= places::of(slash, at);
            found.dot |= places::of(dot | equal(bytes, b'%'), at);
            // From `?` over `@` to the capitals.
            found.rest |= places::of(common | marks | within(bytes, b'?', b'Z'), at);
        });
        found
    }

    /// Whether all that stands in these places may stand behind a host, and no segment of the path begins as `.` and `..` do,
    /// which a parser takes away. The lowest bit of `behind` says whether a slash stands before the first byte.
    fn is_canonical(&self, places: u64, behind: u64) -> bool {
        let dots = self.dot & (self.slash << 1 | behind);
        places & (!self.rest | dots) == 0
    }
}

/// The parts of a URL that is canonical ASCII; none for any other, right or wrong.
pub(super) fn canonical(url: &[u8]) -> Option<Canonical<'_>> {
    let (scheme, start) = match url {
        [b'h', b't', b't', b'p', b's', b':', b'/', b'/', ..] => (Scheme::Https, 8),
        [b'h', b't', b't', b'p', b':', b'/', b'/', ..] => (Scheme::Http, 7),
        _ => return None,
    };
    let (beginning, rest) = url.split_at(url.len().min(places::MAX));
    let places = Places::of(beginning);
    let (last, end) = host(&places, start)?;
    let host = url.get(start..end)?;
    let (port, end) = if url.get(end)? == &b':' { port(url, end + 1, scheme)? } else { (scheme.default_port(), end) };
    let path = u64::MAX.checked_shl(u32::try_from(end).ok()?)? & places::all(beginning.len());
    // A path begins there, with a slash.
    let canonical = places.slash & path & path.wrapping_neg() != 0
        && places.is_canonical(path, 0)
        && (rest.is_empty() || is_canonical_rest(rest, &places));
    canonical.then_some(Canonical { scheme, host, last: last - start, port })
}

/// Whether all that stands behind the places of its beginning may stand in a canonical URL.
fn is_canonical_rest(rest: &[u8], beginning: &Places) -> bool {
    let mut slash = beginning.slash;
    rest.chunks(places::MAX).all(|part| {
        let places = Places::of(part);
        let behind = mem::replace(&mut slash, places.slash) >> (places::MAX - 1);
        places.is_canonical(places::all(part.len()), behind)
    })
}

/// Where the last label of a host begins, and where the host ends, if it is one of two labels or more, no A-label among them.
/// Both are before the end of the places, so no host is too long.
fn host(places: &Places, start: usize) -> Option<(usize, usize)> {
    let behind_scheme = u64::MAX << start;
    let end = (behind_scheme & !places.host).trailing_zeros();
    let mark = 1_u64.checked_shl(end)?;
    let host = behind_scheme & (mark - 1);
    let (dots, hyphens) = (host & places.dot, host & places.hyphen);
    let labels = dots << 1 | 1 << start;
    // The third and fourth of `xn--`; other labels that have them there go the long way with it.
    let a_labels = hyphens >> 2 & hyphens >> 3;
    let plain = dots != 0 && labels & (dots | mark | a_labels) == 0;
    plain.then_some((places::MAX - dots.leading_zeros() as usize, end as usize))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_the_short_way() {
        let short = [
            "https://example.com/",
            "http://example.com:8080/a/b?c=d&e=f%20/?",
            "https://8.8.8.8/",
            "https://example.a1/",
            "https://_acme.example.com//a",
            "https://a-b.example.com/a./b..%2e/~x@y",
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
            "https://example.com/.well-known/x",
            "https://example.com/'",
            "https://example.com/!",
            "https://example.com/#g",
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
