//! Plants a secret wherever servers echo the input or show internals, and asserts that the error never holds it.
#![cfg(all(feature = "api-error", feature = "serde_json", not(target_arch = "wasm32")))]

use std::sync::OnceLock;

use serde_json::{Map, Value, json};
use unanimous::api_error::{ApiError, Response};

const SECRET: &str = "hunter2";

fn read(status: u16, body: &Value) -> String {
    let body = body.to_string();
    let error = ApiError::read(&Response { status, body: body.as_bytes(), ..Response::default() });
    serde_json::to_string(&error).unwrap()
}

/// Members of any error object that hold the input or internals: the name in camelCase, and the member's value.
fn hidden() -> Vec<(&'static str, Value)> {
    let text = || json!(SECRET);
    let user = || json!({"password": SECRET, "contacts": [{"note": SECRET}]});
    let frames = || json!([{"file": SECRET, "line": 3, "args": [SECRET]}, SECRET]);
    let thrown = || json!({"message": SECRET, "stack": SECRET});
    vec![
        ("input", text()),
        ("input", user()),
        ("originalInput", user()),
        ("inputData", user()),
        ("inputValue", text()),
        ("_original", user()),
        ("original", user()),
        ("payload", user()),
        ("formData", user()),
        ("requestBody", user()),
        ("requestHeaders", user()),
        ("requestData", text()),
        ("rejectedValue", text()),
        ("receivedValue", text()),
        ("actualValue", user()),
        ("attemptedValue", text()),
        ("invalidValue", text()),
        ("originalValue", text()),
        ("providedValue", text()),
        ("submittedValues", user()),
        ("keyValue", user()),
        ("stack", text()),
        ("stack", frames()),
        ("stackTrace", text()),
        ("stackTraceString", text()),
        ("stackFrames", frames()),
        ("trace", frames()),
        ("traces", json!({"Application Trace": frames()})),
        ("backtrace", frames()),
        ("traceback", text()),
        ("remoteStackTraceString", text()),
        ("errorStack", text()),
        ("callStack", frames()),
        ("componentStack", text()),
        ("serverStack", text()),
        ("fullStackTraceText", text()),
        ("tracebackStr", text()),
        ("traceInfo", user()),
        ("backtraceLines", frames()),
        ("exc", text()),
        ("excInfo", frames()),
        ("internalQuery", text()),
        ("driverError", user()),
        ("stackEntries", frames()),
        ("stringValue", text()),
        ("remoteStackTrace", text()),
        ("exception", text()),
        ("exception", thrown()),
        ("exceptionMessage", text()),
        ("exceptionDetails", thrown()),
        ("innerException", thrown()),
        ("debug", text()),
        ("debug", user()),
        ("debugInfo", text()),
        ("debugMessage", text()),
        ("sql", text()),
        ("sqlMessage", text()),
        ("parentData", user()),
        ("rootBean", user()),
        // Removed only from objects of errors, which have a reason.
        ("file", text()),
        ("fileName", text()),
        ("request", user()),
        ("body", text()),
        ("body", user()),
        ("query", text()),
        ("headers", user()),
        ("config", user()),
        ("bindings", json!([SECRET])),
        ("environment", user()),
        ("env", user()),
        ("server", user()),
        ("session", user()),
        ("cookies", user()),
        ("where", text()),
        ("arguments", frames()),
        ("cause", text()),
        ("cause", json!({"status": 400, "body": SECRET})),
        ("cause", thrown()),
        ("parent", thrown()),
        ("previous", thrown()),
        ("innerError", thrown()),
    ]
}

/// Members that are echoes beside a location and a reason.
fn beside_a_location() -> Vec<(&'static str, Value)> {
    let mut members = hidden();
    for name in ["value", "values", "data", "found", "given", "actual", "received", "provided", "submitted", "got"] {
        members.push((name, json!(SECRET)));
        members.push((name, json!({"password": SECRET})));
    }
    // The outermost `instance` is a link, so a text there stays.
    members.push(("instance", json!({"password": SECRET})));
    members.push(("target", json!({"password": SECRET})));
    members.push(("context", json!({"value": SECRET, "label": "email"})));
    members.push(("ctx", json!({"given": SECRET, "input": SECRET})));
    members.push(("params", json!({"value": SECRET, "originalValue": SECRET, "label": "x"})));
    members
}

/// The spellings of a name: camelCase, `snake_case`, kebab-case, `PascalCase`, upper case.
fn spellings(name: &str) -> Vec<String> {
    let split = |with: char| {
        name.chars()
            .flat_map(|c| if c.is_ascii_uppercase() { vec![with, c.to_ascii_lowercase()] } else { vec![c] })
            .collect()
    };
    let mut pascal = name.to_owned();
    pascal[..1].make_ascii_uppercase();
    vec![name.to_owned(), split('_'), split('-'), pascal, name.to_ascii_uppercase()]
}

/// Bodies of every dialect. `$here` marks objects with a reason, `$issue` objects with a location and a reason.
fn bodies() -> Vec<(u16, Value)> {
    [
        (422, json!({"$here": 0, "detail": [{"$issue": 0, "loc": ["body", "email"], "msg": "bad", "type": "value_error"}]})),
        (400, json!({"$here": 0, "type": "about:blank", "title": "Bad", "status": 400, "detail": "x", "errors": [{"$issue": 0, "pointer": "/email", "detail": "bad"}]})),
        (400, json!({"$here": 0, "title": "Bad", "status": 400, "invalid-params": [{"$issue": 0, "name": "email", "reason": "bad"}]})),
        (200, json!({"errors": [{"$issue": 0, "message": "bad", "path": ["a", "b"], "locations": [{"line": 1, "column": 2}], "extensions": {"code": "BAD_USER_INPUT"}}]})),
        (422, json!({"errors": [{"$here": 0, "status": "422", "title": "bad", "detail": "x", "source": {"pointer": "/data/attributes/email"}}]})),
        (400, json!({"error": {"$here": 0, "code": 400, "status": "INVALID_ARGUMENT", "message": "x", "details": [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [{"$issue": 0, "field": "email", "description": "bad"}]}]}})),
        (400, json!({"error": {"$here": 0, "message": "x", "code": -32600, "data": {"code": "BAD_REQUEST", "httpStatus": 400, "zodError": {"formErrors": [], "fieldErrors": {"email": ["bad"]}}}}})),
        (400, json!({"error": {"name": "ZodError", "issues": [{"$issue": 0, "code": "custom", "path": ["email"], "message": "bad"}]}})),
        (402, json!({"error": {"$issue": 0, "type": "card_error", "message": "x", "param": "number"}})),
        (400, json!({"$here": 0, "error": {"$here": 0, "message": "x", "code": "BAD", "details": {"limit": 3}}})),
        (400, json!({"$here": 0, "error": "invalid_grant", "error_description": "x"})),
        (400, json!({"$here": 0, "statusCode": 400, "error": "Bad Request", "message": ["email must be an email"]})),
        (400, json!({"$here": 0, "statusCode": 400, "message": [{"$issue": 0, "property": "email", "children": [], "constraints": {"isEmail": "email must be an email"}}]})),
        (400, json!({"$here": 0, "timestamp": 1, "status": 400, "error": "Bad Request", "message": "x", "path": "/a", "errors": [{"$issue": 0, "field": "email", "defaultMessage": "bad"}]})),
        (400, json!({"$here": 0, "error": "Text.", "code": "some_code"})),
        (400, json!({"$here": 0, "error": "some_code", "message": "Text.", "details": {"limit": 3}})),
        (422, json!({"$here": 0, "message": "x", "errors": {"email": ["bad"]}})),
        (422, json!({"$here": 0, "message": "x", "errors": {"email": {"$issue": 0, "message": "bad", "kind": "required", "path": "email"}}})),
        (422, json!({"errors": {"email": [{"$issue": 0, "message": "bad", "code": "x"}]}})),
        (400, json!({"$here": 0, "__type": "ValidationException", "message": "x", "fieldList": [{"$issue": 0, "path": "/email", "message": "bad"}]})),
        (422, json!({"$here": 0, "message": "Validation Failed", "documentation_url": "https://a.example", "errors": [{"$issue": 0, "resource": "Issue", "field": "title", "code": "missing"}]})),
        (422, json!({"$issue": 0, "type": "validation", "on": "body", "property": "/email", "message": "bad", "errors": [{"$issue": 0, "path": "/email", "message": "bad"}]})),
        (422, json!({"$here": 0, "title": "Bad", "status": 422, "errors": [{"$issue": 0, "message": "bad", "location": "body.email"}]})),
        (400, json!({"parameterViolations": [{"$issue": 0, "path": "create.email", "message": "bad"}]})),
        (400, json!({"error": {"details": [{"$issue": 0, "message": "bad", "path": ["email"]}]}, "$hidden": 0})),
        (400, json!({"email": ["bad"], "profile": {"age": ["bad"]}, "$hidden": 0})),
        (400, json!([{"$issue": 0, "path": ["email"], "message": "bad"}])),
        (400, json!({"issues": [{"$issue": 0, "kind": "validation", "type": "email", "message": "bad", "path": [{"type": "object", "key": "email", "value": SECRET}]}]})),
        (400, json!({"ok": false, "problem": {"$here": 0, "message": "x"}})),
        (400, json!([{"instancePath": "/email", "schemaPath": "#/p", "keyword": "format", "params": {"format": "email"}, "message": "bad", "$issue": 0}])),
    ]
    .into()
}

/// Puts the members at the marks of a body.
fn planted(body: &Value, name: &str, value: &Value, is_hidden: bool, needs_location: bool) -> Value {
    match body {
        Value::Array(items) => items.iter().map(|item| planted(item, name, value, is_hidden, needs_location)).collect(),
        Value::Object(object) => {
            let mut out = Map::new();
            for (key, inner) in object {
                let takes = match key.as_str() {
                    "$issue" => true,
                    "$here" => !needs_location,
                    "$hidden" => is_hidden,
                    _ => {
                        out.insert(key.clone(), planted(inner, name, value, is_hidden, needs_location));
                        continue;
                    }
                };
                if takes {
                    out.insert(name.to_owned(), value.clone());
                }
            }
            Value::Object(out)
        }
        other => other.clone(),
    }
}

#[test]
fn a_secret_in_an_echo_never_appears() {
    let always = hidden().iter().position(|(name, _)| *name == "file").unwrap();
    let count = hidden().len();
    let mut failures = Vec::new();
    let mut read_bodies = 0;
    for (status, body) in bodies() {
        for (at, (name, value)) in beside_a_location().iter().enumerate() {
            for name in spellings(name) {
                let is_hidden = at < always && !value.is_string();
                let error = read(status, &planted(&body, &name, value, is_hidden, at >= count));
                read_bodies += 1;
                if error.contains(SECRET) {
                    failures.push(format!("{name} = {value} in {body}\n   {error}"));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{} leaks\n{}", failures.len(), failures[..failures.len().min(25)].join("\n"));
    assert!(read_bodies > 9_000, "{read_bodies}");
}

#[test]
fn echoes_change_nothing_else() {
    for (with, without) in planted_everywhere("_original").iter().zip(planted_everywhere("")) {
        assert_eq!(*with, without);
    }
}

/// Every body as it is read, with an echo of this name at all marks; without echoes if the name is empty.
fn planted_everywhere(name: &str) -> Vec<String> {
    let value = json!({"password": SECRET});
    let body = |body| {
        let mut body = planted(body, name, &value, true, false);
        without(&mut body, "");
        body
    };
    bodies().iter().map(|(status, marked)| read(*status, &body(marked))).collect()
}

/// Removes a member from every object.
fn without(body: &mut Value, name: &str) {
    match body {
        Value::Array(items) => items.iter_mut().for_each(|item| without(item, name)),
        Value::Object(object) => {
            object.shift_remove(name);
            object.values_mut().for_each(|value| without(value, name));
        }
        _ => {}
    }
}

#[test]
fn members_that_are_not_echoes_stay() {
    let cases = [
        (422, json!({"errors": {"file": ["a"], "input": ["a"], "value": ["a"]}}), vec!["file", "input", "value"]),
        (422, json!({"message": "x", "errors": {"stack": "a", "query": {"page": ["a"]}}}), vec!["stack", "page"]),
        (400, json!({"file": ["a"], "input": {"title": ["a"]}}), vec!["file", "input.title"]),
        (422, json!({"detail": [{"loc": ["body", "input"], "msg": "a", "type": "t"}]}), vec!["input"]),
    ];
    for (status, body, paths) in cases {
        let error: Value = serde_json::from_str(&read(status, &body)).unwrap();
        let fields = error["fields"].as_array().unwrap();
        assert_eq!(fields.iter().map(|field| field["path"].as_str().unwrap()).collect::<Vec<_>>(), paths, "{body}");
    }
    let error = read(
        400,
        &json!({"error": {"code": "X", "message": "x", "details": [
            {"path": "a", "code": "invalid_type", "params": {"expected": "string", "received": "number"}},
        ]}}),
    );
    assert!(error.contains(r#"{"expected":"string","received":"number"}"#), "{error}");
    let kept = json!({
        "value": "text", "limit": 3, "keyword": "y", "params": {"max": 3}, "sqlState": "23505", "line": 3,
        "cause": [{"code": 2067, "description": "y"}], "server": "eu-1", "dd.trace_id": "t1", "x_b3_traceid": "t2",
        "traceparent": "00-1-2-01", "correlationTraceId": "t3", "stack_id": "s1", "data": {"a": 1}, "parameters": {"a": 1},
        "context": {"a": 1}, "response": {"statusCode": 400, "data": {"a": 1}}, "received": "a", "user": {"id": 3},
    });
    let mut body = kept.clone();
    body["message"] = json!("x");
    let error: Value = serde_json::from_str(&read(400, &body)).unwrap();
    let mut details = kept;
    assert_eq!(Some(&error["request_id"]), details.as_object_mut().unwrap().remove("dd.trace_id").as_ref());
    assert_eq!(error["details"], details);
}

/// Bodies with the secret where only a reader of one shape would find it, and the paths of their fields.
fn shapes() -> Vec<(Value, Vec<&'static str>)> {
    let user = || json!({"password": SECRET, "contacts": [{"note": SECRET}]});
    let mut shapes = Vec::new();
    for name in ["data", "_data", "values", "user", "formData", "whatever"] {
        shapes.push((json!({"email": ["bad"], name: user()}), vec!["email"]));
        shapes.push((json!({name: user(), "profile": {"age": ["bad"]}}), vec!["profile.age"]));
        shapes.push((json!({"email": [{"message": "bad", "code": "invalid"}], name: user()}), vec!["email"]));
        shapes.push((json!({"errors": {"email": ["bad"], name: user()}}), vec!["email"]));
        shapes.push((json!({"error": {"email": ["bad"], name: user()}}), vec!["email"]));
        shapes.push((json!({"message": "x", "details": {"errors": {"email": ["bad"], name: user()}}}), vec!["email"]));
    }
    for name in
        ["data", "values", "form", "old", "attributes", "record", "object", "entity", "initialValues", "submission"]
    {
        shapes.push((json!({"errors": {"email": ["bad"]}, name: user()}), vec!["email"]));
        shapes.push((json!({"message": "x", "errors": {"email": "bad"}, name: user()}), vec!["email"]));
        shapes.push((json!({"errors": ["bad"], name: user()}), vec![""]));
        shapes.push((
            json!({"message": "x", "details": {"fieldErrors": {"email": ["bad"]}, name: user()}}),
            vec!["email"],
        ));
    }
    for place in ["path", "name", "key", "source", "argument", "field", "param"] {
        for name in ["value", "values", "received", "given", "actual", "found", "got"] {
            // A field that stands beside the message of the whole error.
            let paths = || if matches!(place, "argument" | "field" | "param") { vec!["email"] } else { vec![] };
            shapes.push((json!({"message": "x", place: "email", name: SECRET}), paths()));
            // Inside an envelope `path` is not that of the URL.
            let inner = if place == "path" { vec!["email"] } else { paths() };
            shapes.push((json!({"error": {"message": "x", place: "email", name: user()}}), inner));
        }
    }
    shapes.extend([
        (json!({"error": {"type": "validation", "on": "body", "found": user(), "errors": []}}), vec![]),
        (json!({"message": "x", "query": "SELECT", "parameters": [SECRET], "driverError": {"code": "23505"}}), vec![]),
        (json!({"message": "x", "driverError": {"code": "23505"}, "parameters": [SECRET]}), vec![]),
        (json!({"x": {"@type": "a/google.rpc.DebugInfo", "stackEntries": [SECRET], "detail": SECRET}, "message": "x"}), vec![]),
        (json!({"error": {"code": 200, "message": "x", "data": {"name": "ValueError", "message": "x", "arguments": [SECRET], "context": user()}}}), vec![]),
        (json!({"message": "x", "response": {"status": 400, "config": user(), "headers": user(), "data": {"a": 1}}}), vec![]),
        (json!({"response": {"status": 400, "config": user(), "headers": user(), "data": {"a": 1}}}), vec![]),
        (json!({"formState": {"values": user(), "errors": ["bad"]}}), vec!["formState"]),
        (json!({"errors": {"age": {"stringValue": SECRET, "kind": "Number", "path": "age", "message": "bad", "reason": {}}}}), vec!["age"]),
        (json!({"errors": {"age": {"stringValue": SECRET, "valueType": SECRET, "message": "bad", "reason": {"code": "E", "value": SECRET}}}}), vec!["age"]),
        (json!({"errors": {"email": {"error": "bad", "data": user()}}}), vec!["email"]),
        (json!({"errors": {"email": {"message": "bad", "ref": {}}, "values": {"password": SECRET}}}), vec!["email"]),
        (json!({"message": "x", "inner": [{"path": "email", "value": SECRET, "errors": ["bad"], "params": {"value": SECRET}}]}), vec!["email"]),
        (json!({"errors": {"email": ["bad\n    at f (hunter2.js:1:2)"]}}), vec!["email"]),
        (json!({"detail": [{"loc": ["body", "p"], "msg": "bad\nStack trace:\n#0 hunter2", "type": "t"}]}), vec!["p"]),
        (json!({"errors": {"email": {"msg": "bad", "sent": [SECRET], "user": user()}}}), vec!["email"]),
    ]);
    shapes
}

#[test]
fn a_text_that_is_no_reason_never_appears() {
    for (body, paths) in shapes() {
        let error = read(400, &body);
        assert!(!error.contains(SECRET), "{body}\n   {error}");
        assert_eq!(paths_of(&error), paths, "{body}");
    }
}

fn paths_of(error: &str) -> Vec<String> {
    let error: Value = serde_json::from_str(error).unwrap();
    error["fields"].as_array().unwrap().iter().map(|field| field["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn maps_keep_their_reasons() {
    let cases = [
        (
            json!({"errors": {"email": "is taken", "address": {"street": "is required"}}}),
            vec!["email", "address.street"],
        ),
        (json!({"errors": {"contacts": [null, {"email": "bad"}], "name": "bad"}}), vec!["contacts.1.email", "name"]),
        (json!({"errors": {"email": {"message": "bad", "type": "pattern", "ref": {"name": "email"}}}}), vec!["email"]),
        (
            json!({"profile": {"age": ["bad"], "tags": [{}, {"name": ["bad"]}]}}),
            vec!["profile.age", "profile.tags.1.name"],
        ),
        (json!({"errors": {"email": "bad", "tags": ["bad"]}}), vec!["email", "tags"]),
        (json!({"errors": {"user": {"message": ["bad"], "detail": ["bad"]}}}), vec!["user.message", "user.detail"]),
        (json!({"errors": {"_errors": [], "email": {"_errors": ["bad"]}}}), vec!["email"]),
    ];
    for (body, paths) in cases {
        assert_eq!(paths_of(&read(400, &body)), paths, "{body}");
    }
}

/// Parameters beside codes of this crate, and those of them that the error keeps.
#[test]
fn parameters_of_another_server_never_appear() {
    let cases = [
        ("custom", "m", json!({"password": SECRET, "max": 5}), json!({})),
        ("required", "Required", json!({"attempted": SECRET}), json!({})),
        ("invalid_email", "m", json!({"email": SECRET}), json!({})),
        ("too_long", "m", json!({"max": 5, "text": SECRET}), json!({"max": 5})),
        ("too_long", "m", json!({"max": SECRET, "min": 3, "exclusive": true}), json!({})),
        ("too_big", "m", json!({"max": [SECRET], "min": SECRET, "exclusive": true}), json!({"exclusive": true})),
        ("too_few", "m", json!({"min": {"a": SECRET}, "more": 3, "count": SECRET}), json!({})),
        ("more_issues", "m", json!({"count": SECRET}), json!({})),
        (
            "invalid_type",
            "m",
            json!({"expected": "string, number or null", "received": SECRET}),
            json!({"expected": "string, number or null"}),
        ),
        ("invalid_type", "m", json!({"expected": "string", "received": {"a": SECRET}}), json!({"expected": "string"})),
        (
            "invalid_type",
            "Expected string, received Date",
            json!({"expected": "string", "received": "Date"}),
            json!({"expected": "string", "received": "Date"}),
        ),
        ("invalid_enum", "m", json!({"options": [SECRET], "more": SECRET}), json!({})),
        ("invalid_enum", "m", json!({"options": SECRET, "more": 2}), json!({"more": 2})),
        (
            "invalid_enum",
            "Use \"a\", 1",
            json!({"options": ["a", 1], "more": 2}),
            json!({"options": ["a", 1], "more": 2}),
        ),
        ("url_scheme", "m", json!({"schemes": SECRET}), json!({})),
        ("url_scheme", "m", json!({"schemes": "https or http"}), json!({"schemes": "https or http"})),
    ];
    for (code, text, params, kept) in cases {
        let issue = json!({"code": code, "path": ["p"], "message": text, "params": params});
        let rendered = json!([{"code": code, "path": "p", "params": params}]);
        for body in [
            json!({"issues": [issue]}),
            json!([issue]),
            json!({"message": "x", "violations": [issue]}),
            json!({"error": {"message": text, "issues": rendered}}),
            json!({"error": {"message": text, "code": "E", "details": [issue]}}),
        ] {
            let error = read(400, &body);
            assert!(!error.contains(SECRET), "{body}\n   {error}");
            let error: Value = serde_json::from_str(&error).unwrap();
            let Some(field) = error["fields"].get(0) else { continue };
            assert_eq!(field.get("params").cloned().unwrap_or_else(|| json!({})), kept, "{body}");
        }
    }
}

#[test]
fn a_stack_in_a_message_never_appears() {
    for stack in [
        "Stack trace:\n#0 /srv/hunter2.php(3): f()\n#1 {main}",
        "#0 /srv/hunter2.php(3): f()",
        "\ngoroutine 1 [running]:\nmain.main()\n\t/srv/hunter2.go:3",
        "stack backtrace:\n   0: hunter2::main",
        "/srv/hunter2.rb:12:in `x'",
        "spec/hunter2.rb:12:in `x'",
        "\tfrom /srv/hunter2.rb:12:in 'Object#x'",
        "    at f (/srv/hunter2.js:1:2)",
        "Traceback (most recent call last):\n  File \"hunter2.py\", line 3",
    ] {
        for line_end in ["\n", "\r\n"] {
            let message = format!("It failed{line_end}{}", stack.replace('\n', line_end));
            for body in [json!({"message": message}), json!({"error": message}), json!({"error": {"message": message}})]
            {
                let error = read(500, &body);
                assert!(error.contains(r#""message":"It failed""#) && !error.contains(SECRET), "{body}\n   {error}");
            }
        }
    }
    for lines in [
        json!(["TypeError: x is undefined", "    at f (/srv/hunter2.js:1:2)"]),
        json!(["Traceback (most recent call last):", "  File \"hunter2.py\", line 3"]),
    ] {
        let error = read(500, &json!({"message": "It failed", "details": lines}));
        assert!(error.contains(r#""message":"It failed""#) && !error.contains(SECRET), "{lines}\n   {error}");
    }
    let message = "Ticket\n#0 is free: see a.rb: 12, goroutine 1 and the stack backtrace";
    assert!(read(400, &json!({"message": message})).contains("goroutine 1 and the stack backtrace"));
}

/// The bodies of the corpus that are JSON objects or lists, with the status.
fn corpus() -> Vec<(u16, Value)> {
    let corpus: Value = serde_json::from_str(include_str!("cases/error-bodies.json")).unwrap();
    let cases = corpus["cases"].as_array().unwrap().iter();
    cases
        .filter_map(|case| {
            let body: Value = serde_json::from_str(case["body"].as_str()?).ok()?;
            (body.is_object() || body.is_array()).then(|| (case["status"].as_u64().unwrap().try_into().unwrap(), body))
        })
        .collect()
}

fn plant_in(body: &mut Value, at: usize, seen: &mut usize, name: &str, value: &Value) {
    match body {
        Value::Object(object) => {
            for inner in object.values_mut() {
                plant_in(inner, at, seen, name, value);
            }
            if *seen == at {
                object.insert(name.to_owned(), value.clone());
            }
            *seen += 1;
        }
        Value::Array(items) => items.iter_mut().for_each(|item| plant_in(item, at, seen, name, value)),
        _ => {}
    }
}

/// Plants a member into the object that comes as number `at` in the body; returns how many objects there are.
fn plant(body: &mut Value, at: usize, name: &str, value: &Value) -> usize {
    let mut seen = 0;
    plant_in(body, at, &mut seen, name, value);
    seen
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(4_000))]

    /// A secret in a member whose name is that of an echo or of internals never appears, in whatever body and object.
    #[test]
    fn a_secret_planted_anywhere_never_appears(body in 0_usize..10_000, at in 0_usize..64, name in 0_usize..10_000, shape in 0..4) {
        static BODIES: OnceLock<Vec<(u16, Value)>> = OnceLock::new();
        let bodies = BODIES.get_or_init(corpus);
        let (status, mut body) = bodies[body % bodies.len()].clone();
        let always = hidden().iter().position(|(name, _)| *name == "file").unwrap();
        let (name, _) = hidden()[name % always];
        let names = spellings(name);
        let secret = "s3cr3t-marker";
        let value = match shape {
            0 => json!({ "password": secret }),
            1 => json!([{ "message": secret, "path": secret }]),
            2 => json!({ "message": secret, "code": secret, "errors": { "email": [secret] } }),
            _ => json!([secret, { "details": [{ "field": secret, "message": secret }] }]),
        };
        let objects = plant(&mut body.clone(), usize::MAX, "", &value);
        proptest::prop_assume!(objects > 0);
        let name = &names[at % names.len()];
        plant(&mut body, at % objects, name, &value);
        // An exception with a message is the error if the body holds nothing else.
        proptest::prop_assume!(body.as_object().is_none_or(|body| body.len() > 1 || !body.contains_key(name)));
        let error = read(status, &body);
        // The name of a field of a map may be that of an echo; then a list of texts under it is its reasons.
        proptest::prop_assert!(!error.contains(secret), "{}\n{}", body, error);
    }
}
