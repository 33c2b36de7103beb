//! What must hold of every string. `tests/safe_url_fuzz.rs` shares this file.

use unanimous::rule::safe_url::{MAX_BYTES, Policy, check, check_by_slow_path};

/// Checks one string under one policy, and says whether it was accepted.
///
/// # Panics
/// Where an invariant is broken.
pub(crate) fn hold(text: &str, policy: &Policy) -> bool {
    let verdict = check(text, policy);
    assert_eq!(verdict, check_by_slow_path(text, policy), "{text:?}: the fast path and the slow path");
    match verdict {
        Err(reason) => {
            assert!(reason.detail().is_some(), "{text:?}: a rejection without a detail");
            let sentence = reason.to_string();
            assert!(!sentence.contains("; ") && !sentence.contains(['{', '\n']), "{sentence:?}");
            false
        }
        Ok(safe) => {
            let parsed = url::Url::parse(text).expect("what is accepted can be parsed");
            if !has_drive(text) {
                assert_eq!(parsed.as_str(), safe.href, "{text:?}: the canonical form is the parser's");
            }
            assert!(safe.href.len() <= MAX_BYTES && safe.href.is_ascii());
            assert!(parsed.username().is_empty() && parsed.password().is_none());
            let again = check(&safe.href, policy).expect("the canonical form is accepted again");
            assert_eq!((again.href.as_ref(), again.needs_resolution), (safe.href.as_ref(), safe.needs_resolution));
            true
        }
    }
}

/// Whether a path segment looks like a drive of Windows. `url` 2.5.8 lets `..` stop there in any URL, where the URL
/// standard has that for `file:` alone.
pub(crate) fn has_drive(url: &str) -> bool {
    url.split(['/', '?', '#'])
        .any(|segment| matches!(segment.as_bytes(), [letter, b':' | b'|', ..] if letter.is_ascii_alphabetic()))
}
