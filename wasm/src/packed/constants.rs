//! The numbers that both sides of the boundary share.
//!
//! This file is their one source: `pkg/constants.mjs` writes them into `pkg/src/generated/constants.ts`. It reads doc
//! comments, and lines of the form `pub(super) const NAME: u32 = …;` with an integer, the operators `+ - * << |`,
//! parentheses and names of earlier constants.
#![allow(dead_code, reason = "some are for JavaScript alone, and the module for errors needs a few only")]

/// The size of the input buffer in bytes, unless a call needs more.
pub(super) const INPUT_BYTES: u32 = 64 * 1024;
/// Where the words of a value begin in the input buffer, in bytes, in the split layout. Texts stand before them.
pub(super) const WORDS_START: u32 = 48 * 1024;

/// The width of a tag in bits: the low bits of a value's first word. The bits above it are the tag's count.
pub(super) const TAG_BITS: u32 = 3;
/// The largest count that fits above a tag. A larger count is written as this one.
pub(super) const MAX_COUNT: u32 = (1 << (32 - TAG_BITS)) - 1;

/// The tag of a value without a text. Its count is one of the atoms below.
pub(super) const TAG_ATOM: u32 = 0;
/// The tag of a string. The count is the length of its text in bytes of UTF-8.
pub(super) const TAG_STRING: u32 = 1;
/// The tag of a string of which only the length crosses. The count is that length in UTF-16 units.
pub(super) const TAG_UTF16_LENGTH: u32 = 2;
/// The tag of a list. The count is the number of its items.
pub(super) const TAG_LIST: u32 = 3;
/// The tag of an object. In a JSON value, the count is the number of its members.
pub(super) const TAG_OBJECT: u32 = 4;
/// The tag of a value that JSON does not have. The count is the length of its name's text in bytes of UTF-8.
pub(super) const TAG_OTHER: u32 = 5;

/// The tag of a string that is not Unicode text, because it holds a lone surrogate. Its text has U+FFFD for each lone
/// surrogate, and the count is the length of the text in bytes of UTF-8. In a value that is packed along a plan, the text
/// is empty.
pub(super) const TAG_ILL_FORMED: u32 = 6;

/// The tag of a key that the schema names. The count is its index in the schema's list of keys.
pub(super) const TAG_KEY: u32 = 7;

/// The atom of a value that is not there.
pub(super) const ATOM_MISSING: u32 = 0;
/// The atom of null.
pub(super) const ATOM_NULL: u32 = 1;
/// The atom of false.
pub(super) const ATOM_FALSE: u32 = 2;
/// The atom of true.
pub(super) const ATOM_TRUE: u32 = 3;
/// The atom of a number: an f64 in the next two words. In a JSON value a string with the number's text follows.
pub(super) const ATOM_NUMBER: u32 = 4;
/// The atom of an integer of at most 2^53 in size, in a JSON value: an f64 in the next two words.
pub(super) const ATOM_INTEGER: u32 = 5;

/// The width of an issue's id in bits: a schema has at most 4095 interned issues. Id 0 means "not interned".
pub(super) const ISSUE_ID_BITS: u32 = 12;
/// Where the count of list indices begins in a word of the answer, in bits. The issue's id stands below it.
pub(super) const INDEX_COUNT_SHIFT: u32 = 24;

/// The result of a call that left no text in the output, because a name that it was given does not exist.
pub(super) const NONE: u32 = 0;
/// The result of a call that left a text in the output.
pub(super) const ANSWERED: u32 = 1;
/// The result of the check of a single text that passes.
pub(super) const PASSED: u32 = 1;
/// The result of the check of any other single text. The output then holds a rejection.
pub(super) const REJECTED: u32 = 2;
/// What `dedupeKey` returns for an address that needs the feature `idn`, which the module lacks.
pub(super) const NEEDS_IDN: u32 = 2;
/// What `judgeUrl` returns for a canonical URL whose host DNS must judge. It returns `PASSED` if none must.
pub(super) const NEEDS_RESOLUTION: u32 = 2;

/// The bit of `readError`'s flags that says that the body ended early.
pub(super) const INCOMPLETE: u32 = 1 << 0;
/// The bit that says that echoes of the user's input are kept.
pub(super) const KEEP_ECHOES: u32 = 1 << 1;
/// The bit that says that the caller knows all paths. `parseMessage` has it among its flags, too.
pub(super) const KNOWN_PATHS: u32 = 1 << 2;

/// The bit of `retryAdvice`'s flags that says that there was no response.
pub(super) const NO_RESPONSE: u32 = 1 << 0;
/// The bit that says that the request had an idempotency key.
pub(super) const HAS_KEY: u32 = 1 << 1;
/// The bit that says that the server gave the hint `retry`.
pub(super) const RETRY_HINT: u32 = 1 << 2;
/// The bit that says that this hint is `true`.
pub(super) const RETRY_HINT_IS_TRUE: u32 = 1 << 3;
/// The bit of the hint `replayed`.
pub(super) const REPLAYED: u32 = 1 << 4;
/// The bit of the hint `limited`.
pub(super) const LIMIT_REACHED: u32 = 1 << 5;
