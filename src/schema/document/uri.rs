//! Resolves a URI reference against a base URI (RFC 3986 section 5.2).

use alloc::string::String;

use crate::strings;

/// The URI that a reference names. Neither has a fragment, and the base has a scheme.
pub(super) fn resolve(base: &str, reference: &str) -> String {
    let (base_path, base_query) = path_range(base);
    let (base_until_query, _) = strings::split_at(base, base_query);
    let mut slash = "";
    let kept = if path_range(reference).0 > 0 && !reference.starts_with("//") {
        0
    } else if reference.starts_with("//") {
        strings::find(base, ":").map_or(0, |colon| colon + 1)
    } else if reference.starts_with('/') {
        base_path
    } else if reference.starts_with('?') {
        base_query
    } else if reference.is_empty() {
        base.len()
    } else {
        // Section 5.2.3: the base without what follows its last slash. After an authority there is a slash.
        let last = base_until_query.bytes().rposition(|byte| byte == b'/').map_or(0, |last| last + 1);
        if base_path == base_query && last > 0 {
            slash = "/";
        }
        last.max(base_path)
    };
    let joined = strings::join(&[strings::split_at(base, kept).0, slash, reference], "");
    let (path, query) = path_range(&joined);
    let (until_query, query) = strings::split_at(&joined, query);
    let (root, path) = strings::split_at(until_query, path);
    strings::join(&[root, &without_dot_segments(path), query], "")
}

/// Where the path of a URI reference begins, and where its query begins with `?`.
fn path_range(uri: &str) -> (usize, usize) {
    let query = strings::find(uri, "?").unwrap_or(uri.len());
    let until_query = strings::split_at(uri, query).0;
    let scheme = strings::find(until_query, ":").filter(|colon| is_scheme(strings::split_at(uri, *colon).0));
    let start = scheme.map_or(0, |colon| colon + 1);
    let path = strings::split_at(until_query, start)
        .1
        .strip_prefix("//")
        .map_or(start, |authority| strings::find(authority, "/").map_or(query, |slash| start + 2 + slash));
    (path, query)
}

/// Whether the text is a scheme (RFC 3986 section 3.1).
fn is_scheme(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// The path without the segments `.` and `..` (RFC 3986 section 5.2.4).
fn without_dot_segments(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    let mut slash = "";
    for segment in strings::split(path, "/") {
        out.push_str(slash);
        slash = "/";
        match segment {
            "." => slash = "",
            ".." => {
                slash = "";
                let folder = out.strip_suffix('/').unwrap_or_default();
                let parent = folder.bytes().rposition(|byte| byte == b'/').map_or(0, |last| last + 1);
                // The first slash stays.
                out.truncate(parent.max(path.starts_with('/').into()));
            }
            _ => out.push_str(segment),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Resolves as a reader of a reference does: the fragment is that of the reference (RFC 3986 section 5.2.2).
    fn resolved(base: &str, reference: &str) -> String {
        let (uri, fragment) = strings::split_at(reference, strings::find(reference, "#").unwrap_or(reference.len()));
        resolve(base, uri) + fragment
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
            ("http://a/b", "mailto:x/../../y", "mailto:y"),
            ("http://a/b", "x:..", "x:"),
            ("http://a/b//c//d", "..", "http://a/b//c/"),
            ("http://a/b", "1:2", "http://a/1:2"),
        ];
        for (base, reference, expected) in cases {
            assert_eq!(resolve(base, reference), expected, "{base} {reference}");
        }
    }
}
