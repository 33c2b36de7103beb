//! Prints lines to standard output and errors to standard error.

use std::io::{self, Write as _};

/// Prints a line to the standard output. A reader that closed its end, such as `head`, is no error.
pub(crate) fn line(text: &str) {
    _ = writeln!(io::stdout().lock(), "{text}");
}

/// Prints an error to the standard error.
pub(crate) fn error(message: &str) {
    _ = writeln!(io::stderr().lock(), "error: {message}");
}
