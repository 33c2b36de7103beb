//! The value of a key in Redis. `docs/idempotency.md` describes it for other languages.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::super::{Answer, Claim, Fingerprint};

/// An answer without its body, as it is stored.
#[derive(Serialize, Deserialize)]
struct Head {
    status: u16,
    headers: Vec<(String, String)>,
}

/// The value of a key while its request runs: one line. When the request is done, the answer follows.
///
/// ```text
/// 2 <fingerprint> <token>\n                           in hexadecimal
/// {"status":201,"headers":[["location","/1"]]}\n      only when the request is done
/// <body, byte for byte>
/// ```
pub(super) fn running(claim: &Claim) -> Vec<u8> {
    format!("2 {} {:032x}\n", claim.stored.fingerprint, claim.token).into_bytes()
}

/// The value of a key whose request is done.
pub(super) fn done(running: &[u8], answer: &Answer) -> Vec<u8> {
    let head = Head { status: answer.status, headers: answer.headers.clone() };
    let head = serde_json::to_vec(&head).unwrap_or_default();
    [running, &head, b"\n", &answer.body].concat()
}

/// Reads a value that [`running`] or [`done`] wrote; `None` if it is anything else.
pub(super) fn parse(record: &[u8]) -> Option<(Fingerprint, Option<Answer>)> {
    let (line, rest) = split_line(record)?;
    let mut words = core::str::from_utf8(line).ok()?.split(' ');
    (words.next()? == "2").then_some(())?;
    let fingerprint = words.next()?.parse().ok()?;
    u128::from_str_radix(words.next()?, 16).ok()?;
    words.next().is_none().then_some(())?;
    if rest.is_empty() {
        return Some((fingerprint, None));
    }
    let (head, body) = split_line(rest)?;
    let Head { status, headers } = serde_json::from_slice(head).ok()?;
    Some((fingerprint, Some(Answer { status, headers, body: body.to_vec() })))
}

fn split_line(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    Some((&bytes[..end], &bytes[end + 1..]))
}

#[cfg(test)]
mod tests {
    use super::super::super::Stored;
    use super::*;

    #[test]
    fn our_records_are_read_back_and_no_others() {
        let fingerprint = Fingerprint::of(b"x");
        let stored = Stored { fingerprint, since: 5, done: false, lease_until: Some(65) };
        let running = running(&Claim { key: "k".into(), stored, token: 7 });
        assert_eq!(parse(&running), Some((fingerprint, None)));
        let answer = Answer { status: 201, headers: vec![("location".into(), "/1".into())], body: b"a\nb\0".to_vec() };
        let done = done(&running, &answer);
        assert!(done.ends_with(b"\n{\"status\":201,\"headers\":[[\"location\",\"/1\"]]}\na\nb\0"));
        assert_eq!(parse(&done), Some((fingerprint, Some(answer))));
        let longer = [&running[..running.len() - 1], b" 1\n"].concat();
        let short = &running[..running.len() - 1];
        for other in [&b""[..], b"2", b"2\n", b"hello\n", b"1 a b c d\n", b"2 a b\n", short, &longer] {
            assert_eq!(parse(other), None);
        }
    }
}
