//! The invariants of `safe_url::check` for every string. `tests/safe_url_fuzz.rs` uses this file too.

use unanimous::rule::safe_url::{Policy, check, check_by_slow_path};

/// Checks the invariants for one string and one policy, and returns whether the string was accepted.
///
/// # Panics
/// If an invariant is broken.
pub(crate) fn hold(text: &str, policy: &Policy) -> bool {
    let verdict = check(text, policy);
    assert_eq!(verdict, check_by_slow_path(text, policy), "{text:?}: the fast path and the slow path");
    match verdict {
        Err(reason) => {
            assert!(reason.detail().is_some(), "{text:?}: the rejection has no detail");
            let sentence = reason.to_string();
            assert!(!sentence.contains("; ") && !sentence.contains(['{', '\n']), "{sentence:?}");
            false
        }
        Ok(safe) => {
            let parsed = url::Url::parse(text).expect("url parses an accepted URL");
            if !has_drive(text) {
                assert_eq!(canonical(&parsed), safe.href, "{text:?}: the canonical URL differs from url's");
            }
            assert!(safe.href.len() <= policy.max_length() && safe.href.is_ascii());
            assert!(parsed.username().is_empty() && parsed.password().is_none());
            let again = check(&safe.href, policy).expect("the canonical URL is accepted");
            assert_eq!((again.href.as_ref(), again.needs_resolution), (safe.href.as_ref(), safe.needs_resolution));
            true
        }
    }
}

/// What `url` 2.5.8 prints of a path otherwise than the URL standard says: `^` joined the path percent-encode set in 2024.
pub(crate) const NOT_ENCODED_IN_PATHS: [(char, &str); 1] = [('^', "%5E")];

/// The URL as the URL standard serializes it.
pub(crate) fn canonical(url: &url::Url) -> String {
    let path = NOT_ENCODED_IN_PATHS.iter().fold(url.path().to_owned(), |path, (kept, code)| path.replace(*kept, code));
    let at = url[..url::Position::BeforePath].len();
    let behind = at + url.path().len();
    [&url.as_str()[..at], &path, &url.as_str()[behind..]].concat()
}

/// Whether a path segment looks like a Windows drive letter. `url` 2.5.8 never removes such a segment for `..`, while the URL
/// standard keeps it only in `file:` URLs.
pub(crate) fn has_drive(url: &str) -> bool {
    url.split(['/', '?', '#'])
        .any(|segment| matches!(segment.as_bytes(), [letter, b':' | b'|', ..] if letter.is_ascii_alphabetic()))
}
