//! Idempotent requests on the server: is this key new, and what does its request get?
//!
//! The states follow draft-ietf-httpapi-idempotency-key-header: one key stands for one body for 24 hours. Within that
//! time the same body is answered with the stored answer, another body is refused, and a request that comes while the
//! first one runs is told so.
//!
//! [`judge_replay`] decides for any store. A [`Store`] keeps the keys: [`MemoryStore`] for one process, `RedisStore`
//! (feature `redis`) for several. Around an operation it is used like this:
//!
//! 1. Judge what does not depend on the operation (media type, size, the key itself) and answer without the store.
//! 2. [`Store::begin`]: run, or give the stored answer, 409 or 422.
//! 3. Run the operation where a client that goes away cannot stop it halfway, and within the lease.
//! 4. [`Store::finish`] where its answer [is kept](is_kept), else [`Store::abandon`], also after a panic.

#[cfg(feature = "std")]
mod memory;
#[cfg(all(feature = "redis", not(target_arch = "wasm32")))]
mod redis;
mod store;

use alloc::borrow::Cow;
use core::fmt;
use core::str::FromStr;

use sha2::{Digest as _, Sha256};

use crate::reason::{Code, Reason};
use crate::rule::idempotency_key::{self, Form};

#[cfg(feature = "std")]
pub use memory::{Full, Limits, MemoryStore};
#[cfg(all(feature = "redis", not(target_arch = "wasm32")))]
pub use redis::{RedisStore, StoreError};
pub use store::{Answer, Begin, Claim, Store};

/// How long a key is kept, in milliseconds: 24 hours (`LeadRails`, Stripe).
pub const KEPT_MS: u64 = 24 * 60 * 60 * 1000;

/// SHA-256 of a request's body, byte for byte: the same JSON written with other spaces is another body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// The fingerprint of a body.
    pub fn of(body: &[u8]) -> Self {
        Self(Sha256::digest(body).into())
    }
}

/// The 64 hexadecimal digits that `Display` prints, in any case.
///
/// # Errors
/// Any other text.
impl FromStr for Fingerprint {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
        let mut bytes = [0; 32];
        let mut digits = text.bytes();
        for byte in &mut bytes {
            let pair = digits.next().and_then(digit).zip(digits.next().and_then(digit));
            let (high, low) = pair.ok_or("a fingerprint is 64 hexadecimal digits")?;
            *byte = high << 4 | low;
        }
        if digits.next().is_some() { Err("a fingerprint is 64 hexadecimal digits") } else { Ok(Self(bytes)) }
    }
}

/// 64 hexadecimal digits.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// What a store knows about a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The first request's body.
    pub fingerprint: Fingerprint,
    /// When it came, in milliseconds since 1970.
    pub since: u64,
    /// Whether its answer is stored.
    pub done: bool,
    /// Until when it may run, in milliseconds since 1970. A process that dies while it runs leaves the key claimed:
    /// from then on the same body runs again. Without a lease it is taken to run for as long as the key is kept.
    pub lease_until: Option<u64>,
}

/// What a request with a key gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The key is not known: run the request.
    New,
    /// The same request is done: give the stored answer, with `Idempotent-Replayed: true`.
    Replay,
    /// The same request still runs: 409, with `Retry-After`.
    InProgress,
    /// The key stands for another body: 422.
    Conflict,
    /// The key is older than 24 hours, or the first request's lease is over and it left no answer: run the request, as
    /// if the key were new.
    Expired,
}

impl Verdict {
    /// The name used in JSON: `in_progress`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Replay => "replay",
            Self::InProgress => "in_progress",
            Self::Conflict => "conflict",
            Self::Expired => "expired",
        }
    }
}

/// Judges a request by what is stored under its key, for any store. `now` is in milliseconds since 1970.
///
/// A clock that has gone back never makes a key expire. A lease that is over frees the key for its own body only:
/// nobody knows how far the first request came, so another body is still a conflict.
pub fn judge_replay(stored: Option<&Stored>, fingerprint: Fingerprint, now: u64) -> Verdict {
    match stored {
        None => Verdict::New,
        Some(stored) if now.saturating_sub(stored.since) >= KEPT_MS => Verdict::Expired,
        Some(stored) if stored.fingerprint != fingerprint => Verdict::Conflict,
        Some(stored) if stored.done => Verdict::Replay,
        Some(stored) if stored.lease_until.is_some_and(|until| now >= until) => Verdict::Expired,
        Some(_) => Verdict::InProgress,
    }
}

/// Whether an answer of this status is kept and replayed: what the operation has decided for good.
///
/// That is 2xx, 3xx and 4xx. Not 5xx, nor 408, 409, 425 and 429: these say that a later attempt with the same key may
/// go another way, which a stored answer would prevent.
pub const fn is_kept(status: u16) -> bool {
    matches!(status, 200..=499) && !matches!(status, 408 | 409 | 425 | 429)
}

/// The key of a request to a server: required with POST and PATCH, and then given once.
///
/// `values` are all values of the `Idempotency-Key` header. Other methods may come without one.
///
/// # Errors
/// `idempotency_key_required`; `too_short`, `too_long`; `invalid_idempotency_key` with the detail `repeated` or one of
/// [`crate::rule::idempotency_key`].
pub fn check_header<'v>(
    method: &str,
    values: &[&'v str],
    form: Form,
    max: u32,
) -> Result<Option<Cow<'v, str>>, Reason> {
    let required = ["POST", "PATCH"].iter().any(|needs| method.eq_ignore_ascii_case(needs));
    match values {
        [] if required => Err(Reason::new(Code::IdempotencyKeyRequired)),
        [] => Ok(None),
        // RFC 9110 section 5.5: whitespace around a field value is no part of it.
        [value] => idempotency_key::check(value.trim_matches([' ', '\t']), form, max).map(Some),
        _ => Err(Reason::new(Code::InvalidIdempotencyKey).with_detail("repeated")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verdicts() {
        let (one, other) = (Fingerprint::of(b"{}"), Fingerprint::of(b"{ }"));
        let leased = |until| Stored { fingerprint: one, since: 1_000, done: false, lease_until: Some(until) };
        let at = |done| Stored { fingerprint: one, since: 1_000, done, lease_until: None };
        let day = 1_000 + KEPT_MS;
        let cases = [
            (None, one, 0, Verdict::New),
            (Some(at(true)), one, 1_000, Verdict::Replay),
            (Some(at(true)), one, day - 1, Verdict::Replay),
            (Some(at(true)), one, day, Verdict::Expired),
            (Some(at(true)), other, day - 1, Verdict::Conflict),
            (Some(at(true)), other, day, Verdict::Expired),
            (Some(at(false)), one, 2_000, Verdict::InProgress),
            (Some(at(false)), other, 2_000, Verdict::Conflict),
            (Some(at(false)), one, day, Verdict::Expired),
            (Some(at(true)), one, 0, Verdict::Replay),
            (Some(leased(2_000)), one, 1_999, Verdict::InProgress),
            (Some(leased(2_000)), one, 2_000, Verdict::Expired),
            (Some(leased(2_000)), other, 2_000, Verdict::Conflict),
            (Some(leased(2_000)), other, day, Verdict::Expired),
            (Some(Stored { done: true, ..leased(2_000) }), one, 2_000, Verdict::Replay),
        ];
        for (stored, fingerprint, now, verdict) in cases {
            assert_eq!(judge_replay(stored.as_ref(), fingerprint, now), verdict, "{stored:?} at {now}");
        }
    }

    #[test]
    fn what_may_pass_is_not_kept() {
        for status in [200, 201, 204, 303, 400, 404, 422] {
            assert!(is_kept(status), "{status}");
        }
        for status in [100, 408, 409, 425, 429, 500, 501, 503, 599] {
            assert!(!is_kept(status), "{status}");
        }
    }

    #[test]
    fn fingerprints_are_sha_256() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Fingerprint::of(b"").to_string(), empty);
        assert_eq!(empty.parse(), Ok(Fingerprint::of(b"")));
        assert_eq!(empty.to_ascii_uppercase().parse(), Ok(Fingerprint::of(b"")));
        for not in ["", "e3", &"g".repeat(64), &"+1".repeat(32), &"é".repeat(32), &"0".repeat(65)] {
            assert!(not.parse::<Fingerprint>().is_err(), "{not}");
        }
    }

    type Case<'c> = (&'c str, &'c [&'c str], Result<Option<&'c str>, &'c str>);

    #[test]
    fn headers() {
        let check = |method: &str, values: &[&str]| {
            check_header(method, values, Form::Bare, 255)
                .map(|key| key.map(Cow::into_owned))
                .map_err(|reason| reason.detail().unwrap_or(reason.code().as_str()).to_owned())
        };
        let long = "k".repeat(256);
        let cases: [Case<'_>; 9] = [
            ("POST", &["k1"], Ok(Some("k1"))),
            ("post", &[], Err("idempotency_key_required")),
            ("PATCH", &[], Err("idempotency_key_required")),
            ("PUT", &[], Ok(None)),
            ("GET", &["a b"], Err("space")),
            ("POST", &["k1", "k1"], Err("repeated")),
            ("POST", &[&long], Err("too_long")),
            ("POST", &[" "], Err("too_short")),
            ("POST", &["\u{e9}"], Err("non_ascii")),
        ];
        for (method, values, expected) in cases {
            let expected = expected.map(|key| key.map(str::to_owned)).map_err(str::to_owned);
            assert_eq!(check(method, values), expected, "{method} {values:?}");
        }
    }
}
