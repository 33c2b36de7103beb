//! The invariants of `safe_url::check` for every string. `tests/safe_url_fuzz.rs` uses this file too.

use unanimous::rule::safe_url::{MAX_BYTES, Policy, check, check_by_slow_path};

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
                assert_eq!(parsed.as_str(), safe.href, "{text:?}: the canonical URL differs from url's");
            }
            assert!(safe.href.len() <= MAX_BYTES && safe.href.is_ascii());
            assert!(parsed.username().is_empty() && parsed.password().is_none());
            let again = check(&safe.href, policy).expect("the canonical URL is accepted");
            assert_eq!((again.href.as_ref(), again.needs_resolution), (safe.href.as_ref(), safe.needs_resolution));
            true
        }
    }
}

/// Whether a path segment looks like a Windows drive letter. `url` 2.5.8 never removes such a segment for `..`, while the URL
/// standard keeps it only in `file:` URLs.
pub(crate) fn has_drive(url: &str) -> bool {
    url.split(['/', '?', '#'])
        .any(|segment| matches!(segment.as_bytes(), [letter, b':' | b'|', ..] if letter.is_ascii_alphabetic()))
}
