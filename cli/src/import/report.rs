//! The report: what became of each body.

use std::collections::HashSet;

use unanimous::Json;

use super::bundle::Warning;
use crate::json::{object, pretty};
use crate::quoted;

/// A schema that the document has.
#[derive(Debug)]
pub(super) struct Row {
    /// `POST /leads`
    pub(super) operation: String,
    pub(super) operation_id: Option<String>,
    /// `request`, or the status of a response.
    pub(super) part: String,
    pub(super) media_type: Option<String>,
    pub(super) outcome: Outcome,
    pub(super) warnings: Vec<Warning>,
}

/// What became of a schema.
#[derive(Debug)]
pub(super) enum Outcome {
    Compiled {
        file: String,
    },
    /// The file is written, but the library does not compile it: the first problem. If that is an unknown format, the other
    /// unknown formats, and the problem behind them.
    Refused {
        file: String,
        problems: Vec<Problem>,
    },
    /// No file is written, because a reference leads nowhere.
    Unresolved {
        source: String,
        message: String,
    },
    /// There is no schema for JSON or a form.
    Skipped {
        reason: String,
    },
}

/// Why the library does not compile a schema.
#[derive(Clone, Debug)]
pub(super) struct Problem {
    /// The JSON pointer in the file.
    pub(super) pointer: String,
    pub(super) message: String,
}

/// What became of all bodies.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) document: String,
    pub(super) rows: Vec<Row>,
    /// How many operations have no request body.
    pub(super) bodiless: usize,
    /// The formats that the library does not know.
    pub(super) unknown_formats: Vec<String>,
}

/// How many schemas have each outcome.
#[derive(Debug, Default)]
struct Counts {
    compiled: usize,
    refused: usize,
    skipped: usize,
    /// The messages of refused schemas, each with the number of times: the most frequent first.
    causes: Vec<(String, usize)>,
}

impl Counts {
    fn count(&mut self, message: &str) {
        let cause = without_offset(message);
        match self.causes.iter_mut().find(|(known, _)| known == cause) {
            Some((_, count)) => *count += 1,
            None => self.causes.push((cause.to_owned(), 1)),
        }
    }
}

impl Report {
    /// Whether a schema was refused.
    pub(super) fn has_refused(&self) -> bool {
        self.counts().refused > 0
    }

    fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for row in &self.rows {
            match &row.outcome {
                Outcome::Compiled { .. } => counts.compiled += 1,
                Outcome::Skipped { .. } => counts.skipped += 1,
                Outcome::Refused { problems, .. } => {
                    counts.refused += 1;
                    for problem in problems {
                        counts.count(&problem.message);
                    }
                }
                Outcome::Unresolved { message, .. } => {
                    counts.refused += 1;
                    counts.count(message);
                }
            }
        }
        // The sort is stable: equal counts stay in the document's order.
        counts.causes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        counts
    }

    /// The report as sentences, without a line break at its end.
    pub(super) fn to_text(&self) -> String {
        let mut lines: Vec<String> = self.rows.iter().flat_map(Row::lines).collect();
        let Counts { compiled, refused, skipped, causes } = self.counts();
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.push(format!(
            "{}: {compiled} compiled, {refused} refused, {skipped} skipped; {} without a request body",
            counted(self.rows.len(), "body", "bodies"),
            counted(self.bodiless, "operation", "operations"),
        ));
        if !causes.is_empty() {
            lines.extend([String::new(), "Refused, by cause:".to_owned()]);
            lines.extend(causes.iter().map(|(message, count)| format!("{count:>5}  {}", brief(message))));
        }
        let counted = causes.iter().filter_map(|(message, _)| unknown_format(message));
        let mut seen = HashSet::new();
        let names = counted.chain(self.unknown_formats.iter().cloned()).filter(|name| seen.insert(name.clone()));
        let (mut options, mut others) = (Vec::new(), Vec::new());
        for name in names {
            match as_argument(&name) {
                Some(option) => options.push(option),
                None => others.push(printed(&name)),
            }
        }
        if !options.is_empty() {
            let options = options.join(" --annotation-format ");
            let line =
                format!("To take unknown formats as annotations, which reject nothing: --annotation-format {options}");
            lines.extend([String::new(), line]);
        }
        if !others.is_empty() {
            lines.extend([
                String::new(),
                "A shell may read these names of unknown formats in its own way. Quote each, after --annotation-format=:".to_owned(),
            ]);
            lines.extend(others.iter().map(|name| format!("       {name}")));
        }
        lines.join("\n")
    }

    /// The report as JSON, without a line break at its end.
    pub(super) fn to_json(&self) -> String {
        let Counts { compiled, refused, skipped, causes } = self.counts();
        let causes = causes
            .into_iter()
            .map(|(message, count)| object([("message", Json::from(message)), ("count", Json::from(count))]));
        let summary = [
            ("compiled", Json::from(compiled)),
            ("refused", Json::from(refused)),
            ("skipped", Json::from(skipped)),
            ("operationsWithoutBody", Json::from(self.bodiless)),
            ("causes", causes.collect()),
        ];
        let report = object([
            ("document", Json::from(self.document.as_str())),
            ("bodies", self.rows.iter().map(Row::to_json).collect()),
            ("summary", object(summary)),
        ]);
        pretty(&report).trim_end().to_owned()
    }
}

/// The message of a refused schema. A message about a circle gets a remedy, because many OpenAPI documents have this one: a
/// schema lists its variants in `oneOf`, and each variant refers back to the schema in `allOf`.
pub(super) fn explained(message: &str) -> String {
    const REMEDY: &str = ". If a branch of \"oneOf\" or \"anyOf\" has the schema around it in \"allOf\", move the union into a schema of its own";
    let remedy = if message.starts_with("leads round in a circle") { REMEDY } else { "" };
    format!("{message}{remedy}")
}

/// The message about a pattern without the offset in it, so that equal causes are counted together.
fn without_offset(message: &str) -> &str {
    let after = message.strip_prefix("offset ").map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()));
    after.and_then(|after| after.strip_prefix(": ")).unwrap_or(message)
}

/// The message without what to do about an unknown format: an option of this command does that, and the report names it.
fn brief(message: &str) -> &str {
    let end = if unknown_format(message).is_some() {
        message.find(": put \"").or_else(|| message.find(" If not, put \""))
    } else {
        None
    };
    end.map_or(message, |end| &message[..end])
}

/// The format that the message of a refused schema names as unknown.
pub(super) fn unknown_format(message: &str) -> Option<String> {
    let text = message.strip_prefix("unknown format ").filter(|text| text.starts_with('"'))?;
    let (name, rest) = text.split_at(quoted::len(text)?);
    let name = name.parse::<Json>().ok()?;
    name.as_str().filter(|_| rest.starts_with(": ")).map(str::to_owned)
}

/// A format as an argument: one with spaces is in quotes. A name that a shell could read in its own way is left out, because the
/// document may be a stranger's.
fn as_argument(name: &str) -> Option<String> {
    let is_plain =
        name.chars().all(|c| c.is_ascii_alphanumeric() || "-_. +:/".contains(c)) && !name.starts_with(['-', '/']);
    let is_one_word = !name.is_empty() && !name.contains(' ');
    is_plain.then(|| if is_one_word { name.to_owned() } else { format!("\"{name}\"") })
}

/// A name on a line of its own. Characters that could change the line are escaped, as in JSON.
fn printed(name: &str) -> String {
    let is_plain = name.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if is_plain { name.to_owned() } else { Json::from(name).to_string() }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

impl Row {
    fn lines(&self) -> Vec<String> {
        let operation = self.operation.as_str();
        let mut lines = match &self.outcome {
            Outcome::Compiled { file } => vec![format!("compiled  {file}  {operation}")],
            Outcome::Refused { file, problems } => {
                let first = format!("refused   {file}  {operation}");
                let lines = problems.iter().map(|Problem { pointer, message }| {
                    let place = if pointer.is_empty() { "the root" } else { pointer };
                    format!("          {place}: {}", brief(message))
                });
                std::iter::once(first).chain(lines).collect()
            }
            Outcome::Unresolved { source, message } => {
                vec![format!("refused   {operation}"), format!("          {source}: {message}")]
            }
            Outcome::Skipped { reason } => vec![format!("skipped   {operation}"), format!("          {reason}")],
        };
        lines.extend(self.warnings.iter().map(|Warning { pointer, message }| {
            let place = if pointer.is_empty() { "the root" } else { pointer };
            format!("          warning: {place}: {message}")
        }));
        lines
    }

    fn to_json(&self) -> Json {
        let text = |text: &str| Json::from(text);
        let (status, details) = match &self.outcome {
            Outcome::Compiled { file } => ("compiled", vec![("file", text(file))]),
            Outcome::Refused { file, problems } => {
                let mut details = vec![("file", text(file))];
                if let Some(Problem { pointer, message }) = problems.first() {
                    details.extend([("pointer", text(pointer)), ("message", text(message))]);
                }
                let more = problems.iter().skip(1).map(|Problem { pointer, message }| {
                    object([("pointer", text(pointer)), ("message", text(message))])
                });
                if problems.len() > 1 {
                    details.push(("more", more.collect()));
                }
                ("refused", details)
            }
            Outcome::Unresolved { source, message } => {
                ("refused", vec![("source", text(source)), ("message", text(message))])
            }
            Outcome::Skipped { reason } => ("skipped", vec![("message", text(reason))]),
        };
        let mut members = vec![("operation", text(&self.operation))];
        members.extend(self.operation_id.as_deref().map(|id| ("operationId", text(id))));
        members.push(("part", text(&self.part)));
        members.extend(self.media_type.as_deref().map(|name| ("mediaType", text(name))));
        members.push(("status", text(status)));
        members.extend(details);
        if !self.warnings.is_empty() {
            let warnings = self
                .warnings
                .iter()
                .map(|Warning { pointer, message }| object([("pointer", text(pointer)), ("message", text(message))]));
            members.push(("warnings", warnings.collect()));
        }
        object(members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_have_no_offset() {
        let cases = [
            ("offset 12: a back reference is not supported", "a back reference is not supported"),
            ("offset twelve: x", "offset twelve: x"),
            ("offset 12 x", "offset 12 x"),
            ("a: offset 1: b", "a: offset 1: b"),
        ];
        for (message, expected) in cases {
            assert_eq!(without_offset(message), expected);
        }
    }

    #[test]
    fn the_remedy_of_an_unknown_format_is_left_out() {
        let of_format = |format: &str| {
            let schema: Json = format!(r#"{{"format": "{format}"}}"#).parse().unwrap();
            unanimous::Schema::from_value(&schema).unwrap_err().message().to_owned()
        };
        let cases = [
            (of_format("mailbox"), "unknown format \"mailbox\""),
            (of_format("guid"), "unknown format \"guid\": did you mean \"uuid\"?"),
            ("unknown keyword \"a\": put \"b\"".to_owned(), "unknown keyword \"a\": put \"b\""),
        ];
        for (message, expected) in cases {
            assert_eq!(brief(&message), expected);
        }
    }

    #[test]
    fn formats_are_arguments_of_a_shell() {
        let cases = [
            ("unknown format \"mailbox\": put \"x-unanimous\"", Some("mailbox")),
            ("unknown format \"repo.nwo\": put \"x-unanimous\"", Some("repo.nwo")),
            ("unknown format \"ip/cidr\": put \"x-unanimous\"", Some("ip/cidr")),
            ("unknown format \"+E.164\": did you mean \"e164\"?", Some("+E.164")),
            ("unknown format \"-x\": put \"x-unanimous\"", None),
            ("unknown format \"/x\": put \"x-unanimous\"", None),
            ("unknown format \"=x\": put \"x-unanimous\"", None),
            ("unknown format \"hash of a block\": put \"x-unanimous\"", Some("\"hash of a block\"")),
            ("unknown format \"\": put \"x-unanimous\"", Some("\"\"")),
            ("unknown format \"$(id)\": put \"x-unanimous\"", None),
            ("unknown format \"a\\\": b\": put \"x-unanimous\"", None),
            ("unknown format \"a\\nb\": put \"x-unanimous\"", None),
            ("unknown keyword \"a\": did you mean \"b\"?", None),
        ];
        for (message, expected) in cases {
            assert_eq!(unknown_format(message).as_deref().and_then(as_argument).as_deref(), expected, "{message}");
        }
    }
}
