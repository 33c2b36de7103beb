//! The arguments of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Makes schema files from an OpenAPI document, and checks JSON files against a schema.
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

/// Writes one schema file for each request body of an OpenAPI 3.0 or 3.1 document, with its TypeScript types.
///
/// Prints which schemas compile, and why the others do not.
#[derive(Args, Debug)]
pub(crate) struct Import {
    /// The OpenAPI document, as JSON or YAML
    pub(crate) document: PathBuf,
    /// The folder for the schema files; it is made if it does not exist
    #[arg(long, value_name = "FOLDER")]
    pub(crate) out: PathBuf,
    /// Also write one schema file for each JSON response
    #[arg(long)]
    pub(crate) responses: bool,
    /// Take a format as an annotation, which judges no value; may be given several times
    #[arg(long = "annotation-format", value_name = "NAME")]
    pub(crate) annotation_formats: Vec<String>,
    /// Exit with code 1 if a schema is refused
    #[arg(long)]
    pub(crate) strict: bool,
    /// How the report is printed
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// Checks JSON files against a schema.
///
/// Prints nothing for a valid value. For an invalid value it prints what is wrong, and the exit code is 1. The exit
/// code is 2 if the schema does not compile or a file cannot be read.
#[derive(Args, Debug)]
pub(crate) struct Check {
    /// The schema, as JSON or YAML
    #[arg(long, value_name = "FILE")]
    pub(crate) schema: PathBuf,
    /// A document that the schema refers to, and its file; may be given several times
    #[arg(long = "document", value_name = "URI=FILE", value_parser = document)]
    pub(crate) documents: Vec<(String, PathBuf)>,
    /// The JSON files to check; `-` is the standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) values: Vec<PathBuf>,
    /// Read each line of the files as a value of its own (NDJSON)
    #[arg(long)]
    pub(crate) lines: bool,
    /// How results are printed
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

/// How results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Sentences
    Text,
    /// JSON
    Json,
}
