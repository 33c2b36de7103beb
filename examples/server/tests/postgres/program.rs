//! The example server as a process. Dropping a value ends it.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

use crate::created::Created;

pub(crate) struct Program {
    child: Child,
    pub(crate) address: SocketAddr,
    created: Created,
}

fn command(arguments: &[String]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_unanimous-example-server"));
    command.args(["--port", "0"]).args(arguments).env("RUST_LOG", "info");
    for name in ["REDIS_URL", "POSTGRES_URL"] {
        command.env_remove(name);
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

impl Program {
    pub(crate) fn start(arguments: &[String], variables: &[(&str, &str)]) -> Self {
        let mut child = command(arguments).envs(variables.iter().copied()).spawn().expect("the program starts");
        let log = BufReader::new(child.stderr.take().expect("its log")).lines().map_while(Result::ok);
        let created = Created::read(log, |line| Some(line.split_once(" created ")?.1));
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("text");
        let address = line.trim().trim_start_matches("http://").trim_end_matches('/').parse();
        Self { child, address: address.expect("an address"), created }
    }

    /// Starts the program, which must fail. Returns what it says.
    pub(crate) fn fail(arguments: &[String]) -> String {
        let output = command(arguments).output().expect("the program starts");
        assert!(!output.status.success());
        String::from_utf8(output.stderr).expect("UTF-8")
    }

    /// Waits for at least `count` leads, and returns the ids of all that the process says it has created.
    pub(crate) fn created(&self, count: usize) -> Vec<String> {
        created(&[self], count).remove(0)
    }
}

/// Waits for at least `count` leads of all processes together, and returns the ids that each says it has created.
pub(crate) fn created(servers: &[&Program], count: usize) -> Vec<Vec<String>> {
    Created::wait_for(count, &servers.iter().map(|server| &server.created).collect::<Vec<_>>())
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
