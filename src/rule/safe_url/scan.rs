//! The scanner of the fast path: takes a URL that is already canonical apart, without a parse and without an
//! allocation.
//!
//! It accepts only texts that the crate `url` parses and prints unchanged. Every doubtful or rare text takes the slow
//! path. `tests/safe_url_scan.rs` compares both paths with each other and with `url`.

use core::mem;

use super::policy::Scheme;
use crate::rule::byte_masks::{self, equal, in_range, mask};

/// A URL that is canonical ASCII.
pub(super) struct Canonical<'u> {
    pub(super) scheme: Scheme,
    /// Two labels or more within their limits, in lower case and none of them an A-label.
    pub(super) host: &'u [u8],
    /// The index in `host` where the last label begins.
    pub(super) last: usize,
    pub(super) port: u16,
}

/// A bitmask for each class of bytes, of up to 64 bytes of a URL.
#[derive(Default)]
struct Masks {
    /// The characters that a host may have: digits, `-`, `_`, `.` and letters in lower case. Letters in upper case are not
    /// canonical, because a parser maps them to lower case.
    host: u64,
    hyphen: u64,
    slash: u64,
    /// `.` and `%`.
    dot: u64,
    /// The characters that a path and a query may have unescaped. This class excludes more than the path percent-encode set
    /// (URL standard section 1.3) does: brackets, `^` and `|`, since versions of parsers differ in them, and `'`, which is
    /// in the special-query percent-encode set.
    rest: u64,
}

impl Masks {
    #[inline]
    fn of(bytes: &[u8]) -> Self {
        let mut masks = Self::default();
        byte_masks::each(bytes, |bytes, at| {
            let (hyphen, slash, dot) = (equal(bytes, b'-'), equal(bytes, b'/'), equal(bytes, b'.'));
            let common = in_range(bytes, b'a', b'z') | equal(bytes, b'_');
            let punctuation =
                in_range(bytes, b'$', b';') ^ equal(bytes, b'\'') | equal(bytes, b'=') | equal(bytes, b'~');
            masks.host |= mask(common | in_range(bytes, b'0', b'9') | hyphen | dot, at);
            masks.hyphen |= mask(hyphen, at);
            masks.slash |= mask(slash, at);
            masks.dot |= mask(dot | equal(bytes, b'%'), at);
            // `?`, `@` and the letters in upper case are one range.
            masks.rest |= mask(common | punctuation | in_range(bytes, b'?', b'Z'), at);
        });
        masks
    }

    /// Whether the bytes in `range` may stand after a host unchanged, and no segment of the path begins with `.` or
    /// `%`: a parser removes the segments `.` and `..`, and reads `%2e` as a dot. Bit 0 of `slash_before` says whether
    /// a slash stands before the first byte.
    fn is_canonical(&self, range: u64, slash_before: u64) -> bool {
        let dots = self.dot & (self.slash << 1 | slash_before);
        range & (!self.rest | dots) == 0
    }
}

/// The parts of a URL that is canonical ASCII; `None` for every other text, valid or not.
#[inline]
pub(super) fn canonical(url: &[u8]) -> Option<Canonical<'_>> {
    let (scheme, start) = match url {
        [b'h', b't', b't', b'p', b's', b':', b'/', b'/', ..] => (Scheme::Https, 8),
        [b'h', b't', b't', b'p', b':', b'/', b'/', ..] => (Scheme::Http, 7),
        _ => return None,
    };
    let (beginning, rest) = url.split_at(url.len().min(byte_masks::MAX));
    let masks = Masks::of(beginning);
    let (last, end) = host(&masks, start)?;
    let host = url.get(start..end)?;
    let (port, end) = if url.get(end)? == &b':' { port(url, end + 1, scheme)? } else { (scheme.default_port(), end) };
    let path = u64::MAX.checked_shl(u32::try_from(end).ok()?)? & byte_masks::all(beginning.len());
    // The first byte of the path is a slash: `path & path.wrapping_neg()` is its lowest bit.
    let canonical = masks.slash & path & path.wrapping_neg() != 0
        && masks.is_canonical(path, 0)
        && (rest.is_empty() || is_canonical_rest(rest, &masks));
    canonical.then_some(Canonical { scheme, host, last: last - start, port })
}

/// Whether a canonical URL may hold these bytes, which follow its first 64.
fn is_canonical_rest(rest: &[u8], beginning: &Masks) -> bool {
    let mut slash = beginning.slash;
    rest.chunks(byte_masks::MAX).all(|part| {
        let masks = Masks::of(part);
        let slash_before = mem::replace(&mut slash, masks.slash) >> (byte_masks::MAX - 1);
        masks.is_canonical(byte_masks::all(part.len()), slash_before)
    })
}

/// The indices where the last label of the host begins and where the host ends; `None` if it has an empty label, an
/// A-label or fewer than two labels. Both are below 64, so no host is too long.
fn host(masks: &Masks, start: usize) -> Option<(usize, usize)> {
    let behind_scheme = u64::MAX << start;
    let end = (behind_scheme & !masks.host).trailing_zeros();
    let end_bit = 1_u64.checked_shl(end)?;
    let host = behind_scheme & (end_bit - 1);
    let (dots, hyphens) = (host & masks.dot, host & masks.hyphen);
    let labels = dots << 1 | 1 << start;
    // Labels with hyphens as their third and fourth byte: those that begin `xn--`, and a few others.
    let a_labels = hyphens >> 2 & hyphens >> 3;
    let plain = dots != 0 && labels & (dots | end_bit | a_labels) == 0;
    plain.then_some((byte_masks::MAX - dots.leading_zeros() as usize, end as usize))
}

/// The port and the index where it ends; `None` for a sign, a leading zero or the scheme's default port, none of which
/// is canonical.
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
    fn canonical_urls_take_the_fast_path() {
        let fast = [
            "https://example.com/",
            "http://example.com:8080/a/b?c=d&e=f%20/?",
            "https://8.8.8.8/",
            "https://example.a1/",
            "https://_acme.example.com//a",
            "https://a-b.example.com/a./b..%2e/~x@y",
            "https://xn-a.xn.com/",
        ];
        for url in fast {
            assert!(canonical(url.as_bytes()).is_some(), "{url}");
        }
        let slow = [
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
        for url in slow {
            assert!(canonical(url.as_bytes()).is_none(), "{url}");
        }
    }
}
