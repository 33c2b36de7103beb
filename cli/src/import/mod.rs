//! `unanimous import`: makes schema files from an OpenAPI or Swagger document.

mod body_schema;
mod budget;
mod bundle;
mod dialect;
mod formats;
mod keywords;
mod media_type;
mod names;
mod operations;
mod report;
mod schema_file;
mod swagger;
mod typescript;

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::rc::Rc;

use unanimous::schema::{SchemaError, SchemaWarning};
use unanimous::{Json, Schema};

use crate::arguments::{Format, Import};
use crate::document::Documents;
use crate::json::pretty;
use crate::output;
use body_schema::BodySchema;
use budget::Budget;
use bundle::{Bundle, BundleError, Options, Warning};
use dialect::Dialect;
use formats::Formats;
use operations::{Body, Found, Operation};
use report::{Outcome, Problem, Report, Row};
use schema_file::{Judged, SchemaFile, SchemaFiles, Types};

/// Writes the files and prints the report.
///
/// # Errors
/// A message: the document cannot be read or is neither OpenAPI 3 nor Swagger 2.0, or a file cannot be written.
pub(crate) fn run(arguments: &Import) -> Result<ExitCode, String> {
    let documents = Documents::open(&arguments.document)?;
    let in_document = |message: String| format!("{}: {message}", arguments.document.display());
    let dialect = Dialect::of(&documents).map_err(in_document)?;
    let found = operations::find(&documents, dialect, arguments.responses).map_err(in_document)?;
    let options = Options { dialect, annotation_formats: &arguments.annotation_formats, broken: RefCell::default() };
    let importer = Importer {
        documents: &documents,
        out: &arguments.out,
        options,
        budget: Budget::new(arguments.responses),
        retried: Cell::new(0),
        formats: Formats::default(),
        files: SchemaFiles::default(),
    };
    let report = Report { document: arguments.document.display().to_string(), ..importer.import(found)? };
    output::line(&match arguments.format {
        Format::Text => report.to_text(),
        Format::Json => report.to_json(),
    });
    let is_failure = arguments.strict && report.has_refused();
    Ok(ExitCode::from(u8::from(is_failure)))
}

struct Importer<'i> {
    documents: &'i Documents,
    out: &'i Path,
    options: Options<'i>,
    budget: Budget,
    /// How many bytes of schemas were compiled again, to find the error behind unknown formats.
    retried: Cell<usize>,
    formats: Formats,
    files: SchemaFiles,
}

/// A schema that compiles, without the keywords that have no effect.
struct Compiled {
    stem: String,
    operation: String,
    /// The schema as an expression of TypeScript.
    expression: Rc<str>,
}

impl Importer<'_> {
    fn import(&self, found: Vec<Found>) -> Result<Report, String> {
        if self.out.is_file() {
            return Err(format!("{}: is a file: name a folder with --out", self.out.display()));
        }
        fs::create_dir_all(self.out).map_err(|error| in_file(self.out, &error))?;
        let mut stems = names::each_once(found.iter().filter_map(stem).collect(), "-").into_iter();
        let mut report = Report::default();
        let mut compiled = Vec::new();
        for found in found {
            match found {
                Found::Body(body) => {
                    let stem = stems.next().unwrap_or_default();
                    report.rows.push(self.body(body, stem, &mut compiled)?);
                }
                Found::Skipped(operation, reason) => report.rows.push(row(operation, Outcome::Skipped { reason })),
                Found::Refused(operation, source, message) => {
                    report.rows.push(row(operation, Outcome::Unresolved { source, message }));
                }
                Found::Bodiless => report.bodiless += 1,
            }
        }
        self.write_index(&compiled)?;
        report.unknown_formats = self.formats.unknown();
        Ok(report)
    }

    /// Writes the files of one schema.
    fn body(&self, body: Body, stem: String, compiled: &mut Vec<Compiled>) -> Result<Row, String> {
        let mut row = Row {
            operation: body.operation.title.clone(),
            operation_id: body.operation.id,
            part: body.operation.part,
            media_type: Some(body.media_type),
            outcome: Outcome::Skipped { reason: String::new() },
            warnings: Vec::new(),
        };
        let (schema_file, types_file) = (format!("{stem}.schema.json"), format!("{stem}.schema.d.json.ts"));
        let file = match self.files.of(self, &body.schema) {
            Ok(file) => file,
            Err(error) => {
                self.remove(&schema_file)?;
                self.remove(&types_file)?;
                row.outcome = Outcome::Unresolved { source: error.source, message: error.message };
                return Ok(row);
            }
        };
        let schema = &file.schema;
        row.warnings.extend(file.warnings.iter().chain(&schema.warnings).cloned());
        row.warnings.extend(body.not_imported.iter().map(|media_type| Warning {
            pointer: String::new(),
            message: format!("the schema for {media_type} is not imported"),
        }));
        self.write(&schema_file, &schema.text)?;
        row.outcome = match &schema.types {
            Ok(Types { declaration, expression }) => {
                self.write(&types_file, declaration)?;
                let expression = Rc::clone(expression);
                compiled.push(Compiled { stem, operation: body.operation.title, expression });
                Outcome::Compiled { file: schema_file }
            }
            Err(problems) => {
                self.remove(&types_file)?;
                Outcome::Refused { file: schema_file, problems: problems.clone() }
            }
        };
        Ok(row)
    }

    /// Makes the texts of a schema's files.
    fn schema_file(&self, schema: &BodySchema) -> Result<SchemaFile, BundleError> {
        let Bundle { schema, warnings } = bundle::bundle(self.documents, schema, &self.options)?;
        let schema = self.files.judged(&schema, pretty(&schema), |text| self.judge(&schema, text));
        Ok(SchemaFile { schema, warnings })
    }

    /// Compiles a schema and writes its types. The report names the first warnings, but the types leave out every keyword
    /// without effect.
    fn judge(&self, schema: &Json, text: Rc<str>) -> Judged {
        const MAX_WARNING_BYTES: usize = 16 << 20;
        let compiled = match Schema::with_more_warnings(schema, MAX_WARNING_BYTES) {
            Ok(compiled) => compiled,
            Err(error) => {
                let types = Err(self.problems(schema, text.len(), &error));
                return Judged { text, warnings: Vec::new(), types };
            }
        };
        let warning = |warning: &SchemaWarning| Warning {
            pointer: warning.pointer().to_owned(),
            message: warning.message().to_owned(),
        };
        let warnings = compiled.warnings().iter().take(bundle::MAX_WARNINGS).map(warning).collect();
        let schema = typescript::effective(schema, compiled.warnings().iter().map(SchemaWarning::pointer));
        let expression = typescript::expression(&schema).into();
        Judged { text, warnings, types: Ok(Types { declaration: typescript::declaration(&schema), expression }) }
    }

    fn write_index(&self, compiled: &[Compiled]) -> Result<(), String> {
        let constants = compiled.iter().map(|compiled| names::constant(&compiled.stem)).collect();
        let constants: Vec<_> = names::each_once(constants, "_")
            .into_iter()
            .zip(compiled)
            .map(|(name, compiled)| typescript::Constant {
                name,
                title: &compiled.operation,
                expression: &compiled.expression,
            })
            .collect();
        self.write("index.ts", &typescript::index(&constants))
    }

    fn write(&self, name: &str, text: &str) -> Result<(), String> {
        self.budget.take(text.len(), self.documents.bytes()).map_err(|message| {
            format!("{message}. {} has only some of the files, and no new index.ts", self.out.display())
        })?;
        let path = self.out.join(name);
        fs::write(&path, text).map_err(|error| in_file(&path, &error))
    }

    /// The error of a schema. If it is about an unknown format, the other unknown formats and the error behind them, too, so
    /// that one report names all formats.
    fn problems(&self, schema: &Json, bytes: usize, first: &SchemaError) -> Vec<Problem> {
        /// How many bytes are compiled again for all schemas.
        const MAX_RETRIED: usize = 16 << 20;
        let problem = |error: &SchemaError| Problem {
            pointer: error.pointer().to_owned(),
            message: report::explained(error.message()),
        };
        let mut problems = vec![problem(first)];
        if report::unknown_format(first.message()).is_none() {
            return problems;
        }
        let (names, others) = self.formats.unknown_in(schema);
        problems.extend(others.into_iter().filter(|other| other.message != first.message()));
        if self.retried.get() < MAX_RETRIED {
            self.retried.set(self.retried.get() + bytes);
            let next = Schema::from_value(&bundle::with_annotation_formats(schema, &names)).err();
            problems.extend(next.as_ref().map(problem));
        }
        problems
    }

    /// Removes a file that an earlier import may have written.
    fn remove(&self, name: &str) -> Result<(), String> {
        let path = self.out.join(name);
        if path.exists() { fs::remove_file(&path).map_err(|error| in_file(&path, &error)) } else { Ok(()) }
    }
}

fn in_file(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

/// The name of a body's files, without extensions.
fn stem(found: &Found) -> Option<String> {
    let Found::Body(Body { operation: Operation { id, fallback, .. }, suffix, .. }) = found else { return None };
    let name = names::file_name(id.as_deref(), fallback);
    Some(
        suffix
            .as_deref()
            .map_or_else(|| name.clone(), |suffix| format!("{name}.{}", names::file_name(Some(suffix), "x"))),
    )
}

/// A row about a body without a schema.
fn row(operation: Operation, outcome: Outcome) -> Row {
    let Operation { title, id, part, .. } = operation;
    Row { operation: title, operation_id: id, part, media_type: None, outcome, warnings: vec![] }
}
