//! A PostgreSQL server of the test's own. It ends with the value that stands for it.
//!
//! PostgreSQL refuses to run as root. A test that runs as root starts it as the user `postgres`, whom Debian's package
//! creates.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use port::Port;

#[allow(clippy::duplicate_mod, reason = "`tests/stores` starts both servers")]
#[path = "../port/mod.rs"]
mod port;

/// The role of the store. It is no superuser, so that PostgreSQL's limits hold for it.
pub(crate) const ROLE: &str = "app";

/// A server on a free loopback port and a socket in its own folder.
pub(crate) struct Postgres {
    child: Child,
    pub(crate) port: u16,
    _port: Port,
    folder: PathBuf,
    settings: Vec<String>,
}

#[allow(dead_code, reason = "each test program uses a part")]
impl Postgres {
    pub(crate) fn start() -> Self {
        Self::start_with(&[])
    }

    /// A server with settings such as `ssl=on`.
    pub(crate) fn start_with(settings: &[&str]) -> Self {
        Self::start_below(&std::env::temp_dir(), settings)
    }

    /// A server that keeps its data in a folder of this one.
    pub(crate) fn start_on(folder: &Path) -> Self {
        Self::start_below(folder, &["wal_recycle=off", "min_wal_size=2MB", "max_wal_size=8MB"])
    }

    fn start_below(folder: &Path, settings: &[&str]) -> Self {
        let (port, folder) = place(folder);
        let data = folder.join("data");
        must(
            &run("initdb")
                .args([
                    "-U",
                    "postgres",
                    "-A",
                    "trust",
                    "-E",
                    "UTF8",
                    "--locale=C.UTF-8",
                    "-N",
                    "--wal-segsize=1",
                    "-D",
                ])
                .arg(&data)
                .output(),
        );
        Self::start_in(port, folder, settings)
    }

    /// A server that follows another one, as a replica.
    pub(crate) fn replica_of(primary: &Self) -> Self {
        let (port, folder) = place(&std::env::temp_dir());
        let from = primary.port.to_string();
        let data = folder.join("data");
        let copy = ["-h", "127.0.0.1", "-p", &from, "-U", "postgres", "-R", "-X", "stream", "-c", "fast", "-D"];
        must(&run("pg_basebackup").args(copy).arg(&data).output());
        Self::start_in(port, folder, &[])
    }

    fn start_in(port: Port, folder: PathBuf, settings: &[&str]) -> Self {
        let settings: Vec<_> = settings.iter().map(|setting| (*setting).to_owned()).collect();
        let child = spawn(port.number, &folder, &settings);
        let mut server = Self { child, port: port.number, _port: port, folder, settings };
        server.wait();
        if server.ask("SELECT pg_is_in_recovery()") == "f" {
            server.must(&format!("CREATE ROLE {ROLE} LOGIN"));
            server.must(&format!("GRANT CREATE ON SCHEMA public TO {ROLE}"));
        }
        server
    }

    /// The address for the role [`ROLE`].
    pub(crate) fn url(&self) -> String {
        format!("postgres://{ROLE}@127.0.0.1:{}/postgres", self.port)
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Kills all processes of the server at once (SIGKILL), so that nothing is written any more.
    pub(crate) fn kill(&mut self) {
        // The first one would start others.
        self.freeze();
        for process in self.processes() {
            signal("-KILL", &process);
        }
        let _ = self.child.wait();
    }

    /// Starts a killed server again, at the same port and with what is on disk.
    pub(crate) fn restart(&mut self) {
        self.child = spawn(self.port, &self.folder, &self.settings);
        self.wait();
    }

    /// Starts the server again if it ended by itself.
    pub(crate) fn restart_if_ended(&mut self) {
        match self.child.try_wait() {
            Ok(None) => self.wait(),
            _ => self.restart(),
        }
    }

    /// Starts a client of a superuser, and does not wait for its end.
    pub(crate) fn start_session(&self, statement: &str) -> Child {
        self.client(statement).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("psql is installed")
    }

    /// Ends the sessions that sleep. They do not notice that their client has gone.
    pub(crate) fn end_sleepers(&self) {
        self.ask("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'");
    }

    /// Stops all processes (SIGSTOP). The system still takes connections and statements for them.
    pub(crate) fn freeze(&self) {
        signal("-STOP", &self.child.id().to_string());
        for process in self.processes() {
            signal("-STOP", &process);
        }
    }

    /// Lets stopped processes go on (SIGCONT).
    pub(crate) fn thaw(&self) {
        for process in self.processes() {
            signal("-CONT", &process);
        }
    }

    /// The ids of the server's processes.
    fn processes(&self) -> Vec<String> {
        let first = self.child.id().to_string();
        let children = fs::read_to_string(format!("/proc/{first}/task/{first}/children")).unwrap_or_default();
        children.split_whitespace().map(str::to_owned).chain([first]).collect()
    }

    /// Makes a replica a server of its own.
    pub(crate) fn promote(&self) {
        self.ask("SELECT pg_promote()");
    }

    /// What PostgreSQL's own client says to a statement of a superuser.
    pub(crate) fn ask(&self, statement: &str) -> String {
        String::from_utf8(self.psql(statement).stdout).expect("UTF-8").trim().to_owned()
    }

    /// Runs a statement that must succeed.
    pub(crate) fn must(&self, statement: &str) {
        let output = self.psql(statement);
        assert!(output.status.success(), "{statement}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Changes a setting for all sessions, at once.
    pub(crate) fn set(&self, setting: &str) {
        self.must(&format!("ALTER SYSTEM SET {setting}"));
        self.reload();
    }

    /// Changes a setting back.
    pub(crate) fn reset(&self, setting: &str) {
        self.must(&format!("ALTER SYSTEM RESET {setting}"));
        self.reload();
    }

    /// Makes all sessions read the settings anew before their next statement. PostgreSQL answers `pg_reload_conf()` before
    /// its first process has read them and told the sessions. A new session has the time of that process's last reading.
    fn reload(&self) {
        let read_at = || self.ask("SELECT pg_conf_load_time()");
        let before = read_at();
        self.must("SELECT pg_reload_conf()");
        let begun = Instant::now();
        while read_at() == before {
            assert!(begun.elapsed() < Duration::from_secs(60), "PostgreSQL does not read its settings");
            thread::sleep(Duration::from_millis(5));
        }
    }

    /// Ends all sessions of the role [`ROLE`].
    pub(crate) fn disconnect(&self) {
        self.ask(&format!("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = '{ROLE}'"));
    }

    fn psql(&self, statement: &str) -> Output {
        self.client(statement).output().expect("psql is installed")
    }

    fn client(&self, statement: &str) -> Command {
        let port = self.port.to_string();
        let mut command = Command::new(program("psql"));
        command.args(["-X", "-A", "-t", "-q", "-h", "127.0.0.1", "-p", &port, "-U", "postgres", "-c", statement]);
        // The test may have made the other sessions read-only.
        command.env("PGOPTIONS", "-c default_transaction_read_only=off");
        command
    }

    /// Waits until the server answers. Starts it again if it ends: after a kill it does so until the system has taken back
    /// what the killed processes shared.
    fn wait(&mut self) {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(60) {
            if self.ask("SELECT 1") == "1" {
                return;
            }
            thread::sleep(Duration::from_millis(25));
            if !matches!(self.child.try_wait(), Ok(None)) {
                self.child = spawn(self.port, &self.folder, &self.settings);
            }
        }
        let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        panic!("PostgreSQL does not answer on port {}: {log}", self.port);
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Killed processes would leave shared memory behind.
        if matches!(self.child.try_wait(), Ok(None)) {
            self.thaw();
            signal("-QUIT", &self.child.id().to_string());
            let ended = (0..200).any(|_| {
                thread::sleep(Duration::from_millis(10));
                !matches!(self.child.try_wait(), Ok(None))
            });
            if !ended {
                self.kill();
            }
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A port, and a folder for it.
fn place(parent: &Path) -> (Port, PathBuf) {
    let port = Port::take();
    // A socket's path has at most 107 bytes, and the user `postgres` must be able to reach the folder.
    let folder = parent.join(format!("unanimous-postgres-{}", port.number));
    // A test that was killed may have left one.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir(&folder).expect("a folder");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("its mode");
    if let Some((user, group)) = owner() {
        chown(&folder, Some(user), Some(group)).expect("its owner");
    }
    (port, folder)
}

fn spawn(port: u16, folder: &Path, settings: &[String]) -> Child {
    let mut command = run("postgres");
    command.arg("-D").arg(folder.join("data"));
    let ours = ["listen_addresses=127.0.0.1".to_owned(), format!("port={port}"), "max_connections=60".to_owned()];
    let socket = format!("unix_socket_directories={}", folder.display());
    // The tests kill processes, not the machine: what was written is there after a kill, even without fsync.
    for setting in ours.iter().chain([&socket, &"fsync=off".to_owned()]).chain(settings) {
        command.args(["-c", setting]);
    }
    let log = fs::OpenOptions::new().append(true).create(true).open(folder.join("log")).expect("a log");
    command.stdout(Stdio::null()).stderr(log).spawn().expect("a process")
}

/// A program of PostgreSQL, run as a user that PostgreSQL accepts.
fn run(name: &str) -> Command {
    let mut command = Command::new(program(name));
    // Its folder may not be one that the user may enter.
    command.current_dir(std::env::temp_dir());
    if let Some((user, group)) = owner() {
        command.uid(user).gid(group);
    }
    command
}

/// Debian keeps the server's programs out of the path, in a folder for each version.
fn program(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let newest = versions.map(|version| version.path().join("bin").join(name)).filter(|path| path.exists()).max();
    newest.unwrap_or_else(|| PathBuf::from(name))
}

/// The ids of `postgres` if this process is root.
pub(crate) fn owner() -> Option<(u32, u32)> {
    let id = |arguments: &[&str]| {
        let output = Command::new("id").args(arguments).output().expect("id");
        String::from_utf8(output.stdout).ok()?.trim().parse::<u32>().ok()
    };
    if id(&["-u"]) != Some(0) {
        return None;
    }
    let missing = "there is no user `postgres`: scripts/setup.sh test installs PostgreSQL";
    Some((id(&["-u", "postgres"]).expect(missing), id(&["-g", "postgres"]).expect(missing)))
}

fn signal(signal: &str, process: &str) {
    // A process may have ended meanwhile.
    let _ = Command::new("kill").args([signal, process]).stderr(Stdio::null()).status();
}

fn must(output: &std::io::Result<Output>) {
    let output = output.as_ref().expect("PostgreSQL is installed: scripts/setup.sh test does it");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
