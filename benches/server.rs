//! Requests a second of an axum server that checks its bodies, beside the same server with axum's `Json`.
//!
//! `cargo bench --bench server --features axum` serves both on the loopback interface, with the layer `Answers` and without,
//! each on a thread of its own, and loads them in turn for short rounds. On Linux it counts the seconds that the server's
//! thread had a processor, so that neither the clients nor what else the machine does weigh. It prints the median rate of
//! each, and the median ratio to the server in the line before that does not check.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use axum::routing::post;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use unanimous::has_schema;
use unanimous::interop::axum::{Answers, ValidJson};

const ROUNDS: usize = 21;
const ROUND: Duration = Duration::from_millis(300);
const CLIENTS: usize = 8;
const LEAD: &str = r#"{"name":"Ann Example","email":"ann@example.com","phone":"+46 8 123 456","status":"new","callback_url":"https://hooks.example.com/lead"}"#;

#[derive(Deserialize, Serialize)]
struct Lead {
    name: String,
    email: String,
    phone: Option<String>,
    status: Option<String>,
    callback_url: Option<String>,
}

has_schema!(Lead, include_str!("../www/lead.schema.json"));

fn main() {
    let plain = || Router::new().route("/", post(|Json(lead): Json<Lead>| async { Json(lead) }));
    let valid = || Router::new().route("/", post(|ValidJson(lead): ValidJson<Lead>| async { Json(lead) }));
    let servers = [
        ("Json", plain()),
        ("ValidJson", valid()),
        ("Json, Answers", plain().layer(Answers::new())),
        ("ValidJson, Answers", valid().layer(Answers::new())),
    ];
    let servers = servers.map(|(name, app)| (name, Server::start(app)));
    for (_, server) in &servers {
        server.load();
    }
    let mut rates = [(); 4].map(|()| Vec::new());
    for _ in 0..ROUNDS {
        for ((_, server), rates) in servers.iter().zip(&mut rates) {
            rates.push(server.load());
        }
    }
    for (at, (name, _)) in servers.iter().enumerate() {
        let plain = &rates[at & !1];
        let ratios = rates[at].iter().zip(plain).map(|(rate, plain)| rate / plain).collect();
        println!("{name:20}{:>8.0} requests a second   {:.2}", median(rates[at].clone()), median(ratios));
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// A server on a thread of its own.
struct Server {
    address: SocketAddr,
    /// Where Linux says how many nanoseconds the thread had a processor.
    statistics: PathBuf,
}

impl Server {
    fn start(app: Router) -> Self {
        let (started, server) = mpsc::channel();
        thread::spawn(move || {
            let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
                let address = listener.local_addr().expect("an address");
                let thread = fs::read_link("/proc/thread-self").unwrap_or_default();
                let statistics = PathBuf::from("/proc").join(thread).join("schedstat");
                started.send(Self { address, statistics }).expect("the bench waits");
                axum::serve(listener, app).await.expect("the server runs");
            });
        });
        server.recv().expect("the server starts")
    }

    fn processor_time(&self) -> Option<Duration> {
        let statistics = fs::read_to_string(&self.statistics).ok()?;
        statistics.split(' ').next()?.parse().ok().map(Duration::from_nanos)
    }

    /// Sends requests for a round, over connections that stay open. Returns how many were answered a second.
    fn load(&self) -> f64 {
        let (start, before, to) = (Instant::now(), self.processor_time(), self.address);
        let clients: Vec<_> = (0..CLIENTS).map(|_| thread::spawn(move || client(to, start + ROUND))).collect();
        let answered: u32 = clients.into_iter().map(|client| client.join().expect("no client fails")).sum();
        let busy = self.processor_time().zip(before).map(|(after, before)| after.saturating_sub(before));
        f64::from(answered) / busy.unwrap_or_else(|| start.elapsed()).as_secs_f64()
    }
}

fn client(to: SocketAddr, end: Instant) -> u32 {
    let mut stream = TcpStream::connect(to).expect("a connection");
    stream.set_nodelay(true).expect("a socket option");
    let request = format!(
        "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{LEAD}",
        LEAD.len()
    );
    let (mut answered, mut buffer) = (0, [0; 4096]);
    while Instant::now() < end {
        stream.write_all(request.as_bytes()).expect("the request is taken");
        // The answer ends as the lead does.
        let mut length = 0;
        while !buffer[..length].ends_with(b"lead\"}") {
            length += stream.read(&mut buffer[length..]).expect("an answer");
        }
        assert!(buffer.starts_with(b"HTTP/1.1 200"));
        answered += 1;
    }
    answered
}
