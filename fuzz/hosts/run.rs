//! Answers an input natively. `runner.mjs` beside this file answers it with the npm package.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use serde_json::{Value, json};
use unanimous::api_error::{ApiError, Response};
use unanimous::json::ToJson as _;
use unanimous::render::{self, Context, Dialect};
use unanimous::report::parse;
use unanimous::retry::RetryAdvice;
use unanimous::rule::safe_url::Policy;
use unanimous::{Code, Issue, Json, Path, Reason, Report, Schema, Segment};

use crate::calls::{self, text};
use crate::surrogates;

type Runner = fn(&str) -> String;

pub(crate) fn runner(kind: &str) -> Runner {
    match kind {
        "schemas" | "graphs" => schemas,
        "forms" => forms,
        "texts" => texts,
        "urls" => urls,
        "messages" => messages,
        "paths" => paths,
        "bodies" => bodies,
        "headers" => headers,
        "answers" => answers,
        _ => panic!("no kind of inputs: {kind}"),
    }
}

/// The output line. If the runner panics, it is `{"panics": …}`, which equals no answer.
pub(crate) fn answered(runner: Runner, line: &str) -> String {
    catch_unwind(AssertUnwindSafe(|| runner(line))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        json!({ "panics": text }).to_string()
    })
}

/// The input of a kind whose texts are not judged. A lone surrogate counts as U+FFFD there.
fn value(line: &str) -> Value {
    serde_json::from_str(&surrogates::replace_lone(line)).expect("JSON")
}

/// Whether the text of this name has a lone surrogate. No `&str` holds one, so no call of the crate gets it.
fn has_lone_surrogate(line: &str, name: &str) -> bool {
    let line: Json = line.parse().expect("JSON");
    line[name].as_str().is_none()
}

/// The npm package's answer to a text with a lone surrogate.
fn rejected_text() -> Value {
    calls::answer(Err(Reason::new(Code::InvalidText)))
}

/// A value as the crate prints it, on one line. `serde_json` prints some numbers in another way.
fn printed(value: &Value) -> String {
    Json::from(value).to_string()
}

fn list(outputs: &[String]) -> String {
    format!("[{}]", outputs.join(","))
}

fn schemas(line: &str) -> String {
    let line: Json = line.parse().expect("JSON");
    let schema = match calls::compile(&line["schema"]) {
        Ok(schema) => schema,
        Err(error) => return printed(&error),
    };
    list(&line["values"].as_array().expect("values").iter().map(|value| validated(&schema, value)).collect::<Vec<_>>())
}

fn forms(line: &str) -> String {
    let line = value(line);
    let schema = match calls::compile(&Json::from(&line["schema"])) {
        Ok(schema) => schema,
        Err(error) => return printed(&error),
    };
    calls::read_form(&schema, &line).to_string()
}

fn validated(schema: &Schema, value: &Json) -> String {
    let verdict = schema.check(value);
    // `serde_json` must have the same verdict, if it can hold the value.
    let text = value.to_string();
    if let (Ok(again), Ok(held)) = (text.parse::<Json>(), serde_json::from_str::<Value>(&text))
        && again == *value
    {
        assert_eq!(schema.check(&held), verdict, "with serde_json");
    }
    match verdict {
        Ok(()) => r#"{"ok":true}"#.to_owned(),
        Err(report) => {
            let (issues, message) = (report.to_json_string(), report.to_string());
            assert!(message.parse::<Report>().is_ok(), "the message reads back");
            format!(r#"{{"ok":false,"issues":{issues},"message":{}}}"#, message.to_json_string())
        }
    }
}

fn texts(line: &str) -> String {
    let is_rejected = has_lone_surrogate(line, "text");
    let line = value(line);
    let (given, max) = (text(&line["text"]), &line["maxLength"]);
    let mut outputs: Vec<_> = calls::EMAIL_RULES.iter().map(|rule| calls::check_email(given, rule)).collect();
    outputs.push(calls::dedupe_key(given));
    for format in ["phone", "e164"] {
        outputs.push(calls::check_phone(&json!({ "value": given, "format": format })));
    }
    outputs.push(calls::check_phone(&json!({ "value": given, "format": "phone", "maxLength": max })));
    for form in ["bare", "sf-string"] {
        outputs.push(calls::check_idempotency_key(&json!({ "value": given, "form": form, "maxLength": max })));
    }
    if is_rejected {
        outputs = outputs.iter().map(|output| if output.is_object() { rejected_text() } else { Value::Null }).collect();
    }
    printed(&Value::Array(outputs))
}

fn urls(line: &str) -> String {
    let [is_rejected, is_host_rejected] = ["url", "host"].map(|name| has_lone_surrogate(line, name));
    let json: Json = surrogates::replace_lone(line).parse().expect("JSON");
    let line = value(line);
    let options = json.get("policy").cloned().unwrap_or_else(|| Json::from(json!({})));
    let policy = match Policy::from_options(&options) {
        Ok(policy) => policy,
        Err(error) => return printed(&json!({ "policy": error.to_string() })),
    };
    let url = if is_rejected { rejected_text() } else { calls::check_url(text(&line["url"]), &policy) };
    let addresses = if is_host_rejected {
        rejected_text()
    } else {
        calls::check_addresses(text(&line["host"]), calls::list(&line, "addresses"), &policy)
    };
    printed(&json!([url, addresses]))
}

fn messages(line: &str) -> String {
    let line = value(line);
    let parsed = parse(text(&line["message"]), &calls::parse_options(&line["options"])).ok();
    let report = calls::report(calls::list(&line, "fields"));
    let again = report.to_string().parse::<Report>().ok();
    list(&[
        parsed.map(|parsed| parsed.report).to_json_string(),
        report.to_string().to_json_string(),
        again.to_json_string(),
    ])
}

fn paths(line: &str) -> String {
    let line = value(line);
    let path: Path = calls::list(&line, "segments").iter().map(calls::segment).collect();
    let read = text(&line["text"]);
    let read = read.parse().unwrap_or_else(|_| Path(vec![Segment::from(read)]));
    let again: Option<Path> = path.to_string().parse().ok();
    let segments = |path: &Path| path.0.to_json_string();
    list(&[
        path.to_string().to_json_string(),
        segments(&again.unwrap_or_default()),
        segments(&read),
        read.to_string().to_json_string(),
    ])
}

fn bodies(line: &str) -> String {
    advised(&calls::read_error(&value(line)), &value(line))
}

/// The error, and whether to try again.
fn advised(error: &ApiError, line: &Value) -> String {
    let advice = RetryAdvice::decide(error, &calls::attempt(&line["request"]));
    list(&[error.to_js().to_json_string(), advice.to_js().to_json_string()])
}

fn headers(line: &str) -> String {
    let line = value(line);
    let key = calls::check_idempotency_header(&line);
    list(&[advised(&calls::read_error(&line), &line), printed(&key)])
}

fn answers(line: &str) -> String {
    let line = value(line);
    let options = &line["options"];
    let option = |name: &str| options[name].as_str();
    let status = |value: &Value| value.as_u64().map(|status| u16::try_from(status).expect("a status"));
    let context = Context {
        request_id: option("requestId"),
        instance: option("instance"),
        docs_base: option("docsBase"),
        status: status(&options["status"]),
        code: option("code"),
        title: option("title"),
        accept: option("accept"),
        issues: options["issues"] == true,
        retry_after: line["error"]["retryAfterMs"].as_u64().map(Duration::from_millis),
        locale: None,
    };
    let dialect = Dialect::from_name(text(&line["dialect"])).expect("a dialect");
    let answer = match (&line["issues"], &line["error"]) {
        (Value::Array(issues), _) => render::response(&issues.iter().map(issue).collect(), dialect, &context),
        (_, error) => {
            let status = status(&error["status"]).expect("a status");
            render::error(status, text(&error["code"]), text(&error["message"]), dialect, &context)
        }
    };
    let headers = answer.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let response = Response {
        status: answer.status,
        headers,
        body: answer.body.as_bytes(),
        now: Some(calls::NOW),
        incomplete: false,
    };
    list(&[answer.to_json_string(), advised(&ApiError::read(&response), &line)])
}

/// An issue as JavaScript gives it: a path as text or as segments, any code, and any parameters.
fn issue(row: &Value) -> Issue {
    let path = match row["path"].as_str() {
        Some(path) => path.parse().unwrap_or_else(|_| Path(vec![Segment::from(path)])),
        None => calls::list(row, "segments").iter().map(calls::segment).collect(),
    };
    let params = Json::from(&row["params"]).to_canonical().as_object().cloned();
    Issue::new(path, Reason::from_caller(text(&row["reason"]), row["code"].as_str(), params))
}
