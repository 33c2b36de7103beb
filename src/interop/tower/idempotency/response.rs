//! Responses of the inner service as stored answers, and back.

use alloc::borrow::ToOwned as _;
use alloc::string::String;
use alloc::vec::Vec;

use bytes::Bytes;
use http::response::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use crate::idempotency::Answer;

/// Header fields that belong to one transmission, so that they are not stored.
const OF_ONE_TRANSMISSION: [&str; 6] =
    ["date", "x-request-id", "content-length", "transfer-encoding", "connection", "keep-alive"];

/// The part of a response that a store keeps. Each character of a header is one byte, as [`Answer::headers`] says.
pub(super) fn answer(parts: &Parts, body: Bytes) -> Answer {
    Answer { status: parts.status.as_u16(), headers: fields(&parts.headers), body: body.into() }
}

fn fields(headers: &HeaderMap) -> Vec<(String, String)> {
    let stored = headers.iter().filter(|(name, _)| !OF_ONE_TRANSMISSION.contains(&name.as_str()));
    let text = |value: &HeaderValue| value.as_bytes().iter().map(|byte| char::from(*byte)).collect();
    stored.map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
}

/// A stored answer as a response.
pub(super) fn replayed<B: From<Bytes>>(answer: Answer) -> Response<B> {
    let mut response = Response::new(Bytes::from(answer.body).into());
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in answer.headers.iter().filter_map(|(name, value)| field(name, value)) {
        response.headers_mut().append(name, value);
    }
    response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
    response
}

/// A header field, if its name and value can be one. Each character of the value is one byte.
pub(super) fn field(name: &str, value: &str) -> Option<(HeaderName, HeaderValue)> {
    let bytes: Option<Vec<u8>> = value.chars().map(|character| u8::try_from(character).ok()).collect();
    Some((name.parse().ok()?, HeaderValue::from_bytes(&bytes?).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_response_comes_back_without_the_fields_of_one_transmission() {
        let mut response = Response::builder().status(201).header("set-cookie", "a=1").header("set-cookie", "b=2");
        for name in OF_ONE_TRANSMISSION {
            response = response.header(name, "1");
        }
        let response =
            response.header("x-name", "Zo\u{eb}").header("x-latin", HeaderValue::from_bytes(b"\xe9").unwrap());
        let mut stored = answer(&response.body(()).unwrap().into_parts().0, Bytes::from_static(b"body"));
        assert_eq!(stored.headers[3], ("x-latin".to_owned(), "\u{e9}".to_owned()));
        // No header can be one of these. Another program may have stored them.
        for (name, value) in [("x-file", "\u{65e5}.pdf"), ("x-lines", "a\nb"), ("x-control", "a\0"), ("no name", "a")] {
            stored.headers.push((name.to_owned(), value.to_owned()));
        }
        let back: Response<Bytes> = replayed(stored);
        let names: Vec<_> = back.headers().iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let expected: [(&str, &[u8]); 5] = [
            ("set-cookie", b"a=1"),
            ("set-cookie", b"b=2"),
            ("x-name", "Zo\u{eb}".as_bytes()),
            ("x-latin", b"\xe9"),
            ("idempotent-replayed", b"true"),
        ];
        assert_eq!(names, expected);
        assert_eq!((back.status().as_u16(), back.body().as_ref()), (201, b"body".as_slice()));
    }
}
