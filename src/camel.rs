//! JSON with member names in camelCase for JavaScript: `requestId` instead of `request_id`.

use alloc::string::String;
use core::fmt;

use serde::{Serialize, Serializer};

use crate::json::{ToJson, read::strict};

/// The spelling of member names.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Case {
    /// `request_id`
    Snake,
    /// `requestId`
    Camel,
}

impl Case {
    /// Picks the name in this case.
    pub(crate) const fn name(self, snake: &'static str, camel: &'static str) -> &'static str {
        match self {
            Self::Snake => snake,
            Self::Camel => camel,
        }
    }
}

/// A value that serializes in both cases.
pub(crate) trait SerializeIn {
    fn serialize_in<S: Serializer>(&self, case: Case, serializer: S) -> Result<S::Ok, S::Error>;
}

/// A value that [`ToJson`] writes in both cases.
pub(crate) trait ToJsonIn {
    fn push_json_in(&self, case: Case, out: &mut String);
}

/// A borrowed value whose JSON has member names in camelCase. [`ApiError::to_js`](crate::ApiError::to_js) and
/// [`RetryAdvice::to_js`](crate::RetryAdvice::to_js) return it.
///
/// `Display` and `to_string` give the text that `JSON.stringify` gives in JavaScript, byte for byte. Another writer, such as
/// `serde_json`, spells some numbers in its own way: 1.8446744073709552e+19 for 18446744073709552000.
#[derive(Clone, Copy, Debug)]
pub struct Camel<'a, T>(pub(crate) &'a T);

impl<T: SerializeIn> Serialize for Camel<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize_in(Case::Camel, serializer)
    }
}

impl<T: ToJsonIn> fmt::Display for Camel<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.to_json_string();
        // A value that a program built may hold numbers in another spelling than JavaScript's.
        match strict(&text) {
            Ok(json) => fmt::Display::fmt(&json.to_canonical(), f),
            // Deeper than `Json` reads.
            Err(_) => f.write_str(&text),
        }
    }
}

impl<T: ToJsonIn> ToJson for Camel<'_, T> {
    fn push_json(&self, out: &mut String) {
        self.0.push_json_in(Case::Camel, out);
    }
}
