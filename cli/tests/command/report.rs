//! The report of `unanimous import`.

use crate::import::LEADS;
use crate::support::{Folder, Run};
use unanimous::{Json, Schema};

#[test]
fn the_report_names_the_option_for_unknown_formats() {
    let document = r#"
openapi: 3.1.0
paths:
  /a: {post: {requestBody: {content: {application/json: {schema: {type: string, format: mailbox}}}}}}
  /b: {post: {requestBody: {content: {application/json: {schema: {type: string, format: "$(x)"}}}}}}
  /c: {post: {requestBody: {content: {application/json: {schema: {type: string, format: '-x\": $'}}}}}}
  /d: {post: {requestBody: {content: {application/json: {schema: {type: string, format: "\e[2J\n$(x)"}}}}}}
"#;
    let folder = Folder::new("import_formats").with("openapi.yaml", document);
    let run = folder.run(&["import", "openapi.yaml", "--out", "schemas"]);
    let last = "\n\nTo take unknown formats as annotations, which reject nothing: --annotation-format mailbox\n\n\
                A shell may read these names of unknown formats in its own way. Quote each, after --annotation-format=:\n       \
                $(x)\n       -x\\\": $\n       \"\\u001b[2J\\n$(x)\"\n";
    assert!(run.stdout.ends_with(last), "{}", run.stdout);
    let formats = ["mailbox", "$(x)", "-x\\\": $", "\u{1b}[2J\n$(x)"].map(|name| format!("--annotation-format={name}"));
    let formats = formats.each_ref().map(String::as_str);
    let run = folder.run(&[&["import", "openapi.yaml", "--out", "schemas"][..], &formats].concat());
    let expected = "compiled  post-a.schema.json  POST /a\ncompiled  post-b.schema.json  POST /b\n\
                    compiled  post-c.schema.json  POST /c\ncompiled  post-d.schema.json  POST /d\n\n\
                    4 bodies: 4 compiled, 0 refused, 0 skipped; 0 operations without a request body\n";
    assert_eq!(run, Run::printed(0, expected));
}

#[test]
fn one_run_reports_all_unknown_formats_of_a_schema() {
    let properties = r#"{"a": {"format": "mailbox"}, "b": {"format": "postcode"}, "c": {"minLength": -1}}"#;
    let document = format!(
        r#"{{"openapi": "3.1.0", "paths": {{"/a": {{"post": {{"requestBody": {{"content":
            {{"application/json": {{"schema": {{"properties": {properties}}}}}}}}}}}}}}}}}"#
    );
    let folder = Folder::new("import_all_formats").with("openapi.json", &document);
    let run = folder.run(&["import", "openapi.json", "--out", "schemas"]);
    let limit = Schema::from_json(r#"{"minLength": -1}"#).unwrap_err().message().to_owned();
    let expected = format!(
        "refused   post-a.schema.json  POST /a
          /properties/a/format: unknown format \"mailbox\"
          /properties/b/format: unknown format \"postcode\"
          /properties/c/minLength: {limit}

1 body: 0 compiled, 1 refused, 0 skipped; 0 operations without a request body

Refused, by cause:
    1  unknown format \"mailbox\"
    1  unknown format \"postcode\"
    1  {limit}

To take unknown formats as annotations, which reject nothing: --annotation-format mailbox --annotation-format postcode
"
    );
    assert_eq!(run, Run::printed(0, &expected));
    let run = folder.run(&["import", "openapi.json", "--out", "schemas", "--format", "json"]);
    let report: Json = run.stdout.parse().unwrap();
    let body = report.get("bodies").and_then(|bodies| bodies.as_array()?.first()).unwrap();
    let more = body.get("more").and_then(Json::as_array).unwrap();
    assert_eq!(body.get("pointer").and_then(Json::as_str), Some("/properties/a/format"));
    assert_eq!(
        more.iter().map(|problem| problem.get("pointer").and_then(Json::as_str)).collect::<Vec<_>>(),
        [Some("/properties/b/format"), Some("/properties/c/minLength")]
    );
}

/// The printed options were those of the first formats of a schema.
#[test]
fn the_options_are_those_for_all_unknown_formats() {
    let names: Vec<_> = (10..50).map(|number| format!("own-{number}")).collect();
    let properties: Vec<_> = names.iter().map(|name| format!(r#""{name}": {{"format": "{name}"}}"#)).collect();
    let document = format!(
        r#"{{"openapi": "3.1.0", "paths": {{"/a": {{"post": {{"requestBody": {{"content":
            {{"application/json": {{"schema": {{"properties": {{{}}}}}}}}}}}}}}}}}}}"#,
        properties.join(",")
    );
    let folder = Folder::new("import_many_formats").with("openapi.json", &document);
    let run = folder.run(&["import", "openapi.json", "--out", "schemas"]);
    let options: Vec<_> = names.iter().flat_map(|name| ["--annotation-format", name]).collect();
    assert!(run.stdout.ends_with(&format!("which reject nothing: {}\n", options.join(" "))), "{}", run.stdout);
    let run = folder.run(&[&["import", "openapi.json", "--out", "schemas"][..], &options].concat());
    assert!(run.stdout.contains("\n1 body: 1 compiled, 0 refused,"), "{}", run.stdout);
}

#[test]
fn a_union_that_its_branches_hold_has_a_remedy() {
    let document = r##"{"openapi": "3.0.3", "components": {"schemas": {
            "Pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}]},
            "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}]}}},
        "paths": {"/a": {"post": {"requestBody": {"content": {"application/json": {"schema":
            {"$ref": "#/components/schemas/Pet"}}}}}}}}"##;
    let run = Folder::new("import_circle").with("openapi.json", document).run(&[
        "import",
        "openapi.json",
        "--out",
        "schemas",
    ]);
    let remedy = "leads round in a circle: no part of the value lies between. If a branch of \"oneOf\" or \"anyOf\" has the \
                  schema around it in \"allOf\", move the union into a schema of its own\n";
    assert!(run.stdout.ends_with(remedy), "{}", run.stdout);
}

/// The files of both schemas have the same text, but only one is compiled.
#[test]
fn a_schema_with_a_lone_surrogate_is_equal_to_no_other() {
    let body = |value: &str| {
        format!(
            r#"{{"post": {{"requestBody": {{"content": {{"application/json": {{"schema": {{"const": {value}}}}}}}}}}}}}"#
        )
    };
    for (ill_formed, value) in [(r#""\ud800""#, r#""\ufffd""#), (r#"{"\ud800": 1}"#, "{}")] {
        for (order, first, second) in [("first", "a", "b"), ("last", "b", "a")] {
            let mut paths = [(first, body(ill_formed)), (second, body(value))];
            paths.sort_by_key(|(name, _)| *name);
            let paths = paths.map(|(name, item)| format!(r#""/{name}": {item}"#)).join(", ");
            let document = format!(r#"{{"openapi": "3.1.0", "paths": {{{paths}}}}}"#);
            let folder =
                Folder::new(&format!("import_surrogate_{order}_{}", value.len())).with("openapi.json", &document);
            let run = folder.run(&["import", "openapi.json", "--out", "schemas"]);
            let refused = format!("refused   post-{first}.schema.json");
            assert!(run.stdout.contains(&refused), "{document}: {}", run.stdout);
            assert!(run.stdout.contains(&format!("compiled  post-{second}.schema.json")), "{document}: {}", run.stdout);
        }
    }
}

/// Equal schemas are compiled once, but each body has its own warnings.
#[test]
fn equal_schemas_have_their_own_warnings() {
    let document = r"
openapi: 3.0.3
paths:
  /a: {post: {requestBody: {content: {application/json: {schema: {type: array, items: [{type: string}], minLength: 1}}}}}}
  /b: {post: {requestBody: {content: {application/json: {schema: {type: array, prefixItems: [{type: string}], minLength: 1}}}}}}
";
    let folder = Folder::new("import_equal").with("openapi.yaml", document);
    let run = folder.run(&["import", "openapi.yaml", "--out", "schemas"]);
    for extension in ["schema.json", "schema.d.json.ts"] {
        let [first, second] = ["a", "b"].map(|name| folder.read(&format!("schemas/post-{name}.{extension}")));
        assert_eq!(first, second);
    }
    let lines: Vec<_> =
        run.stdout.lines().map(|line| line.split(" has no effect").next().unwrap_or_default()).collect();
    let expected = [
        "compiled  post-a.schema.json  POST /a",
        "          warning: the root: \"items\" is a list, so it is written as \"prefixItems\": it checks the first items of a list \
            one by one. If any of these schemas may apply, write \"anyOf\"",
        "          warning: /minLength: \"minLength\"",
        "compiled  post-b.schema.json  POST /b",
        "          warning: /minLength: \"minLength\"",
    ];
    assert_eq!(lines[..5], expected);
}

#[test]
fn strict_exits_with_1_if_a_schema_is_refused() {
    let folder = Folder::new("import_strict").with("openapi.yaml", LEADS).with(
        "good.json",
        r#"{"openapi": "3.0.3", "paths": {"/a": {"post": {"requestBody":
            {"content": {"application/json": {"schema": {"type": "string"}}}}}}}}"#,
    );
    assert_eq!(folder.run(&["import", "openapi.yaml", "--out", "schemas", "--strict"]).code, 1);
    let run = folder.run(&["import", "good.json", "--out", "schemas", "--strict"]);
    let expected = "compiled  post-a.schema.json  POST /a\n\n\
        1 body: 1 compiled, 0 refused, 0 skipped; 0 operations without a request body\n";
    assert_eq!(run, Run::printed(0, expected));
}

#[test]
fn the_report_as_json_says_the_same() {
    let folder = Folder::new("import_json").with("openapi.yaml", LEADS);
    let message = Schema::from_json(r#"{"minLength": -1}"#).unwrap_err().message().to_owned();
    let run = folder.run(&["import", "openapi.yaml", "--out", "schemas", "--format", "json"]);
    let expected = format!(
        r#"{{"document":"openapi.yaml","bodies":[
{{"operation":"POST /leads","operationId":"createLead","part":"request","mediaType":"application/json",
"status":"compiled","file":"createLead.schema.json"}},
{{"operation":"PUT /leads/{{id}}","part":"request","mediaType":"application/vnd.lead+json","status":"compiled",
"file":"put-leads-id.schema.json",
"warnings":[{{"pointer":"","message":"the schema for text/json is not imported"}}]}},
{{"operation":"PUT /leads/{{id}}","part":"request","mediaType":"application/x-www-form-urlencoded","status":"refused",
"file":"put-leads-id.form.schema.json","pointer":"/properties/name/minLength","message":{message}}},
{{"operation":"PATCH /leads/{{id}}","operationId":"upload","part":"request","status":"skipped",
"message":"neither JSON nor a form: application/octet-stream, text/csv"}},
{{"operation":"POST webhook newLead","part":"request","status":"skipped","message":"application/json has no schema"}}],
"summary":{{"compiled":2,"refused":1,"skipped":2,"operationsWithoutBody":1,
"causes":[{{"message":{message},"count":1}}]}}}}"#,
        message = Json::from(message)
    );
    let report: Json = run.stdout.parse().unwrap();
    assert_eq!(report.to_string(), expected.replace('\n', ""));
    assert_eq!(run.code, 0);
}
