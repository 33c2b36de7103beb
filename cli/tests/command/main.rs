//! The command, run as a process.

mod check;
mod files;
mod hostile;
mod import;
mod support;
mod swagger;
mod wide;
