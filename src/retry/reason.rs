//! The reasons for an advice: stable codes and sentences.

use alloc::borrow::Cow;
use alloc::string::String;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::json::{ObjectWriter, ToJson};

/// Declares each reason once: its name, whether it is a reason to retry, its code and its sentence.
macro_rules! retry_reasons {
    ($( $(#[$doc:meta])* $variant:ident, $retries:literal, $code:literal, $text:literal; )*) => {
        /// The reason for a [`RetryAdvice`](super::RetryAdvice): a stable code and a sentence.
        ///
        /// As JSON: `{"code", "text"}`; the code alone is read.
        ///
        /// ```
        /// use unanimous::retry::RetryReason;
        ///
        /// assert_eq!(RetryReason::from_code("too_large"), Some(RetryReason::TooLarge));
        /// assert_eq!(RetryReason::TooLarge.text(), "The body is too large.");
        /// assert!(!RetryReason::TooLarge.retries());
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum RetryReason {
            $( $(#[$doc])* $variant, )*
        }

        impl RetryReason {
            /// Every reason.
            pub const ALL: &'static [Self] = &[$( Self::$variant, )*];

            /// The stable code: `too_large`.
            pub const fn code(self) -> &'static str {
                match self { $( Self::$variant => $code, )* }
            }

            /// The reason with exactly this code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|reason| reason.code() == code)
            }

            /// The sentence, for a log or a user.
            pub const fn text(self) -> &'static str {
                match self { $( Self::$variant => $text, )* }
            }

            /// Whether this is a reason to try again.
            pub const fn retries(self) -> bool {
                match self { $( Self::$variant => $retries, )* }
            }
        }
    };
}

retry_reasons! {
    /// `x-should-retry: true`.
    ServerSaysYes, true, "server_says_yes", "The server asks for a retry.";
    /// `x-should-retry: false`.
    ServerSaysNo, false, "server_says_no", "The server asks not to retry.";
    /// `idempotent-replayed: true`.
    Replayed, false, "replayed", "The answer is a stored one: the same key gives the same answer again.";
    /// 409: the first request with this key still runs.
    InProgress, true, "in_progress", "The first request with this key still runs: ask again with the same key, unchanged.";
    /// The code names something that sending the same request again cannot change.
    NeedsChange, false, "needs_change", "The same request would be refused again: something must be changed first.";
    /// Google: `UNAVAILABLE`, or `RESOURCE_EXHAUSTED` with a delay.
    GoogleTransient, true, "google_transient", "Google's API is unavailable for now.";
    /// Google: any other google.rpc.Code, or a request that must not be repeated.
    GooglePermanent, false, "google_permanent", "Google's guidelines do not retry this code for this request.";
    /// An AWS throttling code.
    Throttled, true, "throttled", "The service throttles: it refused the request before any work.";
    /// 429, or 403 with a limit used up: the request was refused before any work.
    RateLimited, true, "rate_limited", "Too many requests: this one was refused before any work.";
    /// 421 or 425: the request was not processed.
    NotProcessed, true, "not_processed", "The request was not processed: send it again on a new connection.";
    /// 413 with a delay.
    TooLargeForNow, true, "too_large_for_now", "The server takes a body of this size later.";
    /// 413 without a delay.
    TooLarge, false, "too_large", "The body is too large.";
    /// A failure that may pass, of a request that may be repeated.
    Transient, true, "transient", "The failure may pass, and repeating this request does no harm.";
    /// A failure that may pass, of a request that may have had its effect.
    Unsafe, false, "unsafe", "The failure may pass, but the request may have had its effect: repeating it without a key could do it twice.";
    /// Any other status: the same request would fail again.
    Permanent, false, "permanent", "The same request would fail again.";
    /// No response, and the request may be repeated.
    NoResponse, true, "no_response", "There was no response, and repeating this request does no harm.";
    /// No response, and the request may have had its effect.
    NoResponseUnsafe, false, "no_response_unsafe", "There was no response: the request may have had its effect, and has no key.";
    /// The server asks for a longer wait than [`Attempt::max_wait`](super::Attempt::max_wait).
    Later, false, "later", "The server asks for a longer wait than allowed: try again at the time it names.";
    /// There were [`Attempt::max_tries`](super::Attempt::max_tries) attempts.
    TriesExhausted, false, "tries_exhausted", "There were as many attempts as allowed.";
}

impl ToJson for RetryReason {
    fn push_json(&self, out: &mut String) {
        ObjectWriter::new(out).member("code", &self.code()).member("text", &self.text()).end();
    }
}

impl Serialize for RetryReason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("RetryReason", 2)?;
        out.serialize_field("code", self.code())?;
        out.serialize_field("text", self.text())?;
        out.end()
    }
}

impl<'de> Deserialize<'de> for RetryReason {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        struct Members<'a> {
            #[serde(borrow)]
            code: Cow<'a, str>,
        }
        let Members { code } = Members::deserialize(deserializer)?;
        Self::from_code(&code).ok_or_else(|| D::Error::custom(format_args!("unknown retry reason {code:?}")))
    }
}
