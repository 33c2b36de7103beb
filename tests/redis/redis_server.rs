//! A `redis-server` of the test's own. It ends with the value that stands for it.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// A `redis-server` on a free loopback port.
pub(crate) struct Redis {
    child: Child,
    pub(crate) port: u16,
    /// Where it keeps its data. Without a folder it keeps nothing.
    folder: Option<PathBuf>,
}

#[allow(dead_code, reason = "each test program uses a part")]
impl Redis {
    /// A server that keeps nothing.
    pub(crate) fn start() -> Self {
        Self::start_at(free_port())
    }

    pub(crate) fn start_at(port: u16) -> Self {
        Self { child: spawn(port, None), port, folder: None }.answering()
    }

    /// A server that takes TLS connections with this certificate, at its port plus one.
    pub(crate) fn start_with_tls(certificate: &str, key: &str) -> Self {
        let port = free_port();
        let tls_port = (port + 1).to_string();
        let mut command = command(port, None);
        command.args(["--tls-port", &tls_port, "--tls-cert-file", certificate, "--tls-key-file", key]);
        command.args(["--tls-auth-clients", "no"]);
        Self { child: command.spawn().expect("redis-server is installed"), port, folder: None }.answering()
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
            let port = free_port();
            let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("redis-{port}"));
            fs::create_dir_all(&folder).expect("a folder");
            let mut command = command(port, None);
            // By default the port of the nodes is 10,000 above, which may be no port.
            let bus = free_port().to_string();
            command.args(["--cluster-enabled", "yes", "--cluster-port", &bus, "--dir"]).arg(&folder);
            let child = command.spawn().expect("redis-server is installed");
            let node = Self { child, port, folder: Some(folder) }.answering();
            node.must(&["CLUSTER", "ADDSLOTSRANGE", &first.to_string(), &last.to_string()]);
            (node, bus)
        });
        let [(first, _), (second, bus)] = nodes;
        first.must(&["CLUSTER", "MEET", "127.0.0.1", &second.port.to_string(), &bus]);
        first.wait_until("CLUSTER INFO", "cluster_state:ok");
        second.wait_until("CLUSTER INFO", "cluster_state:ok");
        [first, second]
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

    /// A server that has each change on disk before it answers.
    pub(crate) fn start_durable() -> Self {
        let port = free_port();
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("redis-{port}"));
        fs::create_dir_all(&folder).expect("a folder");
        Self { child: spawn(port, Some(&folder)), port, folder: Some(folder) }.answering()
    }

    /// Kills the process (SIGKILL).
    pub(crate) fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Starts a killed server again, at the same port and with what it kept.
    pub(crate) fn restart(&mut self) {
        self.child = spawn(self.port, self.folder.as_ref());
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

    fn answering(self) -> Self {
        self.wait();
        self
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

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port").port()
}

/// The name of the file for a replica's copy.
fn copy_of(port: u16) -> String {
    format!("redis-{port}.rdb")
}

fn spawn(port: u16, folder: Option<&PathBuf>) -> Child {
    command(port, folder).spawn().expect("redis-server is installed: scripts/setup.sh test does it")
}

fn command(port: u16, folder: Option<&PathBuf>) -> Command {
    let mut command = Command::new("redis-server");
    command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", ""]);
    // A replica keeps a copy of what it gets at first.
    command.args(["--dbfilename", &copy_of(port)]);
    match folder {
        None => command.args(["--appendonly", "no", "--dir", env!("CARGO_TARGET_TMPDIR")]),
        Some(folder) => command.args(["--appendonly", "yes", "--appendfsync", "always", "--dir"]).arg(folder),
    };
    command.stdout(Stdio::null());
    command
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
        let _ = fs::remove_file(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(copy_of(self.port)));
        if let Some(folder) = &self.folder {
            let _ = fs::remove_dir_all(folder);
        }
    }
}
