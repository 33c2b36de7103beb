//! Runs the command in a folder of its own.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A folder for one test.
pub(crate) struct Folder(PathBuf);

/// The output of a run, and its exit code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// A run that printed this to the standard output only.
    pub(crate) fn printed(code: i32, stdout: &str) -> Self {
        Self { code, stdout: stdout.to_owned(), stderr: String::new() }
    }

    /// A run that printed this error only.
    pub(crate) fn failed(stderr: &str) -> Self {
        Self { code: 2, stdout: String::new(), stderr: stderr.to_owned() }
    }
}

impl Folder {
    /// An empty folder. Each test has a name of its own.
    pub(crate) fn new(name: &str) -> Self {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// The folder with one more file.
    pub(crate) fn with(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with(arguments, "")
    }

    pub(crate) fn run_with(&self, arguments: &[&str], stdin: &str) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_unanimous"));
        command.args(arguments).current_dir(&self.0);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A command that fails before it reads closes the pipe.
        _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        let output = child.wait_with_output().unwrap();
        Run {
            code: output.status.code().unwrap(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// The names of the files in a folder, sorted.
    pub(crate) fn files(&self, name: &str) -> Vec<String> {
        let files = fs::read_dir(self.0.join(name)).unwrap();
        let sorted: BTreeSet<_> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
        sorted.into_iter().collect()
    }
}
