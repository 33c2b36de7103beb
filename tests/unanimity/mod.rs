//! Runs every shared case through the public API of the crate. Each runtime must give the same lines.
//!
//! `run.mjs` beside this file does the same through the npm package: change both together.

mod calls;
mod urls;

use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use unanimous::json::ToJson;
use unanimous::report::{MessageFormat, parse};
use unanimous::{Issue, Json, Path, Reason, Report, Schema};

use calls::{EMAIL_RULES, segment, text};

/// The output of one case.
pub(crate) struct Line {
    /// The names of the file and of the case.
    pub(crate) name: String,
    /// The result, as JSON text.
    pub(crate) output: String,
    /// Texts that the output must contain, by what the case expects.
    #[cfg_attr(target_arch = "wasm32", allow(dead_code, reason = "only the native test compares it"))]
    pub(crate) expected: Vec<String>,
    /// What a schema rejects, whose message is written in every locale too.
    pub(crate) report: Option<Report>,
}

/// A file of cases. It is compiled in, because a wasm test has no file system.
macro_rules! cases {
    ($name:literal) => {
        serde_json::from_str::<Value>(include_str!(concat!("../cases/", $name, ".json")))
            .expect(concat!($name, ".json"))
    };
}

mod errors;
pub(crate) mod locales;

/// All lines, in a fixed order.
pub(crate) fn lines() -> Vec<Line> {
    let mut lines = Vec::new();
    emails(&mut lines);
    phones(&mut lines);
    idempotency_keys(&mut lines);
    dedupe_keys(&mut lines);
    schemas("schemas", &cases!("schemas"), &mut lines);
    schemas("keywords", &cases!("keywords"), &mut lines);
    formats(&mut lines);
    schema_errors(&mut lines);
    messages(&mut lines);
    paths(&mut lines);
    forms(&mut lines);
    urls::lines(&cases!("safe-urls"), &cases!("addresses"), &mut lines);
    errors::lines(&mut lines);
    lines
}

/// The line of a case without expectations: the runtimes must agree on it.
fn line(name: String, output: &Value) -> Line {
    written(name, Json::from(output).to_string())
}

/// The same for a type of the crate: its text as the crate writes it, which has the value that serde gives.
fn line_of<T: ToJson + Serialize>(name: String, output: &T) -> Line {
    let text = output.to_json_string();
    let value: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(serde_json::to_value(output).expect("a value"), value, "{name}");
    written(name, text)
}

/// The same for a type that is read back: both its text and the value that serde gives are read as an equal one.
fn line_of_readable<T: ToJson + Serialize + DeserializeOwned + PartialEq + Debug>(name: String, output: &T) -> Line {
    assert_reads_back(&name, &output.to_json_string(), output);
    let value = serde_json::to_value(output).expect("a value");
    assert_eq!(serde_json::from_value::<T>(value).as_ref().ok(), Some(output), "{name}");
    line_of(name, output)
}

fn assert_reads_back<T: DeserializeOwned + PartialEq + Debug>(name: &str, text: &str, expected: &T) {
    assert_eq!(serde_json::from_str::<T>(text).as_ref().ok(), Some(expected), "{name}: {text}");
}

fn written(name: String, output: String) -> Line {
    Line { name, output, expected: Vec::new(), report: None }
}

/// The members of an expected result (`null`, or a code and a detail), as texts that the output must contain.
fn members(expected: &Value) -> Vec<String> {
    let entries = expected.as_object().into_iter().flatten();
    let mut members: Vec<_> = entries.map(|(name, value)| format!("{}:{value}", json!(name))).collect();
    members.push(format!("\"ok\":{}", expected.is_null() || expected.get("value").is_some()));
    members
}

fn of(file: &str) -> impl Fn(&Value) -> String {
    move |case| format!("{file} {}", case["id"].as_str().map_or_else(|| case["id"].to_string(), str::to_owned))
}

fn list(cases: &Value, name: &str) -> Vec<Value> {
    cases[name].as_array().expect("a list of cases").clone()
}

fn emails(lines: &mut Vec<Line>) {
    let name = of("emails");
    for case in list(&cases!("emails"), "cases") {
        for rule in EMAIL_RULES {
            let output = calls::check_email(text(&case["address"]), rule);
            let mut line = line(format!("{} {rule}", name(&case)), &output);
            line.expected.push(format!("{{\"ok\":{}", case[rule]));
            lines.push(line);
        }
    }
}

fn phones(lines: &mut Vec<Line>) {
    let name = of("phones");
    for case in list(&cases!("phones"), "cases") {
        let mut line = line(name(&case), &calls::check_phone(&case));
        line.expected = members(&case["expected"]);
        lines.push(line);
    }
}

fn idempotency_keys(lines: &mut Vec<Line>) {
    let name = of("idempotency-keys");
    for case in list(&cases!("idempotency-keys"), "cases") {
        let mut line = line(name(&case), &calls::check_idempotency_key(&case));
        line.expected = members(&case["expected"]);
        lines.push(line);
    }
}

fn dedupe_keys(lines: &mut Vec<Line>) {
    let name = of("dedupe-keys");
    for case in list(&cases!("dedupe-keys"), "cases") {
        let mut line = line(name(&case), &calls::dedupe_key(text(&case["address"])));
        line.expected.push(case["key"].to_string());
        lines.push(line);
    }
}

/// `schemas.json`, or `keywords.json`, which has the same form.
fn schemas(file: &'static str, cases: &Value, lines: &mut Vec<Line>) {
    let name = of(file);
    for case in list(cases, "cases") {
        let schema = calls::compile(&Json::from(&case["schema"])).expect("a schema");
        for (at, check) in list(&case, "checks").iter().enumerate() {
            let name = format!("{} {at}", name(&case));
            lines.push(verdict_line(name, &schema, &check["value"], &check["message"]));
        }
    }
}

/// The line of one string under each format. A case with `detail` expects it in the reason.
fn formats(lines: &mut Vec<Line>) {
    for group in list(&cases!("formats"), "groups") {
        let schema = calls::compile(&Json::from(&group["schema"])).expect("a schema");
        for (at, case) in list(&group, "cases").iter().enumerate() {
            let message = if case["valid"] == true { &Value::Null } else { &group["message"] };
            let mut line =
                verdict_line(format!("formats {} {at}", text(&group["id"])), &schema, &case["value"], message);
            if message.is_string() {
                line.expected.push(match &case["detail"] {
                    Value::Null => "\"params\":{}}]".to_owned(),
                    detail => format!("\"detail\":{detail}"),
                });
            }
            lines.push(line);
        }
    }
}

/// The line of a value, as it is written in a case, under a schema. The message that is expected is null for a valid value.
fn verdict_line(name: String, schema: &Schema, written_value: &Value, message: &Value) -> Line {
    let verdict = if let Some(json) = written_value.get("$json") {
        let value: Json = text(json).parse().expect("JSON");
        assert_eq!(schema.is_valid(&value), schema.check(&value).is_ok(), "{name}");
        schema.check(&value)
    } else {
        let value = value(written_value);
        let verdict = schema.check(&value);
        // A value is judged alike whichever type holds it.
        assert_eq!(schema.check(&Json::from(&value)), verdict, "{name}");
        assert_eq!(schema.is_valid(&value), verdict.is_ok(), "{name}");
        verdict
    };
    let output = match &verdict {
        Ok(()) => r#"{"ok":true}"#.to_owned(),
        Err(report) => {
            for issue in report {
                line_of_readable(name.clone(), issue);
            }
            let issues = line_of_readable(name.clone(), report).output;
            format!(r#"{{"ok":false,"issues":{issues},"message":{}}}"#, report.to_string().to_json_string())
        }
    };
    let mut line = written(name, output);
    line.expected.push(match message {
        Value::Null => "{\"ok\":true}".to_owned(),
        message => format!("\"message\":{message}}}"),
    });
    line.report = verdict.err();
    line
}

/// `{"$repeat": [item, n]}` is a list of n items, `{"$text": [text, n]}` a text repeated n times. (`{"$json": text}` is what
/// the text says, for values that `serde_json` does not read.)
fn value(written: &Value) -> Value {
    let times = |pair: &Value| usize::try_from(pair[1].as_u64().expect("a count")).expect("a count");
    if let Some(pair) = written.get("$repeat") {
        return Value::Array(vec![pair[0].clone(); times(pair)]);
    }
    match written.get("$text") {
        Some(pair) => Value::from(text(&pair[0]).repeat(times(pair))),
        None => written.clone(),
    }
}

fn schema_errors(lines: &mut Vec<Line>) {
    let name = of("schema-errors");
    for case in list(&cases!("schema-errors"), "cases") {
        let schema = match case["schema"].get("$json") {
            Some(json) => text(json).parse().expect("JSON"),
            None => Json::from(&case["schema"]),
        };
        let output = calls::compile(&schema).err().unwrap_or_default();
        let says = case["says"].to_string();
        let mut line = line(name(&case), &output);
        line.expected = vec![format!("\"pointer\":{}", case["pointer"]), says.trim_matches('"').to_owned()];
        lines.push(line);
    }
}

fn messages(lines: &mut Vec<Line>) {
    let (name_of_parse, name_of_emit) = (of("messages parse"), of("messages emit"));
    let file = cases!("validation-messages");
    for case in list(&file, "parse") {
        let options = calls::parse_options(&case["options"]);
        let parsed = parse(text(&case["message"]), &options).ok();
        let mut line = line_of_readable(name_of_parse(&case), &parsed.as_ref().map(|parsed| parsed.report.clone()));
        assert_eq!(case["expected"]["matched"], json!(parsed.is_some()), "{}", line.name);
        if let Some(parsed) = &parsed {
            let fields = list(&case["expected"], "fields");
            assert_eq!(case["expected"]["form"], json!(parsed.form.map(MessageFormat::as_str)), "{}", line.name);
            assert_eq!(fields.len(), parsed.report.issues().len(), "{}", line.name);
            line.expected = fields.iter().flat_map(members_of_field).collect();
        }
        lines.push(line);
    }
    for case in list(&file, "emit") {
        let report = calls::report(&list(&case, "fields"));
        let read: Report = report.to_string().parse().expect("our own message");
        let same = |one: &Issue, other: &Issue| one.segments() == other.segments() && one.reason() == other.reason();
        assert!(read.iter().eq_by_issue(&report, same), "{report} reads back");
        let mut line = line(name_of_emit(&case), &json!(report.to_string()));
        line.expected.push(case["message"].to_string());
        lines.push(line);
    }
}

fn paths(lines: &mut Vec<Line>) {
    let file = cases!("paths");
    let path_of = |case: &Value| -> Path { list(case, "segments").iter().map(segment).collect() };
    for case in list(&file, "printed") {
        let path = path_of(&case);
        assert_eq!(path.to_string(), text(&case["path"]));
        assert_eq!(text(&case["path"]).parse().as_ref(), Ok(&path));
        lines.push(path_line(of("paths printed")(&case), path, &case["segments"]));
    }
    for case in list(&file, "read") {
        let path: Path = text(&case["text"]).parse().expect("a path");
        lines.push(path_line(of("paths read")(&case), path, &case["segments"]));
    }
    for case in list(&file, "refused") {
        let refused = text(&case["text"]);
        assert!(refused.parse::<Path>().is_err(), "{refused}");
        // As the segment of an issue it is one key.
        lines.push(path_line(of("paths refused")(&case), Path::from_iter([refused]), &json!([refused])));
    }
    // The characters at both ends of each range, and those outside them.
    for range in list(&file, "quoted") {
        let [first, last] = [0, 1].map(|end| u32::from_str_radix(text(&range[end]), 16).expect("a code point"));
        let edges = [first - 1, first, last, last + 1].into_iter().filter_map(char::from_u32);
        let keys: Vec<_> = edges.map(|edge| format!("a{edge}")).collect();
        let name = format!("paths quoted {}-{}", text(&range[0]), text(&range[1]));
        lines.push(path_line(name, keys.iter().map(String::as_str).collect(), &json!(keys)));
    }
}

/// Forms: the value that is read, and its verdict.
fn forms(lines: &mut Vec<Line>) {
    let name = of("forms");
    for case in list(&cases!("forms"), "cases") {
        let schema = calls::compile(&Json::from(&case["schema"])).expect("a schema");
        let value = calls::read_form(&schema, &case);
        let verdict = match schema.check(&value) {
            Ok(()) => r#"{"ok":true}"#.to_owned(),
            Err(report) => format!(
                r#"{{"ok":false,"issues":{},"message":{}}}"#,
                report.to_json_string(),
                report.to_string().to_json_string()
            ),
        };
        let mut line = written(name(&case), format!(r#"{{"value":{value},"verdict":{verdict}}}"#));
        line.expected.push(format!(r#"{{"value":{},"verdict""#, Json::from(&case["value"])));
        line.expected.push(match case.get("message") {
            None => r#""verdict":{"ok":true}}"#.to_owned(),
            Some(message) => format!("\"message\":{message}}}"),
        });
        lines.push(line);
    }
}

/// A message about the path, and the segments that are read back from it.
fn path_line(name: String, path: Path, segments: &Value) -> Line {
    let report = Report::from_iter([Issue::new(path, Reason::custom("x"))]);
    let read: Report = report.to_string().parse().expect("our own message");
    let mut line = line(name, &json!([report.to_string(), read.issues()[0].segments()]));
    line.expected.push(format!(",{segments}]"));
    line
}

fn members_of_field(field: &Value) -> Vec<String> {
    ["path", "segments", "reason"].map(|name| format!("\"{name}\":{}", field[name])).to_vec()
}

/// Compares two reports issue by issue.
trait EqByIssue {
    fn eq_by_issue(self, other: &Report, same: impl Fn(&Issue, &Issue) -> bool) -> bool;
}

impl<'i, I: ExactSizeIterator<Item = &'i Issue>> EqByIssue for I {
    fn eq_by_issue(self, other: &Report, same: impl Fn(&Issue, &Issue) -> bool) -> bool {
        self.len() == other.issues().len() && self.zip(other).all(|(one, other)| same(one, other))
    }
}
