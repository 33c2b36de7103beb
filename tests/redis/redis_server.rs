//! A `redis-server` of the test's own. It ends with the value that stands for it.

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use port::Port;

#[allow(clippy::duplicate_mod, reason = "`tests/stores` starts both servers")]
#[path = "../port/mod.rs"]
mod port;

/// A `redis-server` on loopback ports and in a folder of its own.
pub(crate) struct Redis {
    child: Child,
    pub(crate) port: u16,
    /// The port above, and others that it listens on.
    _ports: Vec<Port>,
    folder: PathBuf,
    options: Vec<String>,
}

#[allow(dead_code, reason = "each test program uses a part")]
impl Redis {
    /// A server that keeps nothing.
    pub(crate) fn start() -> Self {
        Self::start_with(&[], None)
    }

    /// A server that has each change on disk before it answers.
    pub(crate) fn start_durable() -> Self {
        Self::start_with(&["--appendonly", "yes", "--appendfsync", "always"], None)
    }

    /// A server that takes TLS connections with this certificate, and its port for them.
    pub(crate) fn start_with_tls(certificate: &str, key: &str) -> (Self, u16) {
        let port = Port::take();
        let number = port.number;
        let files = ["--tls-cert-file", certificate, "--tls-key-file", key, "--tls-auth-clients", "no"];
        (Self::start_with(&files, Some(("--tls-port", port))), number)
    }

    /// A server that follows this one, as a replica, and has what it has.
    pub(crate) fn start_replica(&self) -> Self {
        let replica = Self::start();
        replica.must(&["REPLICAOF", "127.0.0.1", &self.port.to_string()]);
        replica.wait_until("INFO", "master_link_status:up");
        replica
    }

    /// A cluster of two primaries that share the slots, and nothing else.
    pub(crate) fn start_cluster() -> [Self; 2] {
        let nodes = [(0, 8191), (8192, 16383)].map(|(first, last): (u16, u16)| {
            // By default the port of the nodes is 10,000 above.
            let bus = Port::take();
            let number = bus.number.to_string();
            let node = Self::start_with(&["--cluster-enabled", "yes"], Some(("--cluster-port", bus)));
            node.must(&["CLUSTER", "ADDSLOTSRANGE", &first.to_string(), &last.to_string()]);
            (node, number)
        });
        let [(first, _), (second, bus)] = nodes;
        first.must(&["CLUSTER", "MEET", "127.0.0.1", &second.port.to_string(), &bus]);
        first.wait_until("CLUSTER INFO", "cluster_state:ok");
        second.wait_until("CLUSTER INFO", "cluster_state:ok");
        [first, second]
    }

    /// A server with these options, and with one more port that this option names.
    fn start_with(options: &[&str], more: Option<(&str, Port)>) -> Self {
        let port = Port::take();
        let number = port.number;
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("redis-{number}"));
        // A test that was killed may have left one.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        let mut options: Vec<_> = options.iter().map(|option| (*option).to_owned()).collect();
        let mut ports = vec![port];
        if let Some((option, port)) = more {
            options.extend([option.to_owned(), port.number.to_string()]);
            ports.push(port);
        }
        let child = spawn(number, &folder, &options);
        let server = Self { child, port: number, _ports: ports, folder, options };
        server.wait();
        server
    }

    /// Waits until the answer to a command holds this text.
    fn wait_until(&self, command: &str, text: &str) {
        let command: Vec<_> = command.split(' ').collect();
        for _ in 0..800 {
            if self.ask(&command).contains(text) {
                return;
            }
            thread::sleep(Duration::from_millis(25));
        }
        panic!("redis-server on port {} does not say {text}", self.port);
    }

    /// Kills the process (SIGKILL).
    pub(crate) fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Starts a killed server again, at the same port and with what it kept.
    pub(crate) fn restart(&mut self) {
        self.child = spawn(self.port, &self.folder, &self.options);
        self.wait();
    }

    /// Stops the process (SIGSTOP). The system still takes connections and commands for it.
    pub(crate) fn freeze(&self) {
        self.signal("-STOP");
    }

    /// Lets a stopped process go on (SIGCONT).
    pub(crate) fn thaw(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        let status = Command::new("kill").args([signal, &self.child.id().to_string()]).status().expect("kill");
        assert!(status.success());
    }

    fn wait(&self) {
        for _ in 0..400 {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() && self.ask(&["PING"]).trim() == "PONG" {
                return;
            }
            thread::sleep(Duration::from_millis(25));
        }
        panic!("redis-server does not answer on port {}", self.port);
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// What Redis's own client says to a command.
    pub(crate) fn ask(&self, command: &[&str]) -> String {
        let port = self.port.to_string();
        let output = Command::new("redis-cli").args(["-p", &port]).args(command).output().expect("redis-cli");
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// Sends a command that Redis must answer with OK.
    pub(crate) fn must(&self, command: &[&str]) {
        assert_eq!(self.ask(command).trim(), "OK", "{command:?}");
    }
}

fn spawn(port: u16, folder: &Path, options: &[String]) -> Child {
    let mut command = Command::new("redis-server");
    command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--dir"]).arg(folder);
    command.args(options).stdout(Stdio::null());
    command.spawn().expect("redis-server is installed: scripts/setup.sh test does it")
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
