//! The command `unanimous`: makes schema files from an OpenAPI document, and checks JSON files against a schema.
//!
//! The exit code is 0 for success. It is 1 for a value that is refused, and with `import --strict` for a schema that is. It is 2
//! for a schema that `check` refuses, and for input that cannot be read.
#![forbid(unsafe_code)]

mod arguments;
mod check;
mod document;
mod import;
mod json;
mod output;
mod quoted;

use std::process::ExitCode;

use clap::Parser as _;

use arguments::{Arguments, Command};

fn main() -> ExitCode {
    let result = match &Arguments::parse().command {
        Command::Import(arguments) => import::run(arguments),
        Command::Check(arguments) => check::run(arguments),
    };
    match result {
        Ok(code) => code,
        Err(message) => {
            output::error(&message);
            ExitCode::from(2)
        }
    }
}
