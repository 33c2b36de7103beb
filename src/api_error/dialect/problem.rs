//! Problem details (RFC 9457): `type`, `title`, `status`, `detail`, `instance`, and what a server adds.
//!
//! A member of a wrong type is ignored (section 3.1).

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::{Draft, Rules, Seen};
use crate::api_error::Dialect;
use crate::api_error::draft::code_of;
use crate::api_error::text::is_code_like;
use crate::cut;

/// `application/problem+json`, whatever the members.
pub(super) struct ByMediaType;
/// The members of a problem under any media type: Spring and others fall back to `application/json`.
pub(super) struct ByMembers;

impl Rules for ByMediaType {
    fn dialect(&self) -> Dialect {
        Dialect::Problem
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        seen.media_type == "application/problem+json" && seen.top().is_some()
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        read(seen, draft);
    }
}

impl Rules for ByMembers {
    fn dialect(&self) -> Dialect {
        Dialect::Problem
    }

    fn detects(&self, seen: &Seen<'_>) -> bool {
        let by_type = seen.text("type").is_some_and(is_reference)
            && (seen.is_text("title") || seen.is_text("detail") || seen.is_number("status"));
        by_type || (seen.is_text("title") && seen.is_number("status") && seen.get("error").is_none())
    }

    fn read(&self, seen: &Seen<'_>, draft: &mut Draft) {
        read(seen, draft);
    }
}

/// Whether a text begins `scheme:` (RFC 3986 section 3.1) or `/`, as a URI reference in `type` would.
fn is_reference(text: &str) -> bool {
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    };
    text.starts_with('/') || cut::once(text, ":").is_some_and(|(scheme, _)| is_scheme(scheme))
}

fn read(seen: &Seen<'_>, draft: &mut Draft) {
    let Some(object) = seen.top() else { return };
    let kind = seen.text("type");
    draft.code = code_of(object).or_else(|| kind.and_then(code_of_type));
    draft.title = seen.text("title").map(str::to_owned);
    draft.message = seen.text("detail").or_else(|| seen.text("title")).map(str::to_owned);
    draft.instance = seen.text("instance").map(str::to_owned);
    draft.docs(kind);
    draft.fields.structured(object, seen.status);
    draft.rest(object, &["type", "title", "detail", "instance"]);
}

/// Hosts of specifications: a type there says no more than the status.
const SPEC_HOSTS: &[&str] = &[
    "tools.ietf.org",
    "datatracker.ietf.org",
    "www.ietf.org",
    "ietf.org",
    "rfc-editor.org",
    "www.rfc-editor.org",
    "httpstatuses.com",
    "httpstatuses.io",
    "httpstatus.es",
    "httpwg.org",
    "www.w3.org",
    "developer.mozilla.org",
    "iana.org",
    "www.iana.org",
];

/// The code in a problem type: its fragment or its last path part, where that is code-like.
fn code_of_type(kind: &str) -> Option<String> {
    let (rest, fragment) = cut::once(kind, "#").unwrap_or((kind, ""));
    let rest = cut::before(rest, "?");
    let path = match cut::once(rest, "://") {
        Some((_, after)) => {
            let (host, path) = cut::once(after, "/").unwrap_or((after, ""));
            if SPEC_HOSTS.iter().any(|spec| host.eq_ignore_ascii_case(spec)) {
                return None;
            }
            path
        }
        None if rest.starts_with("about:") => return None,
        // `urn:problem:not-found`, `/errors/not-found`.
        None => rest,
    };
    let path = path.trim_end_matches('/');
    let last = path.bytes().rposition(|b| matches!(b, b'/' | b':')).map_or(path, |at| cut::at(path, at + 1).1);
    [fragment, last].into_iter().find(|text| is_code_like(text)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_types() {
        let cases = [
            ("https://docs.leadrails.dev/errors/not-found", Some("not-found")),
            ("https://foglift.io/docs/api-errors#internal_error", Some("internal_error")),
            ("https://a.example/errors/out-of-credit/?v=1", Some("out-of-credit")),
            ("urn:problem-type:belgif:badRequest", Some("badRequest")),
            ("/errors/conflict", Some("conflict")),
            ("about:blank", None),
            ("about:blank#x", None),
            ("https://tools.ietf.org/html/rfc9110#section-15.5.1", None),
            ("https://WWW.rfc-editor.org/rfc/rfc9110", None),
            ("https://a.example", None),
            ("https://a.example/404", None),
            ("https://a.example/a%20b", None),
        ];
        for (kind, code) in cases {
            assert_eq!(code_of_type(kind).as_deref(), code, "{kind}");
        }
    }
}
