//! Reads packed values. A packed value is a list of 32-bit words that say what there is, and the texts of its strings
//! in UTF-8, one after the other. All numbers are little-endian. `pkg/src/packed/value.ts` writes them.
//!
//! A word that begins a value holds a tag in its low bits and a count above it:
//!
//! ```text
//!  31                     3 2   0
//! +------------------------+-----+
//! | count, or an atom      | tag |      constants.rs has the tags and the atoms
//! +------------------------+-----+
//! ```

use alloc::borrow::ToOwned;
use alloc::vec::Vec;

use unanimous::Json;
use unanimous::json::{Number, Object};

use super::constants::{
    ATOM_FALSE, ATOM_INTEGER, ATOM_NULL, ATOM_NUMBER, ATOM_TRUE, TAG_ATOM, TAG_ILL_FORMED, TAG_LIST, TAG_OBJECT,
    TAG_OTHER, TAG_STRING,
};
use super::cursor::Cursor;

/// How [`json`] reads values that JSON does not have, and strings that are not Unicode text.
#[derive(Clone, Copy, PartialEq)]
enum Reading {
    /// What JSON does not have becomes null, and a lone surrogate U+FFFD.
    Lenient,
    /// What JSON does not have becomes null. Strings with a lone surrogate are kept apart.
    #[cfg(feature = "packed-validator")]
    Schema,
    /// What JSON does not have becomes a value that equals no other. Strings with a lone surrogate are kept apart.
    #[cfg(feature = "packed-validator")]
    Comparing,
}

/// Reads a JSON value in the block layout: options, a list of issues.
pub(super) fn json_of_block(block: &[u8]) -> Json {
    json(&Cursor::of_block(block), Reading::Lenient)
}

/// Reads a schema in the block layout.
#[cfg(feature = "packed-validator")]
pub(super) fn schema_of_block(block: &[u8]) -> Json {
    json(&Cursor::of_block(block), Reading::Schema)
}

/// Reads the JSON value that begins at the cursor, to compare it with the values that a schema allows.
#[cfg(feature = "packed-validator")]
pub(super) fn json_to_compare(cursor: &Cursor<'_>) -> Json {
    json(cursor, Reading::Comparing)
}

/// Reads the JSON value that begins at the cursor.
fn json(cursor: &Cursor<'_>, reading: Reading) -> Json {
    let is_lenient = reading == Reading::Lenient;
    match cursor.tag_and_count() {
        (TAG_ATOM, ATOM_NULL) => Json::Null,
        (TAG_ATOM, ATOM_FALSE) => Json::Bool(false),
        (TAG_ATOM, ATOM_TRUE) => Json::Bool(true),
        (TAG_ATOM, ATOM_INTEGER) => Json::from(cursor.integer()),
        (TAG_ATOM, ATOM_NUMBER) => {
            let value = cursor.number();
            Json::Number(Number::from_parts(value, cursor.string()))
        }
        (TAG_STRING, length) => Json::from(cursor.text(length)),
        (TAG_ILL_FORMED, length) if is_lenient => Json::from(cursor.text(length)),
        (TAG_ILL_FORMED, length) => Json::IllFormed(cursor.text(length).to_owned()),
        (TAG_LIST, count) => (0..count).map_while(|_| (!cursor.is_at_end()).then(|| json(cursor, reading))).collect(),
        (TAG_OBJECT, count) => {
            let mut members = Vec::new();
            let mut ill_formed = Vec::new();
            for _ in 0..count {
                if cursor.is_at_end() {
                    break;
                }
                let (tag, length) = cursor.tag_and_count();
                let name = cursor.text(length).to_owned();
                let value = json(cursor, reading);
                if tag == TAG_ILL_FORMED && !is_lenient { ill_formed.push(name) } else { members.push((name, value)) }
            }
            // Lenient reading can make two names equal, which the validator never gets.
            #[cfg(not(feature = "packed-validator"))]
            let object: Object = members.into_iter().collect();
            #[cfg(feature = "packed-validator")]
            let object = Object::from_javascript(members);
            Json::Object(object.with_ill_formed_names(ill_formed))
        }
        (TAG_OTHER, length) => {
            cursor.text(length);
            no_json(reading)
        }
        _ => no_json(reading),
    }
}

/// The JSON value in place of a value that JSON does not have.
fn no_json(reading: Reading) -> Json {
    match reading {
        Reading::Lenient => Json::Null,
        #[cfg(feature = "packed-validator")]
        Reading::Schema => Json::Null,
        // NaN equals no value.
        #[cfg(feature = "packed-validator")]
        Reading::Comparing => Json::Number(Number::from_parts(f64::NAN, "")),
    }
}

#[cfg(feature = "packed-writer")]
/// Reads milliseconds since 1970; `None` for anything but a number from 0 on.
pub(super) fn time(value: &Json) -> Option<u64> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as saturates; the sign is checked")]
    value.as_f64().filter(|ms| *ms >= 0.0).map(|ms| ms as u64)
}

#[cfg(feature = "packed-writer")]
/// Reads a count. A number that is too large for a `u32` becomes the largest one.
pub(super) fn count(value: &Json) -> Option<u32> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as saturates")]
    value.as_f64().map(|count| count as u32)
}
