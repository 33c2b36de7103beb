//! `unanimous check`: checks JSON files against a schema.

use std::process::ExitCode;

use unanimous::json::ToJson as _;
use unanimous::schema::SchemaError;
use unanimous::{Json, Report, Schema};

use crate::arguments::{Check, Format};
use crate::document;
use crate::json::object;
use crate::output;

/// Checks all values and prints the results.
///
/// # Errors
/// A message: the schema cannot be read or does not compile, or a value cannot be read or is not JSON.
pub(crate) fn run(arguments: &Check) -> Result<ExitCode, String> {
    let inputs =
        arguments.values.iter().chain(arguments.documents.iter().map(|(_, file)| file)).chain([&arguments.schema]);
    if inputs.filter(|path| path.as_os_str() == "-").count() > 1 {
        return Err("the standard input can be read once: name `-` once".to_owned());
    }
    let schema = read_schema(arguments)?;
    let mut printer = Printer {
        format: arguments.format,
        is_named: arguments.values.len() > 1 || arguments.lines,
        has_invalid: false,
        has_unreadable: false,
    };
    for path in &arguments.values {
        let name = path.display().to_string();
        match document::read_argument(path) {
            Ok(text) if arguments.lines => {
                let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
                lines.for_each(|(at, line)| printer.print(&name, Some(at + 1), check(&schema, line)));
            }
            Ok(text) => printer.print(&name, None, check(&schema, &text)),
            Err(message) => printer.unreadable(&message),
        }
    }
    Ok(match printer {
        Printer { has_unreadable: true, .. } => ExitCode::from(2),
        Printer { has_invalid: true, .. } => ExitCode::from(1),
        _ => ExitCode::SUCCESS,
    })
}

fn read_schema(arguments: &Check) -> Result<Schema, String> {
    let mut builder = Schema::builder();
    for (uri, file) in &arguments.documents {
        builder = builder.document(uri, document::read(file)?);
    }
    let schema = document::read(&arguments.schema)?;
    let named = |error: SchemaError| format!("{}: {}", arguments.schema.display(), explained(&schema, &error));
    builder.compile(&schema).map_err(named)
}

/// The error of a schema, with the remedy that this command has.
fn explained(schema: &Json, error: &SchemaError) -> String {
    if ["openapi", "swagger"].iter().any(|name| schema.get(name).is_some()) {
        return "this is an OpenAPI document: make schema files of it with `unanimous import`".to_owned();
    }
    let text = error.to_string();
    match text.strip_suffix("give it in documents") {
        Some(start) => format!("{start}give it with --document URI=FILE"),
        None => text,
    }
}

/// The verdict on a JSON text, or why it is not JSON.
fn check(schema: &Schema, text: &str) -> Result<Result<(), Report>, String> {
    Ok(schema.check(&document::parse_json(text)?))
}

/// Prints results, and notes what the exit code depends on.
struct Printer {
    format: Format,
    /// Whether a result says which file or line it is about.
    is_named: bool,
    has_invalid: bool,
    has_unreadable: bool,
}

impl Printer {
    fn print(&mut self, file: &str, line: Option<usize>, result: Result<Result<(), Report>, String>) {
        let name = line.map_or_else(|| file.to_owned(), |line| format!("{file}:{line}"));
        match result {
            Err(message) => self.unreadable(&format!("{name}: {message}")),
            Ok(verdict) => {
                self.has_invalid |= verdict.is_err();
                self.print_verdict(file, line, &name, &verdict);
            }
        }
    }

    fn print_verdict(&self, file: &str, line: Option<usize>, name: &str, verdict: &Result<(), Report>) {
        match (self.format, verdict) {
            (Format::Text, Ok(())) => {}
            (Format::Text, Err(report)) if self.is_named => output::line(&format!("{name}: {report}")),
            (Format::Text, Err(report)) => output::line(&report.to_string()),
            (Format::Json, verdict) => {
                let mut members = Vec::new();
                if self.is_named {
                    members.push(("file", Json::from(file)));
                    members.extend(line.map(|line| ("line", Json::from(line))));
                }
                members.push(("ok", Json::from(verdict.is_ok())));
                if let Err(report) = verdict {
                    let issues = report.to_json_string().parse().expect("a report is written as JSON");
                    members.push(("issues", issues));
                    members.push(("message", Json::from(report.to_string())));
                }
                output::line(&object(members).to_json_string());
            }
        }
    }

    fn unreadable(&mut self, message: &str) {
        self.has_unreadable = true;
        output::error(message);
    }
}
