//! The boundary to JavaScript: it converts and decides nothing.
//!
//! Every export takes and gives numbers. What goes in stands in a buffer: a text, or a value packed by the walker of
//! `pkg/src/pack.ts`. What comes out is a text of JSON, the very text that the native API serialises to, so the two
//! cannot differ; a number says whether there is one.
//!
//! The npm package has two modules of this crate in each entry, so that a form does not download what reads messages and
//! error bodies: one built without `api-error`, and one with it that exports nothing else (`unanimous_part = "errors"`).

pub mod buffer;
mod cell;
mod value;

#[cfg(feature = "packed-validator")]
pub mod checks;
#[cfg(feature = "packed-validator")]
mod interner;
#[cfg(feature = "packed-validator")]
mod packed;
#[cfg(feature = "packed-validator")]
mod plan;
#[cfg(feature = "packed-validator")]
pub mod schema;
#[cfg(all(feature = "safe-url", feature = "packed-validator"))]
pub mod urls;

#[cfg(feature = "packed-errors")]
pub mod errors;
#[cfg(feature = "packed-errors")]
mod issues;
#[cfg(feature = "packed-errors")]
pub mod messages;
#[cfg(feature = "packed-errors")]
pub mod render;
#[cfg(feature = "packed-errors")]
pub mod retry;

use alloc::string::String;
use core::panic::PanicInfo;

use unanimous::Reason;
use unanimous::json::ObjectWriter;
#[cfg(feature = "packed-errors")]
use unanimous::json::ToJson;

/// A panic is a trap: the instance is gone, the package makes a new one, and nobody would read a message. A handler that
/// ignores what it is given lets the linker drop the texts and locations of all panics.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    trap()
}

/// Ends the call in a trap.
fn trap() -> ! {
    core::arch::wasm32::unreachable()
}

/// Smaller than the standard library's allocator.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// The number of an answer in words.
const ANSWERED: u32 = 1;
/// The number of a call that has no answer: a name that it was given is none.
const NONE: u32 = 0;

/// Answers with a value as JSON.
#[cfg(feature = "packed-errors")]
fn answer(value: &dyn ToJson) -> u32 {
    buffer::put(value.to_json_string());
    ANSWERED
}

/// Answers with a rejection: `{"ok": false, "code", "reason", "params", "detail"?}`.
fn reject(reason: &Reason) -> u32 {
    let mut text = String::new();
    let mut object = ObjectWriter::new(&mut text);
    object.member("ok", &false);
    reason.push_members(&mut object);
    object.end();
    buffer::put(text);
    ANSWERED
}

/// Answers with a text that passed: `{"ok": true, "value"}`.
#[cfg(any(feature = "packed-errors", feature = "safe-url"))]
fn accept(value: Option<&str>) -> u32 {
    let mut text = String::new();
    ObjectWriter::new(&mut text).member("ok", &true).member("value", &value).end();
    buffer::put(text);
    ANSWERED
}
