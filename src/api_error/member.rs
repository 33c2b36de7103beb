//! Readers of one member of an object, which the dialects and the field readers share.

use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{Json, Object, ToJson as _};

use super::text;

/// The most characters of a code or of a request id: a longer text is no identifier.
const MAX_ID: usize = 256;

/// A member that is a text and not blank.
pub(super) fn text_of<'v>(object: &'v Object, name: &str) -> Option<&'v str> {
    object.get(name)?.as_str().filter(|text| !text.trim().is_empty())
}

/// The items of a list; none if there is no list.
pub(super) fn items(list: Option<&Json>) -> &[Json] {
    list.and_then(Json::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// The code of an object: `code`, `error_code` or `errorCode`, the first that is a text or a number. A number becomes
/// its text.
pub(super) fn code_of(object: &Object) -> Option<String> {
    ["code", "error_code", "errorCode"].iter().find_map(|&name| match object.get(name)? {
        Json::String(code) => identifier(code),
        code @ Json::Number(_) => Some(code.to_json_string()),
        _ => None,
    })
}

/// A text as an identifier, on one line; `None` if it is blank or has more than 256 characters.
pub(super) fn identifier(text: &str) -> Option<String> {
    let id = text::one_line(text, MAX_ID + 1)?;
    // `chars().count()` has a fast path for long texts, which makes the wasm module larger.
    let is_first = |byte: &u8| byte & 0xc0 != 0x80;
    (id.as_bytes().iter().filter(|byte| is_first(byte)).count() <= MAX_ID).then_some(id)
}
