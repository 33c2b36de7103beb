//! The key of a request: what its header holds, and its text in the store.

use alloc::borrow::Cow;
use alloc::string::String;

use http::request::Parts;
use http::{HeaderName, Method};

use super::refusal::Refusal;
use super::{Options, answers};
use crate::interop::http::field;
use crate::reason::{Code, Reason};
use crate::rule::idempotency_key::{self, Form};
use crate::strings;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// The key of a request, in the extensions of the request that the inner service gets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(pub String);

impl Options {
    /// Whether a request runs without a call of the store: its method changes nothing, or it has no key and does not
    /// need one.
    pub(super) fn bypasses_store(&self, method: &Method, headers: &http::HeaderMap) -> bool {
        method.is_safe() || (!self.requires_key(method) && !headers.contains_key(IDEMPOTENCY_KEY))
    }

    fn requires_key(&self, method: &Method) -> bool {
        self.required && matches!(*method, Method::POST | Method::PATCH)
    }

    /// Reads the key from the header.
    pub(super) fn key(&self, parts: &Parts) -> Result<String, Refusal> {
        let value = field(&parts.headers, &IDEMPOTENCY_KEY)
            .ok_or_else(|| Refusal::key(&Reason::new(Code::IdempotencyKeyRequired)))?;
        // Two header lines become one value, joined by a comma and a space, and RFC 9110 section 5.3 takes them for the
        // same. If one of the lines is empty, trimming leaves only a comma at one end.
        let is_list = value.contains(", ") || value.starts_with(',') || value.ends_with(',');
        if self.form == Form::Bare && is_list {
            return Err(Refusal::key(&Reason::new(Code::InvalidIdempotencyKey).with_detail("repeated")));
        }
        let key = idempotency_key::check(&value, self.form, self.max_characters);
        key.map(Cow::into_owned).map_err(|reason| Refusal::key(&reason))
    }

    /// The text of the key in the store: `POST /leads 8e03978e`, with an account `POST /leads ann 8e03978e`. Refuses an empty
    /// account, because clients without one would share their keys.
    pub(super) fn stored_key(&self, parts: &Parts, key: &str) -> Result<String, Refusal> {
        let (method, path) = (parts.method.as_str(), answers::path(parts));
        let Some(scope) = &self.scope else { return Ok(strings::join(&[method, path, key], " ")) };
        // Without a space of its own, the account cannot reach into the key. The npm package writes the same.
        let account = scope(parts).replace('%', "%25").replace(' ', "%20");
        if account.is_empty() {
            Err(Refusal::internal_error("the function `scope` of IdempotencyLayer returned an empty account"))
        } else {
            Ok(strings::join(&[method, path, &account, key], " "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::IdempotencyLayer;
    use super::*;
    use crate::idempotency::MemoryStore;

    fn parts(headers: &[(&str, &str)]) -> Parts {
        let request =
            headers.iter().fold(http::Request::post("/leads?a=1"), |all, (name, value)| all.header(*name, *value));
        request.body(()).unwrap().into_parts().0
    }

    #[test]
    fn a_key_belongs_to_its_route_and_its_account() {
        let layer = IdempotencyLayer::new(MemoryStore::default());
        assert_eq!(layer.options.stored_key(&parts(&[]), "k1").unwrap(), "POST /leads k1");
        let layer =
            layer.scope(|parts| field(&parts.headers, &HeaderName::from_static("x-account")).unwrap_or_default());
        let stored = |account: &str, key: &str| layer.options.stored_key(&parts(&[("x-account", account)]), key);
        assert_eq!(stored("ann", "k1").unwrap(), "POST /leads ann k1");
        assert_eq!(stored("", "k1").unwrap_err().to_string(), "Internal error");
        assert_eq!(stored("ann b 5%20", "k1").unwrap(), "POST /leads ann%20b%205%2520 k1", "as in the npm package");
    }

    /// The options, the headers, and the key or a part of the refusal.
    type Case<'c> = (&'c Options, &'c [(&'c str, &'c str)], Result<&'c str, &'c str>);

    #[test]
    fn keys_are_read_as_a_fetch_handler_reads_them() {
        let bare = IdempotencyLayer::new(MemoryStore::default()).options;
        let quoted = IdempotencyLayer::new(MemoryStore::default()).form(Form::SfString).max_characters(4).options;
        let key = "idempotency-key";
        let cases: [Case<'_>; 11] = [
            (&bare, &[(key, "k1")], Ok("k1")),
            (&bare, &[(key, " k1\t")], Ok("k1")),
            (&bare, &[], Err("IDEMPOTENCY_KEY_REQUIRED")),
            (&bare, &[(key, "k1"), (key, "k1")], Err("more than once")),
            (&bare, &[(key, "k1, k2")], Err("more than once")),
            (&bare, &[(key, ""), (key, "k1")], Err("more than once")),
            (&bare, &[(key, "\"k1\"")], Err("without quotation marks")),
            (&bare, &[(key, "a b")], Err("IDEMPOTENCY_KEY_INVALID")),
            (&quoted, &[(key, "\"k,1\"")], Ok("k,1")),
            (&quoted, &[(key, "k1")], Err("IDEMPOTENCY_KEY_INVALID")),
            (&quoted, &[(key, "\"12345\"")], Err("IDEMPOTENCY_KEY_TOO_LONG")),
        ];
        for (options, headers, expected) in cases {
            let found = options.key(&parts(headers)).map_err(|refusal| alloc::format!("{refusal:?}"));
            match (&found, expected) {
                (Err(found), Err(part)) => assert!(found.contains(part), "{headers:?} {found}"),
                _ => assert_eq!(found.as_deref().map_err(String::as_str), expected, "{headers:?}"),
            }
        }
    }

    #[test]
    fn only_unsafe_methods_have_keys() {
        let bare = IdempotencyLayer::new(MemoryStore::default());
        let optional = bare.clone().required(false);
        let with = parts(&[("idempotency-key", "k")]).headers;
        let without = parts(&[]).headers;
        for (method, passes) in [("POST", false), ("PATCH", false), ("PUT", true), ("DELETE", true), ("GET", true)] {
            let method = &Method::from_bytes(method.as_bytes()).unwrap();
            assert_eq!(bare.options.bypasses_store(method, &without), passes, "{method}");
            assert!(optional.options.bypasses_store(method, &without), "{method}");
            assert_eq!(bare.options.bypasses_store(method, &with), method == Method::GET, "{method}");
            assert_eq!(optional.options.bypasses_store(method, &with), method == Method::GET, "{method}");
        }
    }
}
