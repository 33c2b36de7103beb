//! The command, run as a process.

mod check;
mod files;
mod hostile;
mod import;
mod references;
mod report;
mod support;
mod swagger;
mod wide;
