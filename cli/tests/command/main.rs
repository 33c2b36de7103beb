//! The command, run as a process.

mod check;
mod hostile;
mod import;
mod support;
mod wide;
