//! A `redis-server` of the test's own. It ends with the value that stands for it.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// A `redis-server` on a free loopback port.
pub(crate) struct Redis {
    child: Child,
    pub(crate) port: u16,
}

#[allow(dead_code, reason = "each test program uses a part")]
impl Redis {
    /// A server that keeps nothing.
    pub(crate) fn start() -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port");
        Self::start_at(free.port())
    }

    pub(crate) fn start_at(port: u16) -> Self {
        Self { child: spawn(port, None), port }.answering()
    }

    /// A server that has each change on disk, in this folder, before it answers.
    pub(crate) fn start_durable(folder: &Path) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port");
        Self { child: spawn(free.port(), Some(folder)), port: free.port() }.answering()
    }

    /// Kills the process, and starts another at the same port after `pause`. With a folder it finds what it kept.
    pub(crate) fn kill_and_restart(&mut self, pause: Duration, folder: Option<&Path>) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        thread::sleep(pause);
        self.child = spawn(self.port, folder);
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
}

fn spawn(port: u16, folder: Option<&Path>) -> Child {
    let mut command = Command::new("redis-server");
    command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", ""]);
    match folder {
        None => command.args(["--appendonly", "no"]),
        Some(folder) => command.args(["--appendonly", "yes", "--appendfsync", "always", "--dir"]).arg(folder),
    };
    command.stdout(Stdio::null()).spawn().expect("redis-server is installed: scripts/setup.sh test does it")
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
