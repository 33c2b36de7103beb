//! Problem details (RFC 9457): `type`, `title`, `status`, `detail`, `instance` and extension members.
//!
//! A member of a wrong type is ignored (section 3.1).

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::{BodyContext, DialectReader, ErrorBuilder};
use crate::api_error::Dialect;
use crate::api_error::member::code_of;
use crate::api_error::text::is_code_like;
use crate::strings;

/// Any object of the media type `application/problem+json`.
pub(super) struct ByMediaType;
/// An object with the members of a problem, of any media type: Spring and others may send `application/json`.
pub(super) struct ByMembers;

impl DialectReader for ByMediaType {
    fn dialect(&self) -> Dialect {
        Dialect::Problem
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        body.media_type == "application/problem+json" && body.top().is_some()
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        read(body, builder);
    }
}

impl DialectReader for ByMembers {
    fn dialect(&self) -> Dialect {
        Dialect::Problem
    }

    fn detects(&self, body: &BodyContext<'_>) -> bool {
        let by_type = body.text("type").is_some_and(is_reference)
            && (body.is_text("title") || body.is_text("detail") || body.is_number("status"));
        by_type || (body.is_text("title") && body.is_number("status") && body.get("error").is_none())
    }

    fn read(&self, body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
        read(body, builder);
    }
}

/// Whether a text begins with `scheme:` (RFC 3986 section 3.1) or `/`, as a URI reference in `type` does.
fn is_reference(text: &str) -> bool {
    let is_scheme = |scheme: &str| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    };
    text.starts_with('/') || strings::split_once(text, ":").is_some_and(|(scheme, _)| is_scheme(scheme))
}

fn read(body: &BodyContext<'_>, builder: &mut ErrorBuilder) {
    let Some(object) = body.top() else { return };
    let kind = body.text("type");
    builder.code = code_of(object).or_else(|| kind.and_then(code_of_type));
    builder.title = body.text("title").map(str::to_owned);
    builder.message = body.text("detail").or_else(|| body.text("title")).map(str::to_owned);
    builder.instance = body.text("instance").map(str::to_owned);
    builder.docs(kind);
    builder.fields.structured(object, body.status);
    builder.rest(object, &["type", "title", "detail", "instance"]);
}

/// Hosts of specifications. A type there says no more than the status does.
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

/// The code in a problem type: its fragment or else its last path segment, if that looks like an identifier.
fn code_of_type(kind: &str) -> Option<String> {
    let (rest, fragment) = strings::split_once(kind, "#").unwrap_or((kind, ""));
    let rest = strings::prefix_before(rest, "?");
    let path = match strings::split_once(rest, "://") {
        Some((_, after)) => {
            let (host, path) = strings::split_once(after, "/").unwrap_or((after, ""));
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
    let last =
        path.bytes().rposition(|b| matches!(b, b'/' | b':')).map_or(path, |at| strings::split_at(path, at + 1).1);
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
