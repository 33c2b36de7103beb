//! A small HTTP client that sends any bytes, so that a test can send invalid requests.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// A request head with `Connection: close`. Each of `headers` is a whole line.
pub(crate) fn head(method: &str, path: &str, headers: &[&str]) -> Vec<u8> {
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n").into_bytes();
    for line in headers {
        // Latin-1, so that a test can send any byte.
        head.extend(line.chars().map(|c| u8::try_from(c).expect("one byte")));
        head.extend(b"\r\n");
    }
    head.extend(b"\r\n");
    head
}

/// A request with a body of known length.
pub(crate) fn request(method: &str, path: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let length = format!("Content-Length: {}", body.len());
    let mut bytes = head(method, path, &[headers, &[length.as_str()]].concat());
    bytes.extend(body);
    bytes
}

/// A request whose body is chunked, without a `Content-Length`.
pub(crate) fn chunked(path: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut bytes = head("POST", path, &[headers, &["Transfer-Encoding: chunked"]].concat());
    for chunk in body.chunks(1000) {
        bytes.extend(format!("{:x}\r\n", chunk.len()).bytes());
        bytes.extend(chunk);
        bytes.extend(b"\r\n");
    }
    bytes.extend(b"0\r\n\r\n");
    bytes
}

/// Sends the bytes and reads the whole answer.
pub(crate) async fn send(to: SocketAddr, bytes: &[u8]) -> Answer {
    let exchange = async {
        let mut stream = TcpStream::connect(to).await.expect("a connection");
        stream.write_all(bytes).await.expect("the request is taken");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.expect("an answer");
        String::from_utf8(answer).expect("UTF-8")
    };
    let text = tokio::time::timeout(Duration::from_secs(120), exchange).await.expect("an answer in time");
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status line");
    let headers =
        lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_lowercase(), value.into()));
    Answer { status: status.parse().expect("a status"), headers: headers.collect(), body: body.to_owned() }
}
