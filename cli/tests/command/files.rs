//! `unanimous import` of documents in several files.

use unanimous::Json;

use crate::support::{Folder, Run};

/// The folder `api` with these parts, and what its import prints. Each part is named relative to its own file.
fn import(name: &str, root: &str, parts: &[(&str, &str)]) -> (Folder, Run) {
    let folder = Folder::new(name).with("api/openapi.yaml", root);
    let folder = parts.iter().fold(folder, |folder, (file, text)| folder.with(&format!("api/{file}"), text));
    let run = folder.run(&["import", "api/openapi.yaml", "--out", "schemas", "--responses"]);
    (folder, run)
}

fn schema(folder: &Folder, name: &str) -> String {
    let schema: Json = folder.read(&format!("schemas/{name}.schema.json")).parse().unwrap();
    let text = schema.to_string();
    text.replacen(r#""$schema":"https://json-schema.org/draft/2020-12/schema","#, "", 1)
}

/// The schema that each case below leads to.
const LEAD: &str = r##"{"$ref":"#/$defs/Lead","$defs":{"Lead":{"type":"object","properties":{"home":{"$ref":"#/$defs/address"}}},"address":{"type":"string"}}}"##;
const LEADS: [(&str, &str); 2] = [
    ("models/leads.yaml", "Lead: {type: object, properties: {home: {$ref: '../address.yaml'}}}"),
    ("address.yaml", "type: string"),
];

/// Asserts that the body and the answer of the one operation are the lead, with this part in a file of its own.
fn assert_leads(name: &str, root: &str, part: &str) {
    let (folder, run) = import(name, root, &[("parts/a.yaml", part), LEADS[0], LEADS[1]]);
    let expected = "\
compiled  a.schema.json  POST /a
compiled  a.200.schema.json  POST /a

2 bodies: 2 compiled, 0 refused, 0 skipped; 0 operations without a request body
";
    assert_eq!(run, Run::printed(0, expected), "{name}");
    assert_eq!(schema(&folder, "a"), LEAD, "{name}");
    assert_eq!(schema(&folder, "a.200"), LEAD, "{name}");
}

#[test]
fn any_part_of_openapi_may_be_in_another_file() {
    let body = "{content: {application/json: {schema: {$ref: '../models/leads.yaml#/Lead'}}}}";
    let operation = format!("{{operationId: a, requestBody: {body}, responses: {{200: {body}}}}}");
    let at_root = |text: &str| text.replace("../models", "models");
    let cases = [
        ("path", "{/a: {$ref: parts/a.yaml}}".to_owned(), format!("post: {operation}")),
        ("operation", "{/a: {post: {$ref: parts/a.yaml}}}".to_owned(), operation.clone()),
        (
            "body",
            format!(
                "{{/a: {{post: {{operationId: a, requestBody: {{$ref: parts/a.yaml}}, responses: {{200: {}}}}}}}}}",
                at_root(body)
            ),
            body.to_owned(),
        ),
        (
            "responses",
            format!(
                "{{/a: {{post: {{operationId: a, requestBody: {}, responses: {{$ref: parts/a.yaml}}}}}}}}",
                at_root(body)
            ),
            format!("200: {body}"),
        ),
        (
            "siblings",
            format!("{{/a: {{post: {{$ref: parts/a.yaml, operationId: a, requestBody: {}}}}}}}", at_root(body)),
            format!("{{operationId: b, requestBody: {{}}, responses: {{200: {body}}}}}"),
        ),
        (
            "through",
            "{/a: {post: {$ref: '#/components/x-operations/a'}}}\ncomponents: {x-operations: {$ref: parts/a.yaml}}"
                .to_owned(),
            format!("a: {operation}"),
        ),
    ];
    for (name, paths, part) in cases {
        assert_leads(&format!("files_{name}"), &format!("openapi: 3.0.3\npaths: {paths}\n"), &part);
    }
}

#[test]
fn any_part_of_swagger_may_be_in_another_file() {
    let lead = "{$ref: '../models/leads.yaml#/Lead'}";
    let parameter = format!("{{in: body, name: lead, schema: {lead}}}");
    let operation = format!("{{operationId: a, parameters: [{parameter}], responses: {{200: {{schema: {lead}}}}}}}");
    let at_root = |text: &str| text.replace("../models", "models");
    let around = |members: &str| format!("{{/a: {{post: {{operationId: a, {members}}}}}}}");
    let responses = format!("responses: {{200: {{schema: {}}}}}", at_root(lead));
    let cases = [
        ("paths", "{$ref: parts/a.yaml}".to_owned(), format!("/a: {{post: {operation}}}")),
        ("path", "{/a: {$ref: parts/a.yaml}}".to_owned(), format!("post: {operation}")),
        ("operation", "{/a: {post: {$ref: parts/a.yaml}}}".to_owned(), operation.clone()),
        (
            "shared",
            format!("{{/a: {{parameters: [{}], post: {{$ref: parts/a.yaml}}}}}}", at_root(&parameter)),
            format!("operationId: a\nresponses: {{200: {{schema: {lead}}}}}"),
        ),
        ("parameter", around(&format!("parameters: [{{$ref: parts/a.yaml}}], {responses}")), parameter.clone()),
        ("parameters", around(&format!("parameters: {{$ref: parts/a.yaml}}, {responses}")), format!("[{parameter}]")),
        (
            "response",
            around(&format!("parameters: [{}], responses: {{200: {{$ref: parts/a.yaml}}}}", at_root(&parameter))),
            format!("schema: {lead}"),
        ),
        (
            "responses",
            around(&format!("parameters: [{}], responses: {{$ref: parts/a.yaml}}", at_root(&parameter))),
            format!("200: {{schema: {lead}}}"),
        ),
    ];
    for (name, paths, part) in cases {
        assert_leads(&format!("files_swagger_{name}"), &format!("swagger: '2.0'\npaths: {paths}\n"), &part);
    }
}

#[test]
fn one_operation_of_another_file_serves_several_paths() {
    let root = "
swagger: '2.0'
paths:
  /a: {parameters: [{in: body, name: a, schema: {type: string}}], post: {$ref: op.yaml}}
  /b: {parameters: [{in: body, name: b, schema: {type: number}}], post: {$ref: op.yaml}}
  /c: {post: {$ref: op.yaml, parameters: [{$ref: 'fields/all.yaml#/name'}, {$ref: 'fields/all.yaml#/sizes'}]}}
";
    let fields = "
name: {in: formData, name: name, type: string, required: true}
sizes: {in: formData, name: sizes, type: array, collectionFormat: multi, items: {$ref: '#/size'}}
size: {type: integer}
";
    let parts = [("op.yaml", "responses: {200: {description: ok}}"), ("fields/all.yaml", fields)];
    let (folder, run) = import("files_serve", root, &parts);
    let expected = "\
compiled  post-a.schema.json  POST /a
compiled  post-b.schema.json  POST /b
compiled  post-c.form.schema.json  POST /c

3 bodies: 3 compiled, 0 refused, 0 skipped; 0 operations without a request body
";
    assert_eq!(run, Run::printed(0, expected));
    assert_eq!(schema(&folder, "post-a"), r#"{"type":"string"}"#);
    assert_eq!(schema(&folder, "post-b"), r#"{"type":"number"}"#);
    let form = r##"{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"sizes":{"type":"array","items":{"$ref":"#/$defs/size"}}},"$defs":{"size":{"type":"integer"}}}"##;
    assert_eq!(schema(&folder, "post-c.form"), form);
}

#[test]
fn pointers_lead_through_references() {
    let root = "
openapi: 3.1.0
paths:
  /a: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Lead/properties/home'}}}}}}
  /b: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Nobody'}}}}}}
  /c: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Round/x'}}}}}}
components: {schemas: {$ref: models/index.yaml}}
";
    let index = "Lead: {$ref: leads.yaml#/Lead}\nRound: {$ref: '#/Round'}";
    let (folder, run) = import("files_through", root, &[("models/index.yaml", index), LEADS[0], LEADS[1]]);
    let schema_ref =
        |path: &str| format!("openapi.yaml#/paths/~1{path}/post/requestBody/content/application~1json/schema/$ref");
    let expected = format!(
        "\
compiled  post-a.schema.json  POST /a
refused   POST /b
          {}: the reference \"#/components/schemas/Nobody\" leads to nothing
refused   POST /c
          {}: the reference \"#/components/schemas/Round/x\" leads to nothing
",
        schema_ref("b"),
        schema_ref("c")
    );
    assert_eq!(run.stdout.split("\n\n").next().unwrap(), expected.trim_end());
    assert_eq!(
        schema(&folder, "post-a"),
        r##"{"$ref":"#/$defs/Lead.home","$defs":{"Lead.home":{"$ref":"#/$defs/address"},"address":{"type":"string"}}}"##
    );
}

#[test]
fn references_that_lead_nowhere_are_named() {
    let swagger = |operation: &str| {
        format!("swagger: '2.0'\npaths: {{/a: {{post: {operation}}}}}\ndefinitions: {{A: {{type: string}}}}\n")
    };
    let cases = [
        (
            swagger("{$ref: parts/a.yaml}"),
            "parameters: [{in: body, name: a, schema: {$ref: '#/definitions/A'}}]",
            "a.yaml#/parameters/0/schema/$ref: the reference \"#/definitions/A\" leads to nothing in this file: openapi.yaml \
                has it, so write the path of openapi.yaml before the \"#\"",
        ),
        (
            swagger("{$ref: parts/a.yaml}"),
            "parameters: {$ref: b.yaml}",
            "a.yaml#/parameters/$ref: api/parts/b.yaml: no such file",
        ),
        (
            swagger("{$ref: parts/a.yaml}"),
            "# nothing",
            "openapi.yaml#/paths/~1a/post/$ref: the reference \"parts/a.yaml\" leads to neither an object nor a list",
        ),
        (
            swagger("{parameters: [{in: formData, name: x, type: string}, {$ref: 'parts/a.yaml#/b'}]}"),
            "{}",
            "openapi.yaml#/paths/~1a/post/parameters/1/$ref: the reference \"parts/a.yaml#/b\" leads to nothing",
        ),
        (
            swagger("{consumes: {$ref: 'parts/a.yaml#/b'}, parameters: [{in: body, name: a, schema: {}}]}"),
            "{}",
            "openapi.yaml#/paths/~1a/post/consumes/$ref: the reference \"parts/a.yaml#/b\" leads to nothing",
        ),
        (
            swagger("{parameters: [{in: body, name: a, schema: {properties: {$ref: parts/a.yaml}}}]}"),
            "{}",
            "openapi.yaml#/paths/~1a/post/parameters/0/schema/properties/$ref: the reference \"parts/a.yaml\" stands in place \
                of the value of \"properties\", where JSON Schema allows none: write the value itself",
        ),
    ];
    for (at, (root, part, expected)) in cases.into_iter().enumerate() {
        let (_, run) = import(&format!("files_nowhere_{at}"), &root, &[("parts/a.yaml", part)]);
        let rows = run.stdout.split("\n\n").next().unwrap();
        assert_eq!(rows, format!("refused   POST /a\n          {expected}"));
    }
}
