//! A body, an answer and a claim, for the tests of every store.

use unanimous::idempotency::{Answer, Begin, Claim, Fingerprint, StoreError};

pub(crate) fn body(text: &str) -> Fingerprint {
    Fingerprint::of(text.as_bytes())
}

/// An answer whose body is not text.
pub(crate) fn answer() -> Answer {
    let headers = vec![("location".into(), "/1".into()), ("x".into(), "\"\\\u{e9}".into())];
    Answer { status: 201, headers, body: vec![0, b'\n', 0xff, b'\r', b'1'] }
}

#[track_caller]
pub(crate) fn run(begin: Result<Begin, StoreError>) -> Claim {
    match begin.expect("the store answers") {
        Begin::Run(claim) => claim,
        other => panic!("expected to run, got {other:?}"),
    }
}
