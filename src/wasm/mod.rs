//! The boundary to JavaScript: it converts and decides nothing.
//!
//! Every export takes and gives numbers. What goes in stands in a buffer: a text, or a value packed by the walker of
//! `pkg/src/pack.ts`. What comes out is a text of JSON, the very text that the native API serialises to, so the two
//! cannot differ; a number says whether there is one.
//!
//! The npm package has two modules of this crate in each entry, so that a form does not download what reads messages and
//! error bodies: one built without `api-error`, and one with it that exports nothing else (`unanimous_part = "errors"`).

pub mod buffer;
mod read;

#[cfg(not(unanimous_part = "errors"))]
pub mod checks;
#[cfg(not(unanimous_part = "errors"))]
mod packed;
#[cfg(not(unanimous_part = "errors"))]
pub mod schema;
#[cfg(all(feature = "safe-url", not(unanimous_part = "errors")))]
pub mod urls;
#[cfg(not(unanimous_part = "errors"))]
mod words;

#[cfg(feature = "api-error")]
pub mod errors;
#[cfg(unanimous_npm)]
pub(crate) mod host;
#[cfg(feature = "api-error")]
mod issues;
#[cfg(feature = "api-error")]
pub mod message;
#[cfg(feature = "api-error")]
pub mod render;
#[cfg(feature = "api-error")]
pub mod retry;

use serde::Serialize;

use crate::json;
use crate::reason::Reason;

/// Smaller than the standard library's.
#[cfg(unanimous_npm)]
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// The number of an answer in words.
const ANSWERED: u32 = 1;
/// The number of a call that has no answer: a name that it was given is none.
const NONE: u32 = 0;

/// Answers with a value as JSON.
fn answer(value: &impl Serialize) -> u32 {
    buffer::put(json::to_string(value));
    ANSWERED
}

/// Answers with a rejection: `{"ok": false, "code", "reason", "params", "detail"?}`.
fn reject(reason: &Reason) -> u32 {
    #[derive(Serialize)]
    struct Rejected<'r> {
        ok: bool,
        #[serde(flatten)]
        reason: &'r Reason,
    }
    answer(&Rejected { ok: false, reason })
}

/// Answers with a text that passed: `{"ok": true, "value"}`.
#[cfg(any(feature = "api-error", feature = "safe-url"))]
fn accept(value: Option<&str>) -> u32 {
    #[derive(Serialize)]
    struct Accepted<'v> {
        ok: bool,
        value: Option<&'v str>,
    }
    answer(&Accepted { ok: true, value })
}
