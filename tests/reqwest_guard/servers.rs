//! Servers, a resolver and a proxy for the tests.

use std::future::Future;
use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, TcpListener, TcpStream};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use reqwest::{Method, Response};
use serde_json::json;
use unanimous::interop::reqwest::{CallError, Guard, Lookup};
use unanimous::rule::safe_url::Policy;

pub(crate) const OPEN: &str = "127.0.0.2";
pub(crate) const VICTIM: &str = "127.0.0.1";

/// Two servers on one port, and the number of connections to each.
pub(crate) struct Servers {
    pub(crate) port: u16,
    open: Arc<AtomicUsize>,
    victim: Arc<AtomicUsize>,
}

/// Starts both servers. If there is a `location`, the open one answers 307 to it, with the port in place of `PORT`.
pub(crate) fn servers(location: Option<&str>) -> Servers {
    loop {
        let victim = TcpListener::bind((VICTIM, 0)).unwrap();
        let port = victim.local_addr().unwrap().port();
        // Another process may hold the same port on the other address.
        let Ok(open) = TcpListener::bind((OPEN, port)) else { continue };
        let answer = answer(location.map(|to| to.replace("PORT", &port.to_string())).as_deref());
        let victims_answer = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n".to_owned();
        return Servers { port, open: serve(open, answer), victim: serve(victim, victims_answer) };
    }
}

/// A redirect to a location, or the status 204.
fn answer(location: Option<&str>) -> String {
    let (status, headers) = match location {
        Some(to) => ("307 Temporary Redirect", format!("location: {to}\r\ncontent-length: 0\r\n")),
        None => ("204 No Content", String::new()),
    };
    format!("HTTP/1.1 {status}\r\n{headers}connection: close\r\n\r\n")
}

fn serve(listener: TcpListener, answer: String) -> Arc<AtomicUsize> {
    let count = Arc::new(AtomicUsize::new(0));
    let reached = Arc::clone(&count);
    thread::spawn(move || {
        for stream in listener.incoming() {
            // A connection without a request counts too: it tells an attacker that the port is open.
            reached.fetch_add(1, Ordering::SeqCst);
            let Ok(mut stream) = stream else { continue };
            read_request(&mut stream);
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    count
}

fn read_request(stream: &mut TcpStream) -> String {
    let (mut request, mut buffer) = (Vec::new(), [0; 1024]);
    while !request.ends_with(b"{}") {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(n) => request.extend_from_slice(&buffer[..n]),
        }
    }
    String::from_utf8_lossy(&request).into_owned()
}

/// Answers the look-ups with one answer after the other, repeats the last one, and counts the look-ups.
#[derive(Clone)]
pub(crate) struct Scripted {
    answers: Vec<Vec<IpAddr>>,
    asked: Arc<Mutex<usize>>,
}

impl Scripted {
    pub(crate) fn new(answers: &[&[&str]]) -> Self {
        let parse = |answer: &&[&str]| answer.iter().map(|address| address.parse().unwrap()).collect();
        Self { answers: answers.iter().map(parse).collect(), asked: Arc::default() }
    }

    pub(crate) fn asked(&self) -> usize {
        *self.asked.lock().unwrap()
    }
}

impl Lookup for Scripted {
    fn lookup(&self, _: String) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send>> {
        let mut asked = self.asked.lock().unwrap();
        let answer = self.answers[(*asked).min(self.answers.len() - 1)].clone();
        *asked += 1;
        Box::pin(async move { Ok(answer) })
    }
}

pub(crate) fn guard(lookup: impl Lookup + 'static, policy: &serde_json::Value) -> Guard {
    // Another package of the workspace may have given reqwest TLS without a provider.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Guard::new(Policy::from_options(&policy.into()).unwrap()).lookup(lookup)
}

pub(crate) fn open_only() -> serde_json::Value {
    json!({"schemes": ["https", "http"], "allowCidrs": [OPEN]})
}

/// Posts to a URL, and returns the status or the detail of the refusal.
pub(crate) async fn deliver(guard: &Guard, url: &str) -> Result<u16, String> {
    match send(guard, url).await {
        Ok(response) => Ok(response.status().as_u16()),
        Err(CallError::Refused(reason)) => Err(reason.detail().unwrap().to_owned()),
        Err(error) => Err(format!("not refused: {error:?}")),
    }
}

/// Posts to a URL, with a new client, so that each call opens a connection.
pub(crate) async fn send(guard: &Guard, url: &str) -> Result<Response, CallError> {
    guard.clone().client().unwrap().send(Method::POST, url, |request| request.body("{}")).await
}

impl Servers {
    pub(crate) fn url(&self, host: &str) -> String {
        format!("http://{host}:{}/hook", self.port)
    }

    pub(crate) fn reached(&self) -> (usize, usize) {
        (self.open.load(Ordering::SeqCst), self.victim.load(Ordering::SeqCst))
    }
}

/// A proxy on the victim's address, which answers each request itself, and the first lines of its requests.
pub(crate) struct TestProxy {
    pub(crate) port: u16,
    lines: Arc<Mutex<Vec<String>>>,
}

impl TestProxy {
    /// Starts the proxy. If there is a `location`, it answers 307 to it.
    pub(crate) fn start(location: Option<&str>) -> Self {
        let listener = TcpListener::bind((VICTIM, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let lines = Arc::new(Mutex::new(Vec::new()));
        let (seen, answer) = (Arc::clone(&lines), answer(location));
        thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let request = read_request(&mut stream);
                seen.lock().unwrap().push(request.lines().next().unwrap_or_default().to_owned());
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { port, lines }
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }
}
