//! Writes the canonical text of a URL from its parts, as the URL standard's serializer does (section 4.5).
//!
//! It removes dot segments from the path and percent-encodes characters (section 1.3). More is not needed: `raw`
//! refuses everything else that a parser would repair, and the host is in canonical form. `tests/safe_url_scan.rs`
//! compares the result with the crate `url`. That crate is not used here, since it is large for a package that web
//! pages download, and reads `/C:/..` as a Windows drive in every URL.

use alloc::format;
use alloc::string::String;

use super::policy::Scheme;
use crate::strings::push_percent_encoded;

/// Writes a URL; `rest` is all that follows the authority.
pub(super) fn write(scheme: Scheme, host: &str, port: u16, rest: &str) -> String {
    let port = if port == scheme.default_port() { String::new() } else { format!(":{port}") };
    let mut out = format!("{}://{host}{port}", scheme.as_str());
    let (rest, fragment) = split(rest, '#');
    let (path, query) = split(rest, '?');
    write_path(&mut out, path);
    if let Some(query) = query {
        out.push('?');
        push_percent_encoded(&mut out, query, is_kept_in_query);
    }
    if let Some(fragment) = fragment {
        out.push('#');
        push_percent_encoded(&mut out, fragment, is_kept_in_fragment);
    }
    out
}

/// The text before the first `mark`, and the text after it.
fn split(text: &str, mark: char) -> (&str, Option<&str>) {
    text.split_once(mark).map_or((text, None), |(before, behind)| (before, Some(behind)))
}

/// Removes dot segments (path state, section 4.4): the segment `.`, and `..` with the segment before it.
fn write_path(out: &mut String, path: &str) {
    let start = out.len();
    let mut segments = path.strip_prefix('/').unwrap_or(path).split('/').peekable();
    while let Some(segment) = segments.next() {
        match dots(segment) {
            0 => {
                out.push('/');
                push_percent_encoded(out, segment, is_kept_in_path);
                continue;
            }
            2 => out.truncate(out.get(start..).and_then(|path| path.rfind('/')).map_or(start, |last| start + last)),
            _ => {}
        }
        // A last segment `.` or `..` leaves a slash at the end of the path.
        if segments.peek().is_none() {
            out.push('/');
        }
    }
}

/// The number of dots in a segment of one or two dots, each `.` or `%2e`; 0 for any other segment.
fn dots(segment: &str) -> usize {
    let mut rest = segment.as_bytes();
    let mut count = 0;
    loop {
        rest = match rest {
            [] => return if count <= 2 { count } else { 0 },
            [b'.', rest @ ..] | [b'%', b'2', b'e' | b'E', rest @ ..] => rest,
            _ => return 0,
        };
        count += 1;
    }
}

/// The path percent-encode set. `^` joined it in 2024, so older parsers keep that character: the crate `url` 2.5.8 and
/// Node 20, for example. The canonical form has `%5E`, which every parser keeps.
const fn is_kept_in_path(byte: u8) -> bool {
    is_kept_in_fragment(byte) && !matches!(byte, b'#' | b'?' | b'^' | b'{' | b'}')
}

/// The special-query percent-encode set.
const fn is_kept_in_query(byte: u8) -> bool {
    is_printable(byte) && !matches!(byte, b' ' | b'"' | b'#' | b'<' | b'>' | b'\'')
}

/// The fragment percent-encode set.
const fn is_kept_in_fragment(byte: u8) -> bool {
    is_printable(byte) && !matches!(byte, b' ' | b'"' | b'<' | b'>' | b'`')
}

/// The C0 control percent-encode set.
const fn is_printable(byte: u8) -> bool {
    matches!(byte, b' '..=b'~')
}
