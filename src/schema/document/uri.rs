//! Resolves a URI reference against a base URI (RFC 3986 section 5.2).

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::strings;

/// A URI reference in its parts (RFC 3986 section 3), without a fragment.
struct Parts<'u> {
    /// Up to the colon, without it.
    scheme: Option<&'u str>,
    /// After `//`.
    authority: Option<&'u str>,
    path: &'u str,
    /// After `?`.
    query: Option<&'u str>,
}

impl<'u> Parts<'u> {
    fn new(text: &'u str) -> Self {
        let (hierarchy, query) = split_optional(text, "?");
        let (scheme, rest) = match strings::split_once(hierarchy, ":").filter(|(scheme, _)| is_scheme(scheme)) {
            Some((scheme, rest)) => (Some(scheme), rest),
            None => (None, hierarchy),
        };
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => {
                let (authority, path) = strings::split_at(rest, strings::find(rest, "/").unwrap_or(rest.len()));
                (Some(authority), path)
            }
            None => (None, rest),
        };
        Self { scheme, authority, path, query }
    }
}

fn split_optional<'t>(text: &'t str, separator: &str) -> (&'t str, Option<&'t str>) {
    strings::split_once(text, separator).map_or((text, None), |(before, behind)| (before, Some(behind)))
}

/// Whether the text is a scheme (RFC 3986 section 3.1).
fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// The URI that a reference names. Neither has a fragment, and the base has a scheme.
pub(super) fn resolve(base: &str, reference: &str) -> String {
    let (base, mut parts) = (Parts::new(base), Parts::new(reference));
    let mut merged = String::new();
    if parts.scheme.is_none() {
        parts.scheme = base.scheme;
        if parts.authority.is_none() {
            parts.authority = base.authority;
            if parts.path.is_empty() {
                merged.push_str(base.path);
                parts.query = parts.query.or(base.query);
            } else if !parts.path.starts_with('/') {
                // Section 5.2.3.
                match strings::rsplit_once(base.path, "/") {
                    Some((folder, _)) => merged = strings::join(&[folder, "/"], ""),
                    None if base.authority.is_some() => merged.push('/'),
                    None => {}
                }
            }
        }
    }
    merged.push_str(parts.path);
    let path = without_dot_segments(&merged);
    let (scheme_end, slashes) = (parts.scheme.map_or("", |_| ":"), parts.authority.map_or("", |_| "//"));
    let (scheme, authority) = (parts.scheme.unwrap_or_default(), parts.authority.unwrap_or_default());
    let (mark, query) = (parts.query.map_or("", |_| "?"), parts.query.unwrap_or_default());
    strings::join(&[scheme, scheme_end, slashes, authority, &path, mark, query], "")
}

/// The path without the segments `.` and `..` (RFC 3986 section 5.2.4).
fn without_dot_segments(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(behind) = rest.strip_prefix("../").or_else(|| rest.strip_prefix("./")) {
            rest = behind;
            continue;
        }
        let own_slash = usize::from(rest.starts_with('/'));
        let end = strings::find(strings::split_at(rest, own_slash).1, "/").map_or(rest.len(), |at| at + own_slash);
        let (segment, behind) = strings::split_at(rest, end);
        // The slash stays where the segment was the last one.
        let folder = if behind.is_empty() { "/" } else { behind };
        rest = match segment {
            "." | ".." => "",
            "/." => folder,
            "/.." => {
                out = strings::rsplit_once(&out, "/").map_or("", |(parent, _)| parent).to_owned();
                folder
            }
            _ => {
                out.push_str(segment);
                behind
            }
        };
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Resolves as a reader of a reference does: the fragment is that of the reference (RFC 3986 section 5.2.2).
    fn resolved(base: &str, reference: &str) -> String {
        let (uri, fragment) = split_optional(reference, "#");
        let mut out = resolve(base, uri);
        if let Some(fragment) = fragment {
            out.push('#');
            out.push_str(fragment);
        }
        out
    }

    #[test]
    fn examples_of_rfc_3986_section_5_4() {
        let cases = [
            // 5.4.1, normal examples
            ("g:h", "g:h"),
            ("g", "http://a/b/c/g"),
            ("./g", "http://a/b/c/g"),
            ("g/", "http://a/b/c/g/"),
            ("/g", "http://a/g"),
            ("//g", "http://g"),
            ("?y", "http://a/b/c/d;p?y"),
            ("g?y", "http://a/b/c/g?y"),
            ("#s", "http://a/b/c/d;p?q#s"),
            ("g#s", "http://a/b/c/g#s"),
            ("g?y#s", "http://a/b/c/g?y#s"),
            (";x", "http://a/b/c/;x"),
            ("g;x", "http://a/b/c/g;x"),
            ("g;x?y#s", "http://a/b/c/g;x?y#s"),
            ("", "http://a/b/c/d;p?q"),
            (".", "http://a/b/c/"),
            ("./", "http://a/b/c/"),
            ("..", "http://a/b/"),
            ("../", "http://a/b/"),
            ("../g", "http://a/b/g"),
            ("../..", "http://a/"),
            ("../../", "http://a/"),
            ("../../g", "http://a/g"),
            // 5.4.2, abnormal examples
            ("../../../g", "http://a/g"),
            ("../../../../g", "http://a/g"),
            ("/./g", "http://a/g"),
            ("/../g", "http://a/g"),
            ("g.", "http://a/b/c/g."),
            (".g", "http://a/b/c/.g"),
            ("g..", "http://a/b/c/g.."),
            ("..g", "http://a/b/c/..g"),
            ("./../g", "http://a/b/g"),
            ("./g/.", "http://a/b/c/g/"),
            ("g/./h", "http://a/b/c/g/h"),
            ("g/../h", "http://a/b/c/h"),
            ("g;x=1/./y", "http://a/b/c/g;x=1/y"),
            ("g;x=1/../y", "http://a/b/c/y"),
            ("g?y/./x", "http://a/b/c/g?y/./x"),
            ("g?y/../x", "http://a/b/c/g?y/../x"),
            ("g#s/./x", "http://a/b/c/g#s/./x"),
            ("g#s/../x", "http://a/b/c/g#s/../x"),
            // A parser for strict URIs, not for those of RFC 1808.
            ("http:g", "http:g"),
        ];
        for (reference, expected) in cases {
            assert_eq!(resolved("http://a/b/c/d;p?q", reference), expected, "{reference}");
        }
    }

    #[test]
    fn other_bases() {
        let cases = [
            ("http://a", "g", "http://a/g"),
            ("http://a?q", "g", "http://a/g"),
            ("http://a?q", "?", "http://a?"),
            ("unanimous:/", "b.json", "unanimous:/b.json"),
            ("unanimous:/x/a.json", "../b.json", "unanimous:/b.json"),
            ("unanimous:/", "a b:c/é", "unanimous:/a b:c/é"),
            ("urn:uuid:1", "", "urn:uuid:1"),
            ("urn:uuid:1", "urn:uuid:2?=x", "urn:uuid:2?=x"),
            ("urn:example:a", "b", "urn:b"),
            ("tag:a,2020:b/c", "./d", "tag:a,2020:b/d"),
            ("file:///c:/folder/a.json", "b.json", "file:///c:/folder/b.json"),
            ("http://a/b", "http://c/./d/../e", "http://c/e"),
            ("http://a/b", "mailto:x/../../y", "mailto:/y"),
            ("http://a/b", "x:..", "x:"),
            ("http://a/b//c//d", "..", "http://a/b//c/"),
            ("http://a/b", "1:2", "http://a/1:2"),
        ];
        for (base, reference, expected) in cases {
            assert_eq!(resolve(base, reference), expected, "{base} {reference}");
        }
    }
}
