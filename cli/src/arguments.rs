//! The arguments of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Makes schema files from an OpenAPI or Swagger document, and checks JSON files against a schema.
#[derive(Debug, Parser)]
#[command(name = "unanimous", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Import(Import),
    Check(Check),
}

/// Writes one schema file for each request body of an OpenAPI 3 or Swagger 2.0 document, with its TypeScript types.
///
/// Prints which schemas compile, and why the others do not. The exit code is 0 if the files are written, and 2 if the
/// document cannot be read or a file cannot be written.
#[derive(Args, Debug)]
pub(crate) struct Import {
    /// The document, as JSON or YAML; `-` stands for standard input
    pub(crate) document: PathBuf,
    /// The folder for the schema files; it is created if it does not exist
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: PathBuf,
    /// Also write one schema file for each JSON response
    #[arg(long)]
    pub(crate) responses: bool,
    /// Treat a format as an annotation, which rejects no value; may be given several times
    #[arg(long = "annotation-format", value_name = "NAME")]
    pub(crate) annotation_formats: Vec<String>,
    /// Exit with code 1 if a schema does not compile
    #[arg(long)]
    pub(crate) strict: bool,
    /// The form of the report
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// Checks JSON files against a schema.
///
/// Prints nothing for a valid value. For an invalid value it prints a message that names each mistake, and the exit code
/// is 1. The exit code is 2 if the schema does not compile or a file cannot be read.
#[derive(Args, Debug)]
pub(crate) struct Check {
    /// The schema, as JSON or YAML; `-` stands for standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) schema: PathBuf,
    /// A document that the schema refers to, and its file; may be given several times
    #[arg(long = "document", value_name = "URI=FILE", value_parser = document)]
    pub(crate) documents: Vec<(String, PathBuf)>,
    /// The JSON files to check; `-` stands for standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) values: Vec<PathBuf>,
    /// Read each line of the files as a value of its own (NDJSON)
    #[arg(long)]
    pub(crate) lines: bool,
    /// The form of the results
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// The URI and the file of `--document`. A URI may hold `=`, so the last one separates them.
fn document(text: &str) -> Result<(String, PathBuf), String> {
    match text.rsplit_once('=') {
        Some((uri, file)) if !uri.is_empty() && !file.is_empty() => Ok((uri.to_owned(), PathBuf::from(file))),
        _ => Err("use URI=FILE".to_owned()),
    }
}

/// The form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Text for people
    Text,
    /// JSON for programs
    Json,
}
