//! Idempotent requests on the server: decides whether a request runs, and replays stored answers. Needs the feature
//! `api-error`, which is on by default.
//!
//! The states are those of draft-ietf-httpapi-idempotency-key-header-07 (section 2): one key stands for one body for
//! 24 hours. Within that time a request with the same body gets the stored answer, a request with another body is
//! refused with 422, and a request that comes while the first one runs is refused with 409.
//!
//! Points in time are `u64` milliseconds since 1970, from the caller's clock. Lengths of time are [`Duration`]s.
//!
//! [`judge_replay`] decides for any store. A [`Store`] keeps the keys: `MemoryStore` for one process, `RedisStore`
//! (feature `redis`) and `PostgresStore` (feature `postgres`) for several. A server uses a store in three steps:
//!
//! 1. Check all that follows from the request alone: media type, size, the key, the body. A request that is refused
//!    here uses no key, so the corrected request may carry the same one.
//! 2. Spawn [`run_once`] as a task of its own. It asks the store whether the operation must run, runs it, renews the
//!    lease meanwhile, stores the answer, and tries again if the store does not answer.
//! 3. Send the client what `run_once` responds.
//!
//! `interop::tower::IdempotencyLayer` (feature `tower`) does these steps for axum and other servers of `tower`.
//!
//! A server that cannot use `run_once` calls [`Store::begin`], runs the operation to its end even if the client goes
//! away, and calls [`Store::renew`] until then. At the end it calls [`Store::finish`] if the answer [is kept](is_kept),
//! and [`Store::abandon`] otherwise, also after a panic.
//!
//! `docs/idempotency.md` of the repository has a table of faults: what the client sees, what may run twice,
//! and for how long a key may be locked.
//!
//! ```
//! use unanimous::idempotency::{Answer, Begin, Fingerprint, MemoryStore};
//!
//! let store = MemoryStore::default();
//! let (key, body, now) = ("POST /leads ann 8e03978e", Fingerprint::of(br#"{"name":"Ann"}"#), 1_795_248_000_000);
//!
//! let Ok(Begin::Run(claim)) = store.begin(key, body, now) else { panic!("the key is new") };
//! let answer = Answer { status: 201, headers: Vec::new(), body: br#"{"id":"lead_1"}"#.to_vec() };
//! store.finish(&claim, &answer);
//!
//! // The client sends the request again.
//! assert_eq!(store.begin(key, body, now + 5_000), Ok(Begin::Replay(answer)));
//! // The same key with another body is a conflict.
//! assert_eq!(store.begin(key, Fingerprint::of(b"{}"), now + 5_000), Ok(Begin::Conflict));
//! ```
#![cfg_attr(
    not(feature = "std"),
    doc = "
[`run_once`]: crate#features"
)]

mod error;
#[cfg(feature = "std")]
mod memory;
#[cfg(all(any(feature = "postgres", feature = "redis"), not(target_arch = "wasm32")))]
mod orphans;
#[cfg(all(feature = "postgres", not(target_arch = "wasm32")))]
mod postgres;
#[cfg(all(feature = "redis", not(target_arch = "wasm32")))]
mod redis;
#[cfg(feature = "std")]
mod run;
mod store;
#[cfg(all(any(feature = "postgres", feature = "redis"), not(target_arch = "wasm32")))]
mod token;

use alloc::borrow::Cow;
use alloc::string::String;
use core::error::Error;
use core::fmt;
use core::str::FromStr;
use core::time::Duration;

use sha2::{Digest as _, Sha256};

use crate::headers::trim_ows;
use crate::reason::{Code, Reason};
use crate::rule::idempotency_key::{self, Form};
use crate::strings;

pub use error::StoreError;
#[cfg(feature = "std")]
pub use memory::{Full, Limits, MemoryStore};
#[cfg(all(feature = "postgres", not(target_arch = "wasm32")))]
pub use postgres::{PostgresConnection, PostgresConnections, PostgresStore, PostgresStoreError};
#[cfg(all(feature = "redis", not(target_arch = "wasm32")))]
pub use redis::{RedisStore, RedisStoreError};
#[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
pub(crate) use run::run_once_keeping;
#[cfg(feature = "std")]
pub use run::{Outcome, Timer, run_once};
pub use store::{ANSWER_BYTES, Answer, Begin, BoxFuture, Claim, Store};

/// How long a key is kept: 24 hours, as Stripe and `LeadRails` document.
pub const KEPT: Duration = Duration::from_millis(KEPT_MS);
const KEPT_MS: u64 = 24 * 60 * 60 * 1000;

/// The shortest lease of a store. Within a shorter one, no renewal could reach the store.
#[cfg(feature = "std")]
const SHORTEST_LEASE: Duration = Duration::from_millis(50);
/// The longest lease of a store, ten years. The times of databases have an end.
#[cfg(feature = "std")]
const LONGEST_LEASE: Duration = Duration::from_secs(10 * 366 * 24 * 60 * 60);

/// The lease of a store that was made with this one.
#[cfg(feature = "std")]
fn lease_within_limits(lease: Duration) -> Duration {
    lease.clamp(SHORTEST_LEASE, LONGEST_LEASE)
}

/// The SHA-256 of a request's body, and of its query if it has one, byte for byte: the same JSON with one space more has
/// another fingerprint.
///
/// Its text is 64 hexadecimal digits, printed in lower case and read in either case.
///
/// ```
/// use unanimous::idempotency::Fingerprint;
///
/// let fingerprint = Fingerprint::of(b"{}");
/// let text = fingerprint.to_string();
/// assert_eq!(text, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
/// assert_eq!(text.parse(), Ok(fingerprint));
/// assert_eq!("44136f".parse::<Fingerprint>().unwrap_err().to_string(), "expected 64 hexadecimal digits");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// The fingerprint of a body.
    pub fn of(body: &[u8]) -> Self {
        Self(Sha256::digest(body).into())
    }

    /// The fingerprint of a request: that of its body if it has no query, else the SHA-256 of `?`, the query, a line feed,
    /// and the body.
    ///
    /// The query is taken as the URL standard writes it: space, `"`, `<`, `>`, `'`, and what is not visible ASCII, are
    /// percent-encoded. So a server in JavaScript, which sees no other, has the same fingerprint.
    ///
    /// ```
    /// use unanimous::idempotency::Fingerprint;
    ///
    /// assert_eq!(Fingerprint::of_request(None, b"{}"), Fingerprint::of(b"{}"));
    /// assert_eq!(Fingerprint::of_request(Some("name='Ann'"), b"{}"), Fingerprint::of(b"?name=%27Ann%27\n{}"));
    /// ```
    pub fn of_request(query: Option<&str>, body: &[u8]) -> Self {
        let Some(query) = query.filter(|query| !query.is_empty()) else { return Self::of(body) };
        let mut text = String::from("?");
        strings::push_percent_encoded(&mut text, query, |byte| {
            matches!(byte, b'!'..=b'~') && !b"\"<>'".contains(&byte)
        });
        text.push('\n');
        let mut hash = Sha256::new();
        hash.update(&text);
        hash.update(body);
        Self(hash.finalize().into())
    }

    /// The text that `Display` writes.
    #[doc(hidden)]
    pub fn to_hex(&self) -> String {
        self.0
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 0xf])
            .filter_map(|half| char::from_digit(half.into(), 16))
            .collect()
    }
}

/// A text that is no [`Fingerprint`]: it is not 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParseFingerprintError;

impl fmt::Display for ParseFingerprintError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected 64 hexadecimal digits")
    }
}

impl Error for ParseFingerprintError {}

/// Reads 64 hexadecimal digits, in either case.
impl FromStr for Fingerprint {
    type Err = ParseFingerprintError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
        let mut bytes = [0; 32];
        let mut digits = text.bytes();
        for byte in &mut bytes {
            let pair = digits.next().and_then(digit).zip(digits.next().and_then(digit));
            let (high, low) = pair.ok_or(ParseFingerprintError)?;
            *byte = high << 4 | low;
        }
        if digits.next().is_some() { Err(ParseFingerprintError) } else { Ok(Self(bytes)) }
    }
}

/// Writes 64 hexadecimal digits in lower case.
impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_hex())
    }
}

/// The record of a key, without its answer: the input of [`judge_replay`], which a store of your own fills in.
///
/// Points in time are milliseconds since 1970.
///
/// ```
/// use unanimous::idempotency::{Fingerprint, Stored, Verdict, judge_replay};
///
/// let body = Fingerprint::of(b"{}");
/// let running = Stored { fingerprint: body, since: 1_000, done: false, lease_until: Some(61_000) };
/// assert_eq!(judge_replay(Some(&running), body, 2_000), Verdict::InProgress);
/// assert_eq!(judge_replay(Some(&running), body, 61_000), Verdict::Expired);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The fingerprint of the first request's body.
    pub fingerprint: Fingerprint,
    /// When the first request came. Of an answer: when its 24 hours begin.
    pub since: u64,
    /// Whether the answer of the first request is stored.
    pub done: bool,
    /// When the first request's time to run ends. It frees the key of a process that died: from then on a request with
    /// the same body runs again. Without it the first request counts as running for as long as the key is kept.
    pub lease_until: Option<u64>,
}

impl Stored {
    /// Whether the key is as good as new: it is older than 24 hours, and its request does not run.
    fn is_expired(&self, now: u64) -> bool {
        let runs = !self.done && self.lease_until.is_some_and(|until| now < until);
        now.saturating_sub(self.since) >= KEPT_MS && !runs
    }
}

/// What to do with a request that has a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// The key is not known: run the request.
    New,
    /// The same request is done: respond with the stored answer and `Idempotent-Replayed: true`.
    Replay,
    /// The same request still runs: respond with 409 and `Retry-After`.
    InProgress,
    /// The key was used with another body: respond with 422.
    Conflict,
    /// The key is older than 24 hours and no request with it runs, or the lease of the first request ended without an answer:
    /// run the request as if the key were new.
    Expired,
}

impl Verdict {
    /// The name in JSON: `in_progress`.
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
/// A key does not expire because a clock has gone back, nor while its request runs: as long as the lease is renewed, also
/// after 24 hours. A lease that has ended frees the key for the same body only: nobody knows how far the first request came,
/// so another body is still a conflict.
///
/// ```
/// use unanimous::idempotency::{Fingerprint, Stored, Verdict, judge_replay};
///
/// let (body, other) = (Fingerprint::of(b"{}"), Fingerprint::of(b"[]"));
/// assert_eq!(judge_replay(None, body, 1_000), Verdict::New);
///
/// let done = Stored { fingerprint: body, since: 1_000, done: true, lease_until: None };
/// assert_eq!(judge_replay(Some(&done), body, 2_000), Verdict::Replay);
/// assert_eq!(judge_replay(Some(&done), other, 2_000), Verdict::Conflict);
/// ```
pub fn judge_replay(stored: Option<&Stored>, fingerprint: Fingerprint, now: u64) -> Verdict {
    match stored {
        None => Verdict::New,
        Some(stored) if stored.is_expired(now) => Verdict::Expired,
        Some(stored) if stored.fingerprint != fingerprint => Verdict::Conflict,
        Some(stored) if stored.done => Verdict::Replay,
        Some(stored) if stored.lease_until.is_some_and(|until| now >= until) => Verdict::Expired,
        Some(_) => Verdict::InProgress,
    }
}

/// Whether a response with this status is final, so that it is stored and replayed: 2xx, 3xx, and the 4xx that tell
/// what became of the operation, such as 402, 404 and 410.
///
/// Two kinds of answers are not kept, so that the next request with the key runs:
/// - 408, 409, 425, 429 and 5xx: a later attempt may succeed. A stored answer would prevent that.
/// - 400, 401, 405, 406, 411, 413 to 417, 422 and 431: they follow from the request alone, and nothing was done. The
///   same request gets the same answer again, and a client that sends many invalid requests does not fill the store.
///   Stripe does the same: a request that fails its validation uses no key. An operation that has done something must
///   not answer with one of these.
pub const fn is_kept(status: u16) -> bool {
    matches!(status, 200..=499)
        && !matches!(status, 408 | 409 | 425 | 429)
        && !matches!(status, 400 | 401 | 405 | 406 | 411 | 413..=417 | 422 | 431)
}

/// Reads the key of a request. POST and PATCH must have one; for a request of another method without a key it returns
/// `None`.
///
/// `values` are all values of the `Idempotency-Key` header, `max` is the most characters of a key.
///
/// # Errors
/// - `idempotency_key_required`: a POST or PATCH has no such header.
/// - `too_short`, `too_long`: the key has no character, or more than `max`.
/// - `invalid_idempotency_key`: with the detail `repeated` if there are several values, or with a detail of
///   [`crate::rule::idempotency_key`].
///
/// ```
/// use unanimous::idempotency::check_header;
/// use unanimous::rule::idempotency_key::{Form, MAX_CHARACTERS};
///
/// let key = check_header("POST", &["8e03978e"], Form::Bare, MAX_CHARACTERS);
/// assert_eq!(key.unwrap().as_deref(), Some("8e03978e"));
/// let reason = check_header("POST", &[], Form::Bare, MAX_CHARACTERS).unwrap_err();
/// assert_eq!(reason.code().as_str(), "idempotency_key_required");
/// ```
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
        // RFC 9110 section 5.5: whitespace around a field value is not part of the value.
        [value] => idempotency_key::check(trim_ows(value), form, max).map(Some),
        _ => Err(Reason::new(Code::InvalidIdempotencyKey).with_detail("repeated")),
    }
}

// Compiles and runs the blocks of the page. It is not in the published package, whose tests do without these features.
#[cfg(all(doctest, feature = "postgres", feature = "redis"))]
#[doc = include_str!("../../docs/idempotency.md")]
struct Page;

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
            (Some(leased(day + 1)), one, day, Verdict::InProgress),
            (Some(leased(day + 1)), other, day, Verdict::Conflict),
            (Some(leased(day)), other, day, Verdict::Expired),
            (Some(Stored { done: true, ..leased(day + 1) }), one, day, Verdict::Expired),
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
    fn answers_that_are_not_final_are_not_kept() {
        for status in [200, 201, 204, 303, 402, 403, 404, 410, 412, 499] {
            assert!(is_kept(status), "{status}");
        }
        for status in [100, 400, 401, 405, 408, 409, 413, 415, 417, 422, 425, 429, 431, 500, 501, 503, 599] {
            assert!(!is_kept(status), "{status}");
        }
    }

    #[test]
    fn a_fingerprint_is_the_sha_256_in_hexadecimal() {
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
