//! Error bodies across the boundary.

use unanimous::Json;
use wasm_bindgen::prelude::wasm_bindgen;

use super::messages::parse_options;
use super::value::json_of_block;
use super::{buffer, items, put_json};
use unanimous::api_error::{ApiError, ReadOptions, Response, vocabulary_of};
use unanimous::headers::Headers;

/// Reads a response, and leaves its `ApiError` in the output. The first `rest` of the input's `length` bytes are the
/// packed `{"headers": [[name, value], …], "now"?, "knownPaths"?, "prefixes"?, "keepEchoes"?, "vocabulary"?,
/// "incomplete"?}`. `vocabulary` is a list of roles and names in turn; if it is wrong, the output is `{"refused": text}`. The
/// response's body follows.
#[wasm_bindgen(js_name = readError)]
pub fn read_error(status: u16, rest: usize, length: usize) -> u32 {
    buffer::with_bytes(length, |input| {
        let (rest, body) = input.split_at_checked(rest).unwrap_or_default();
        let rest = json_of_block(rest);
        let response = Response {
            status,
            headers: headers(&rest["headers"]),
            body,
            now: time(&rest["now"]),
            incomplete: rest["incomplete"] == true,
        };
        let mut texts = items(&rest["vocabulary"]).iter().filter_map(Json::as_str);
        let vocabulary = match vocabulary_of(core::iter::from_fn(|| Some((texts.next()?, texts.next()?)))) {
            Ok(vocabulary) => vocabulary,
            Err(text) => return put_json(&Json::Object([("refused".into(), Json::from(text))].into_iter().collect())),
        };
        let options =
            ReadOptions { message: parse_options(&rest), keep_echoes: rest["keepEchoes"] == true, vocabulary };
        put_json(&ApiError::read_with(&response, &options).to_js())
    })
}

fn headers(pairs: &Json) -> Headers<'_> {
    items(pairs).iter().filter_map(|pair| Some((pair[0].as_str()?, pair[1].as_str()?))).collect()
}

/// Reads milliseconds since 1970; `None` for anything but a number from 0 on.
pub(super) fn time(value: &Json) -> Option<u64> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as saturates; the sign is checked")]
    value.as_f64().filter(|ms| *ms >= 0.0).map(|ms| ms as u64)
}
