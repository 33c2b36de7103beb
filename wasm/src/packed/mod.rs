//! The boundary that the npm package calls. It converts and decides nothing.
//!
//! Exports take and return numbers alone. A text, or a value that was packed into words and texts, is written into the
//! input buffer first. A result that is more than a number is left in the output buffer: a text, mostly of JSON, which
//! is the very text that the native API serializes to. The module for errors writes numbers and texts instead, as
//! `members.rs` says. The returned number says whether there is a result. `buffer.rs` has the buffers. Most files here
//! have their counterpart in `pkg/src/packed/` or `pkg/src/`, most often of the same name.
//!
//! The npm package has four modules of this crate, so that a form does not download what reads error bodies, and a page
//! that reads them does not download what a server answers with. The feature `packed-validator` gives the two modules that
//! validate, the whole one and the small one, `packed-errors` the one that reads errors, and `packed-writer` the one that
//! writes them. `pkg/parts.mjs` lists them.

#[cfg(not(feature = "packed-validator"))]
mod arena;
pub mod buffer;
mod cell;
mod constants;
mod cursor;

#[cfg(feature = "packed-validator")]
pub mod checks;
#[cfg(feature = "packed-validator")]
mod heap;
#[cfg(feature = "packed-validator")]
mod interner;
#[cfg(feature = "packed-validator")]
mod plan;
#[cfg(feature = "packed-validator")]
pub mod schema;
#[cfg(feature = "packed-validator")]
mod tape;
#[cfg(all(feature = "safe-url", feature = "packed-validator"))]
pub mod urls;
#[cfg(feature = "packed-validator")]
mod walker;

#[cfg(any(feature = "packed-validator", feature = "packed-writer"))]
mod value;

#[cfg(feature = "packed-errors")]
pub mod errors;
#[cfg(feature = "packed-errors")]
mod lists;
#[cfg(feature = "packed-errors")]
mod members;
#[cfg(feature = "packed-errors")]
pub mod messages;
#[cfg(feature = "packed-errors")]
pub mod retry;

#[cfg(feature = "packed-writer")]
pub mod idempotency;
#[cfg(feature = "packed-writer")]
mod issues;
#[cfg(feature = "packed-writer")]
pub mod render;

#[cfg(any(feature = "packed-validator", feature = "packed-writer"))]
use alloc::string::String;
use core::panic::PanicInfo;

#[cfg(any(feature = "packed-validator", feature = "packed-writer"))]
use constants::ANSWERED;
#[cfg(any(feature = "packed-writer", feature = "safe-url"))]
use unanimous::Json;
#[cfg(any(feature = "packed-validator", feature = "packed-writer"))]
use unanimous::Reason;
#[cfg(any(feature = "packed-validator", feature = "packed-writer"))]
use unanimous::json::ObjectWriter;
#[cfg(feature = "packed-writer")]
use unanimous::json::ToJson;

/// Turns a panic into a trap. The package makes a new instance then, and nobody would read a message. Because the
/// handler ignores its argument, the linker drops the texts and locations of all panics.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    trap()
}

/// Ends the call in a trap.
fn trap() -> ! {
    core::arch::wasm32::unreachable()
}

/// Smaller than the standard library's allocator.
#[cfg(feature = "packed-validator")]
#[global_allocator]
static ALLOCATOR: heap::Heap = heap::Heap::new();

/// Faster and smaller, for a module that keeps nothing between two calls.
#[cfg(not(feature = "packed-validator"))]
#[global_allocator]
static ALLOCATOR: arena::Arena = arena::Arena::new();

/// The items of a list; none if it is no list.
#[cfg(any(feature = "packed-writer", feature = "safe-url"))]
fn items(list: &Json) -> &[Json] {
    list.as_array().map_or(&[], |items| items)
}

/// Leaves a value in the output as JSON.
#[cfg(feature = "packed-writer")]
fn put_json(value: &dyn ToJson) -> u32 {
    buffer::put_text(value.to_json_string());
    ANSWERED
}

/// Leaves a rejection in the output: `{"ok": false, "code", "reason", "params", "detail"?}`.
#[cfg(any(feature = "packed-validator", feature = "packed-writer"))]
fn reject(reason: &Reason) -> u32 {
    let mut text = String::new();
    let mut object = ObjectWriter::new(&mut text);
    object.member("ok", &false);
    reason.push_members(&mut object);
    object.end();
    buffer::put_text(text);
    ANSWERED
}

/// Leaves an accepted text in the output: `{"ok": true, "value"}`.
#[cfg(any(feature = "packed-writer", feature = "safe-url"))]
fn accept(value: Option<&str>) -> u32 {
    let mut text = String::new();
    ObjectWriter::new(&mut text).member("ok", &true).member("value", &value).end();
    buffer::put_text(text);
    ANSWERED
}
