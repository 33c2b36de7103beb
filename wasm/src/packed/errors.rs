//! Error bodies across the boundary.

use unanimous::Json;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{answer, buffer, value};
use unanimous::api_error::{ApiError, ReadOptions, Response};
use unanimous::headers::Headers;
use unanimous::report::ParseOptions;

/// Reads a response: the error, in camelCase. The input holds `{"headers": [[name, value], …], "now"?, "knownPaths"?,
/// "prefixes"?, "keepEchoes"?}`, packed in `rest` bytes, and then the body's.
#[wasm_bindgen(js_name = readError)]
pub fn read_error(status: u16, rest: usize, length: usize) -> u32 {
    buffer::with(length, |input| {
        let (rest, body) = input.split_at_checked(rest).unwrap_or_default();
        let rest = value::value(rest);
        let response = Response { status, headers: headers(&rest["headers"]), body, now: time(&rest["now"]) };
        let options = ReadOptions {
            message: ParseOptions {
                known_paths: rest["knownPaths"].as_array().map(|paths| texts(paths).collect()),
                prefixes: rest["prefixes"].as_array().into_iter().flat_map(|prefixes| texts(prefixes)).collect(),
                form: None,
            },
            keep_echoes: rest["keepEchoes"] == true,
        };
        answer(&ApiError::read_with(&response, &options).to_js())
    })
}

fn texts(list: &[Json]) -> impl Iterator<Item = &str> {
    list.iter().filter_map(Json::as_str)
}

fn headers(pairs: &Json) -> Headers<'_> {
    let pairs = pairs.as_array().into_iter().flatten();
    pairs.filter_map(|pair| Some((pair[0].as_str()?, pair[1].as_str()?))).collect()
}

/// Milliseconds since 1970, as JavaScript's clock has them.
pub(super) fn time(value: &Json) -> Option<u64> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as saturates; the sign is checked")]
    value.as_f64().filter(|ms| *ms >= 0.0).map(|ms| ms as u64)
}
