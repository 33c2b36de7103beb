//! The types of the crate [`http`]: a header map as [`Headers`], error responses as [`http::Response`], and
//! [`ApiError::read_http`]. Needs the feature `http`.
//!
//! ```
//! use unanimous::ApiError;
//!
//! let response = http::Response::builder()
//!     .status(404)
//!     .header("content-type", "application/json")
//!     .header("x-request-id", "req_1")
//!     .body(r#"{"error":{"message":"No such lead.","code":"not_found"}}"#)?;
//! let error = ApiError::read_http(&response);
//! assert_eq!((error.message.as_str(), error.request_id.as_deref()), ("No such lead.", Some("req_1")));
//! # Ok::<(), http::Error>(())
//! ```

use alloc::string::String;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::api_error::{ApiError, ReadOptions, Response};
use crate::headers::Headers;
use crate::render::ErrorResponse;

/// The text of a value that is not UTF-8. So the header is still present, with a value that no reader takes for another.
const NOT_UTF8: &str = "\u{fffd}";

/// The header fields in the order of the map. A repeated header has all its lines, in their order. A value that is not
/// UTF-8 becomes U+FFFD.
///
/// ```
/// use http::header::{HeaderMap, LINK};
/// use unanimous::headers::Headers;
///
/// let mut map = HeaderMap::new();
/// map.append(LINK, "<https://docs.example/a>; rel=help".parse()?);
/// map.append(LINK, "<https://docs.example/b>; rel=next".parse()?);
/// assert_eq!(Headers::from(&map).all("link").count(), 2);
/// # Ok::<(), http::header::InvalidHeaderValue>(())
/// ```
impl<'a> From<&'a HeaderMap> for Headers<'a> {
    fn from(map: &'a HeaderMap) -> Self {
        map.iter()
            .map(|(name, value)| (name.as_str(), core::str::from_utf8(value.as_bytes()).unwrap_or(NOT_UTF8)))
            .collect()
    }
}

/// The response with any body that is made of a `String`: `String`, `Vec<u8>`, `bytes::Bytes`, `axum::body::Body`,
/// `http_body_util::Full<Bytes>`, `reqwest::Body`.
///
/// A header that HTTP does not allow is left out, and an invalid status becomes 500. `render` writes neither.
///
/// ```
/// use unanimous::render::{self, Context, Dialect};
///
/// let error = render::error(404, "not_found", "No such lead.", Dialect::Problem, &Context::default());
/// let response: http::Response<Vec<u8>> = error.into();
/// assert_eq!(response.status(), 404);
/// assert_eq!(response.headers()["content-type"], "application/problem+json");
/// ```
impl<B: From<String>> From<ErrorResponse> for http::Response<B> {
    fn from(error: ErrorResponse) -> Self {
        let mut response = Self::new(error.body.into());
        *response.status_mut() = StatusCode::from_u16(error.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        for (name, value) in error.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                response.headers_mut().append(name, value);
            }
        }
        response
    }
}

impl ApiError {
    /// Reads a response of the crate `http`, whose body has arrived. It never fails.
    pub fn read_http<B: AsRef<[u8]>>(response: &http::Response<B>) -> Self {
        Self::read_http_with(response, &ReadOptions::default())
    }

    /// Reads a response of the crate `http`, with options for its server.
    pub fn read_http_with<B: AsRef<[u8]>>(response: &http::Response<B>, options: &ReadOptions<'_>) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().into());
        Self::read_with(&Response { status, headers, body: response.body().as_ref(), ..Response::default() }, options)
    }
}

/// A header as `Headers.get` of the fetch standard gives it: lines joined by `, `, trimmed, one character a byte. `None`
/// without the header.
#[cfg(any(feature = "axum", all(feature = "tower", not(target_arch = "wasm32"))))]
pub(crate) fn field(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let mut lines = headers.get_all(name).iter();
    let mut joined: String = lines.next()?.as_bytes().iter().copied().map(char::from).collect();
    for line in lines {
        joined.push_str(", ");
        joined.extend(line.as_bytes().iter().copied().map(char::from));
    }
    Some(crate::headers::trim_ows(&joined).into())
}

#[cfg(any(feature = "axum", all(feature = "tower", not(target_arch = "wasm32"))))]
pub(crate) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The client's own `X-Request-Id` if it is safe in a log and in a header: 1 to 64 letters, digits, `-`, `_` and `.`.
#[cfg(any(feature = "axum", all(feature = "tower", not(target_arch = "wasm32"))))]
pub(crate) fn request_id_of_client(headers: &HeaderMap) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    field(headers, &X_REQUEST_ID).filter(|id| (1..=64).contains(&id.len()) && id.bytes().all(is_plain))
}

/// The client's own `X-Request-Id`, as [`request_id_of_client`] has it, otherwise a new one.
#[cfg(all(feature = "tower", not(target_arch = "wasm32")))]
pub(crate) fn request_id_or_new(headers: &HeaderMap) -> String {
    // A new request id is a random UUID, as a new idempotency key is.
    request_id_of_client(headers).unwrap_or_else(crate::rule::idempotency_key::new_idempotency_key)
}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use super::*;
    use crate::api_error::Category;

    #[test]
    fn header_maps_keep_every_line_in_order() {
        let mut map = HeaderMap::new();
        map.append("retry-after", HeaderValue::from_static("1"));
        map.append("x-name", HeaderValue::from_static("first"));
        map.append("x-name", HeaderValue::from_bytes(b"caf\xe9").unwrap());
        map.append("x-name", HeaderValue::from_bytes("caf\u{e9}".as_bytes()).unwrap());
        map.append("x-name", HeaderValue::from_static("last"));
        let headers = Headers::from(&map);
        assert_eq!(headers.all("x-name").collect::<Vec<_>>(), ["first", "\u{fffd}", "caf\u{e9}", "last"]);
        assert_eq!(headers.get("Retry-After"), Some("1"));
        assert_eq!(Headers::from(&HeaderMap::new()), Headers::default());
    }

    #[test]
    fn error_responses_become_http_responses() {
        let headers = vec![
            ("content-type".into(), "application/json".into()),
            ("link".into(), "<a>".into()),
            ("link".into(), "<b>".into()),
            ("bad name".into(), "x".into()),
            ("x-bad".into(), "a\r\nset-cookie: b".into()),
        ];
        let answer = ErrorResponse { status: 429, headers, body: "{}".into() };
        let response: http::Response<String> = answer.clone().into();
        assert_eq!((response.status().as_u16(), response.body().as_str()), (429, "{}"));
        assert_eq!(response.headers().get_all("link").iter().collect::<Vec<_>>(), ["<a>", "<b>"]);
        assert_eq!(response.headers().len(), 3);
        let response: http::Response<Vec<u8>> = ErrorResponse { status: 7, ..answer }.into();
        assert_eq!((response.status().as_u16(), response.body().as_slice()), (500, &b"{}"[..]));
    }

    #[test]
    fn http_responses_are_read() {
        let response = http::Response::builder().status(429).header("retry-after", "2").body(Vec::new()).unwrap();
        let error = ApiError::read_http(&response);
        assert_eq!(
            (error.category, error.retry_after),
            (Category::RateLimited, Some(core::time::Duration::from_secs(2)))
        );
    }
}
