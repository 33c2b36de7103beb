//! Clients that are slow on purpose, over real TCP: each loses its connection, and the others are served meanwhile.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::support::client::{request, send};
use crate::support::harness::{Created, Setup, serve, serve_until, setup};
use crate::{JSON, KEY, LEAD, fresh};

const LIMIT: Duration = Duration::from_secs(1);
/// A client may be closed this much later than the limit, on a busy machine.
const SLACK: Duration = Duration::from_secs(30);

fn within_limit() -> (Setup, Created) {
    let (mut setup, created) = setup();
    setup.options.timeout_ms = 1_000;
    (setup, created)
}

/// Reads until the server closes the connection. Returns what came.
async fn read_to_close(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset closes the connection too.
    let _ = timeout(LIMIT + SLACK, stream.read_to_end(&mut bytes)).await.expect("the server closes the connection");
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Sends `start`, then one byte of `drip` every 100 ms until the server closes the connection. Returns what came.
async fn drip(to: SocketAddr, start: Vec<u8>, drip: &'static [u8]) -> String {
    let stream = TcpStream::connect(to).await.expect("a connection");
    let (mut reader, mut writer) = stream.into_split();
    writer.write_all(&start).await.expect("the first bytes are taken");
    let writing = tokio::spawn(async move {
        for byte in drip.iter().cycle() {
            sleep(Duration::from_millis(100)).await;
            if writer.write_all(&[*byte]).await.is_err() {
                break;
            }
        }
    });
    let mut bytes = Vec::new();
    let _ = timeout(LIMIT + SLACK, reader.read_to_end(&mut bytes)).await.expect("the server closes the connection");
    writing.abort();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test]
async fn half_sent_heads_are_closed_and_others_are_answered_meanwhile() {
    let to = serve(within_limit().0).await;
    let mut slow = JoinSet::new();
    for n in 0..90 {
        let starts: [&[u8]; 3] = [b"", b"POST /api/leads HT", b"POST /api/leads HTTP/1.1\r\nHost: localhost\r\nX-A: "];
        let (start, rest): (_, &'static [u8]) = (starts[n % 3].to_vec(), if n % 2 == 0 { b"a" } else { b"" });
        slow.spawn(async move { drip(to, start, rest).await });
    }
    let start = Instant::now();
    let mut honest = 0;
    while start.elapsed() < LIMIT + Duration::from_millis(200) || honest <= 5 {
        let answer = send(to, &request("POST", "/api/leads", &[JSON, &fresh()], LEAD)).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        honest += 1;
    }
    while let Some(slow) = slow.join_next().await {
        let answer = slow.expect("closed");
        assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 4"), "{answer}");
    }
}

#[tokio::test]
async fn a_body_that_drips_gets_408_and_the_connection_is_closed() {
    let to = serve(within_limit().0).await;
    let heads = [
        "POST /api/leads HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n",
        "POST /api/leads HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Transfer-Encoding: chunked\r\n\r\nffff\r\n",
    ];
    for head in heads {
        let answer = drip(to, head.into(), b" ").await;
        assert!(answer.starts_with("HTTP/1.1 408 ") && answer.ends_with(r#""code":"REQUEST_TIMEOUT"}}"#), "{answer}");
    }
    // These routes answer without reading the body.
    for path in ["/api/nothing", "/api/health", "/page.mjs"] {
        let head = format!("POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n");
        let answer = drip(to, head.into(), b" ").await;
        assert!(answer.starts_with("HTTP/1.1 40"), "{path}: {answer}");
    }
}

#[tokio::test]
async fn a_client_that_reads_no_answer_is_closed() {
    let to = serve(within_limit().0).await;
    let mut stream = TcpStream::connect(to).await.expect("a connection");
    let requests = b"GET /style.css HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100);
    // The answers fill the buffers of the sockets. Then the server reads no further request, and this waits.
    let writing = async { while stream.write_all(&requests).await.is_ok() {} };
    timeout(Duration::from_secs(5) + SLACK, writing).await.expect("the server closes the connection");
    assert_eq!(send(to, &request("GET", "/api/health", &[], b"")).await.status, 200);
}

#[tokio::test]
async fn an_idle_connection_is_closed() {
    let to = serve(within_limit().0).await;
    let mut stream = TcpStream::connect(to).await.expect("a connection");
    stream.write_all(b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n").await.expect("the request is taken");
    let answer = read_to_close(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with(r#"{"ok":true}"#), "{answer}");
}

#[tokio::test]
async fn garbage_behind_a_request_is_refused_and_the_connection_is_closed() {
    let to = serve(within_limit().0).await;
    let good = "GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let long = "X-A: ".to_owned() + &"a".repeat(70_000);
    for (garbage, status) in [("\0\x01garbage\r\n\r\n", "400"), (&format!("GET / HTTP/1.1\r\n{long}"), "431")] {
        let mut stream = TcpStream::connect(to).await.expect("a connection");
        stream.write_all((good.to_owned() + garbage).as_bytes()).await.expect("the requests are taken");
        let answer = read_to_close(&mut stream).await;
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        assert!(answer.contains(&format!("HTTP/1.1 {status} ")), "{answer}");
    }
}

// hyper removes the `Content-Length` before the app could refuse the request.
#[tokio::test]
async fn after_a_request_with_two_lengths_the_connection_is_closed_and_nothing_is_smuggled() {
    let (setup, created) = within_limit();
    let to = serve(setup).await;
    let smuggled = "POST /api/leads HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                    Idempotency-Key: smuggled\r\nContent-Length: 2\r\n\r\n{}";
    let lead = String::from_utf8_lossy(LEAD);
    for lengths in [
        "Content-Length: 4\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 4",
        "Content-Length: 9999\r\nTransfer-Encoding: chunked",
    ] {
        let mut stream = TcpStream::connect(to).await.expect("a connection");
        let key = fresh();
        let head = format!(
            "POST /api/leads HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{key}\r\n{lengths}\r\n\r\n"
        );
        let body = format!("{:x}\r\n{lead}\r\n0\r\n\r\n", lead.len());
        stream.write_all((head + &body + smuggled).as_bytes()).await.expect("the bytes are taken");
        let answer = read_to_close(&mut stream).await;
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{lengths}: {answer}");
        assert!(answer.starts_with("HTTP/1.1 201 ") && answer.contains("connection: close"), "{answer}");
    }
    assert_eq!(created.lock().expect("no panic").len(), 3);
}

#[tokio::test]
async fn a_head_has_at_most_100_headers_and_less_than_64_kib() {
    let to = serve(within_limit().0).await;
    let many = |count: usize| "x: 1\r\n".repeat(count);
    // The target has 11 bytes, and the other names and values have 21.
    let long = |bytes: usize| format!("x: {}\r\n", "a".repeat(bytes - 32));
    let table = [
        (many(98), "200"),
        (many(99), "431"),
        (many(5000), "431"),
        (long(65_535), "200"),
        (long(65_536), "431"),
        (long(100_000), "431"),
    ];
    for (headers, status) in table {
        let mut stream = TcpStream::connect(to).await.expect("a connection");
        let head = format!("GET /api/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n");
        let _ = stream.write_all(head.as_bytes()).await;
        let answer = read_to_close(&mut stream).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{} bytes: {answer}", head.len());
    }
}

#[tokio::test]
async fn a_body_that_is_declared_too_large_gets_413_before_it_is_sent_and_no_100() {
    let to = serve(within_limit().0).await;
    let head = "POST /api/leads HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    for rest in ["Content-Length: 9999999999\r\n\r\n{}", "Expect: 100-continue\r\nContent-Length: 9999999\r\n\r\n"] {
        let mut stream = TcpStream::connect(to).await.expect("a connection");
        stream.write_all(format!("{head}{rest}").as_bytes()).await.expect("the head is taken");
        let mut first = [0; 64];
        let read = timeout(LIMIT + SLACK, stream.read(&mut first)).await.expect("in time").expect("an answer");
        assert!(first[..read].starts_with(b"HTTP/1.1 413 "), "{}", String::from_utf8_lossy(&first));
    }
}

#[tokio::test]
async fn slow_clients_in_all_slots_hold_others_up_for_their_time_only() {
    let (mut setup, _) = within_limit();
    setup.options.connections = 4;
    let to = serve(setup).await;
    let mut slow = Vec::new();
    for _ in 0..4 {
        slow.push(TcpStream::connect(to).await.expect("a connection"));
    }
    let start = Instant::now();
    let answer = send(to, &request("POST", "/api/leads", &[JSON, KEY], LEAD)).await;
    assert_eq!(answer.status, 201);
    assert!(start.elapsed() < LIMIT + SLACK, "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_half_sent_request_does_not_keep_a_stopping_server_up() {
    let (stop, stopped) = oneshot::channel::<()>();
    let (to, server) = serve_until(within_limit().0, async { drop(stopped.await) }).await;
    let mut half = TcpStream::connect(to).await.expect("a connection");
    half.write_all(b"POST /api/leads HTTP/1.1\r\n").await.expect("the first line is taken");
    assert_eq!(send(to, &request("GET", "/api/health", &[], b"")).await.status, 200);
    drop(stop);
    timeout(LIMIT + SLACK, server).await.expect("it stops").expect("no panic");
}
