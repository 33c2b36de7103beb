//! `unanimous import`.

use crate::support::{Folder, Run};
use unanimous::{Json, Schema};

/// A document that uses only what every version of the library compiles, and one refused schema.
const LEADS: &str = r#"
openapi: 3.1
info: {title: Leads, version: 1.0}
paths:
  /leads:
    post:
      operationId: createLead
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [email]
              properties:
                email: {type: string, format: email, description: How we reach you}
                on: {type: [string, "null"], enum: [yes, no, null]}
      responses:
        "201":
          content:
            application/json; charset=utf-8:
              schema: {type: object, properties: {id: {type: integer, readOnly: true}}}
        default: {description: nothing}
    get: {operationId: listLeads}
  /leads/{id}:
    put:
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema: {type: object, properties: {name: {type: string, minLength: -1}}}
          application/vnd.lead+json:
            schema: {type: string}
          text/json:
            schema: {type: integer}
    patch:
      operationId: upload
      requestBody: {content: {application/octet-stream: {}, text/csv: {}}}
webhooks:
  newLead:
    post:
      requestBody: {content: {application/json: {}}}
"#;

#[test]
fn bodies_become_schema_files() {
    let folder = Folder::new("import_files").with("openapi.yaml", LEADS);
    let refused = Schema::from_json(r#"{"minLength": -1}"#).unwrap_err();
    let run = folder.run(&["import", "openapi.yaml", "--out", "made/schemas", "--responses"]);
    let expected = format!(
        "\
compiled  createLead.schema.json  POST /leads
compiled  createLead.201.schema.json  POST /leads
compiled  put-leads-id.schema.json  PUT /leads/{{id}}
          warning: the root: the schema for text/json is not imported
refused   put-leads-id.form.schema.json  PUT /leads/{{id}}
          /properties/name/minLength: {message}
skipped   PATCH /leads/{{id}}
          neither JSON nor a form: application/octet-stream, text/csv
skipped   POST webhook newLead
          application/json has no schema

6 bodies: 3 compiled, 1 refused, 2 skipped; 1 operation without a request body

Refused, by cause:
    1  {message}
",
        message = refused.message()
    );
    assert_eq!(run, Run::printed(0, &expected));
    let files = [
        "createLead.201.schema.d.json.ts",
        "createLead.201.schema.json",
        "createLead.schema.d.json.ts",
        "createLead.schema.json",
        "index.ts",
        "put-leads-id.form.schema.json",
        "put-leads-id.schema.d.json.ts",
        "put-leads-id.schema.json",
    ];
    assert_eq!(folder.files("made/schemas"), files);
    let expected = r#"{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object",
  "required": [
    "email"
  ],
  "properties": {
    "email": {
      "type": "string",
      "format": "email",
      "description": "How we reach you"
    },
    "on": {
      "type": [
        "string",
        "null"
      ],
      "enum": [
        "yes",
        "no",
        null
      ]
    }
  }
}
"#;
    assert_eq!(folder.read("made/schemas/createLead.schema.json"), expected);
    let expected = r#"// Written by `unanimous import`: the next import replaces this file.
declare const schema: {
  readonly "$schema": "https://json-schema.org/draft/2020-12/schema";
  readonly "type": "object";
  readonly "required": readonly ["email"];
  readonly "properties": {
    readonly "email": {
      readonly "type": "string";
      readonly "format": "email";
    };
    readonly "on": {
      readonly "type": readonly ["string", "null"];
      readonly "enum": readonly ["yes", "no", null];
    };
  };
};
// @ts-ignore: the one form that works in ES modules and in CommonJS
export = schema;
"#;
    assert_eq!(folder.read("made/schemas/createLead.schema.d.json.ts"), expected);
    let index = folder.read("made/schemas/index.ts");
    let constants: Vec<_> = index.lines().filter(|line| line.starts_with("export") || line.starts_with("//")).collect();
    let expected = [
        "// Written by `unanimous import`: the next import replaces this file.",
        "// POST /leads",
        "export const createLead = {",
        "// POST /leads",
        "export const createLead201 = {",
        "// PUT /leads/{id}",
        "export const putLeadsId = {",
    ];
    assert_eq!(constants, expected);
}

#[test]
fn the_schema_files_check_values() {
    let folder = Folder::new("import_and_check").with("openapi.yaml", LEADS);
    assert_eq!(folder.run(&["import", "openapi.yaml", "--out", "schemas"]).code, 0);
    let check = ["check", "--schema", "schemas/createLead.schema.json", "-"];
    let run = folder.run_with(&check, r#"{"email": "ann"}"#);
    assert_eq!(run, Run::printed(1, "Validation error: email: Invalid email\n"));
}

/// OpenAPI 3.2 has operations of any method.
#[test]
fn additional_operations_are_imported() {
    let body = "requestBody: {content: {application/json: {schema: {type: object}}}}";
    let document = format!(
        "openapi: 3.2.0\npaths:\n  /a:\n    query: {{{body}}}\n    additionalOperations:\n      COPY: {{{body}}}\n      \
         LINK: {{operationId: linkA, {body}}}\n"
    );
    let folder = Folder::new("import_additional").with("openapi.yaml", &document);
    let run = folder.run(&["import", "openapi.yaml", "--out", "schemas"]);
    let expected = "\
compiled  query-a.schema.json  QUERY /a
compiled  COPY-a.schema.json  COPY /a
compiled  linkA.schema.json  LINK /a

3 bodies: 3 compiled, 0 refused, 0 skipped; 0 operations without a request body
";
    assert_eq!(run, Run::printed(0, expected));
}

/// Documents of many files have references where a part is long, also where OpenAPI has none.
#[test]
fn a_part_may_be_a_file_of_its_own() {
    let folder = Folder::new("import_parts")
        .with("openapi.yaml", "openapi: 3.1.0\npaths: {$ref: paths.yaml}\n")
        .with("paths.yaml", "/a: {post: {$ref: a/post.yaml}}\n/b: {post: {$ref: b/post.yaml}}\n")
        .with(
            "a/post.yaml",
            "operationId: createA\nrequestBody: {content: {$ref: content.yaml}}\nresponses: {$ref: responses.yaml}\n",
        )
        .with("a/content.yaml", "application/json: {schema: {type: integer}}\n")
        .with("a/responses.yaml", "201: {content: {$ref: content.yaml}}\n");
    let run = folder.run(&["import", "openapi.yaml", "--out", "schemas", "--responses"]);
    let start = "\
compiled  createA.schema.json  POST /a
compiled  createA.201.schema.json  POST /a
refused   POST /b
";
    assert!(run.stdout.starts_with(start), "{}", run.stdout);
    let schema: Json = folder.read("schemas/createA.schema.json").parse().unwrap();
    assert_eq!(schema.get("type").and_then(Json::as_str), Some("integer"));
}

#[test]
fn the_report_names_the_option_for_unknown_formats() {
    let document = r#"
openapi: 3.1.0
paths:
  /a: {post: {requestBody: {content: {application/json: {schema: {type: string, format: mailbox}}}}}}
  /b: {post: {requestBody: {content: {application/json: {schema: {type: string, format: "$(x)"}}}}}}
"#;
    let folder = Folder::new("import_formats").with("openapi.yaml", document);
    let run = folder.run(&["import", "openapi.yaml", "--out", "schemas"]);
    let last = "\n\nTo take unknown formats as annotations, which reject nothing: --annotation-format mailbox\n";
    assert!(run.stdout.ends_with(last), "{}", run.stdout);
    let formats = ["--annotation-format", "mailbox", "--annotation-format", "$(x)"];
    let run = folder.run(&[&["import", "openapi.yaml", "--out", "schemas"][..], &formats].concat());
    let expected = "compiled  post-a.schema.json  POST /a\ncompiled  post-b.schema.json  POST /b\n\n\
                    2 bodies: 2 compiled, 0 refused, 0 skipped; 0 operations without a request body\n";
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

/// Imports a document with one operation, `post /a`, and gives its schema file without spaces, and its report.
fn import_one(name: &str, version: &str, schema: &str, others: &str) -> (String, Run) {
    let document = format!(
        r#"{{"openapi": "{version}", "paths": {{"/a": {{"post": {{"operationId": "a", "requestBody":
            {{"content": {{"application/json": {{"schema": {schema}}}}}}}}}}}}}, "components": {{{others}}}}}"#
    );
    let folder = Folder::new(name).with("openapi.json", document).with("b.yaml", B).with("parts/c.json", C);
    let run = folder.run(&["import", "openapi.json", "--out", "schemas"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{name}");
    let file = folder.read("schemas/a.schema.json").parse::<Json>().unwrap().to_string();
    let without_dialect = file.replace(r#""$schema":"https://json-schema.org/draft/2020-12/schema","#, "");
    (without_dialect, run)
}

const B: &str = "components: {schemas: {X: {type: string, title: other X}, Y: {items: {$ref: parts/c.json}}}}";
const C: &str =
    r#"{"anyOf": [{"$ref": "../b.yaml#/components/schemas/X"}, {"$ref": "../openapi.json#/components/schemas/X"}]}"#;

#[test]
fn references_lead_into_the_file() {
    let cases = [
        (
            "only_what_is_reached",
            r##"{"$ref": "#/components/schemas/X"}"##,
            r##""schemas": {"Unused": {}, "X": {"properties": {"y": {"$ref": "#/components/schemas/Y"}}}, "Y": {"type": "string"}}"##,
            r##"{"$ref":"#/$defs/X","$defs":{"X":{"properties":{"y":{"$ref":"#/$defs/Y"}}},"Y":{"type":"string"}}}"##,
        ),
        (
            "recursion",
            r##"{"type": "array", "items": {"$ref": "#/components/schemas/Node"}}"##,
            r##""schemas": {"Node": {"properties": {"next": {"$ref": "#/components/schemas/Node"}}}}"##,
            r##"{"type":"array","items":{"$ref":"#/$defs/Node"},"$defs":{"Node":{"properties":{"next":{"$ref":"#/$defs/Node"}}}}}"##,
        ),
        (
            "other_files_and_equal_names",
            r##"{"allOf": [{"$ref": "#/components/schemas/X"}, {"$ref": "./b.yaml#/components/schemas/Y"}]}"##,
            r#""schemas": {"X": {"type": "integer"}}"#,
            concat!(
                r##"{"allOf":[{"$ref":"#/$defs/X"},{"$ref":"#/$defs/Y"}],"$defs":{"X":{"type":"integer"},"##,
                r##""Y":{"items":{"$ref":"#/$defs/c"}},"c":{"anyOf":[{"$ref":"#/$defs/X_2"},{"$ref":"#/$defs/X"}]},"##,
                r#""X_2":{"type":"string","title":"other X"}}}"#
            ),
        ),
        (
            "pointers_into_schemas_and_escapes",
            r##"{"items": {"$ref": "#/components/schemas/A~1%20B/properties/x"}}"##,
            r##""schemas": {"A/ B": {"properties": {"x": {"$ref": "#/paths/~1a/post/requestBody/content/application~1json/schema"}}}}"##,
            concat!(
                r##"{"items":{"$ref":"#/$defs/A__B.x"},"$defs":{"A__B.x":{"$ref":"#/$defs/a.post.requestBody"},"##,
                r##""a.post.requestBody":{"items":{"$ref":"#/$defs/A__B.x"}}}}"##
            ),
        ),
        (
            "keywords_and_not_names_or_examples",
            r##"{"properties": {"$ref": {"type": "string"}}, "example": {"$ref": "#/x"}, "const": {"$ref": "#/y"}}"##,
            "",
            r##"{"properties":{"$ref":{"type":"string"}},"example":{"$ref":"#/x"},"const":{"$ref":"#/y"}}"##,
        ),
        (
            "definitions_of_a_schema_itself",
            r##"{"$ref": "#/components/schemas/X"}"##,
            r##""schemas": {"X": {"items": {"$ref": "#/$defs/One"}, "$defs": {"One": {"not": {"$ref": "#/$defs/Two"}}, "Two": {}}}}"##,
            r##"{"$ref":"#/$defs/X","$defs":{"X":{"items":{"$ref":"#/$defs/X.One"}},"X.One":{"not":{"$ref":"#/$defs/X.Two"}},"X.Two":{}}}"##,
        ),
        (
            "ids_and_anchors",
            r#"{"allOf": [{"$ref": "https://example.com/x#inner"}, {"$ref": "https://example.com/x"}]}"#,
            r##""schemas": {"X": {"$id": "https://example.com/x", "items": {"$anchor": "inner", "type": "string"}, "not": {"$ref": "#/items"}}}"##,
            concat!(
                r##"{"allOf":[{"$ref":"#/$defs/X.items"},{"$ref":"#/$defs/X"}],"$defs":{"##,
                r##""X.items":{"type":"string"},"X":{"items":{"type":"string"},"not":{"$ref":"#/$defs/X.items"}}}}"##
            ),
        ),
        (
            "discriminators",
            concat!(
                r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}], "discriminator": {"propertyName": "kind", "mapping": "##,
                r##"{"cat": "Cat", "tom": "#/components/schemas/Cat", "dog": "Unreached", "##,
                r##""fox": "b.yaml#/components/schemas/X"}}}"##
            ),
            r#""schemas": {"Unreached": {}, "Cat": {"not": {"$ref": "b.yaml#/components/schemas/X"}}}"#,
            concat!(
                r##"{"oneOf":[{"$ref":"#/$defs/Cat"}],"discriminator":{"propertyName":"kind","##,
                r##""mapping":{"cat":"#/$defs/Cat","tom":"#/$defs/Cat","fox":"#/$defs/X"}},"##,
                r##""$defs":{"Cat":{"not":{"$ref":"#/$defs/X"}},"X":{"type":"string","title":"other X"}}}"##
            ),
        ),
    ];
    for (name, schema, others, expected) in cases {
        for version in ["3.0.3", "3.1.0"] {
            let (file, _) = import_one(&format!("import_{name}_{version}"), version, schema, others);
            assert_eq!(file, expected, "{name}, OpenAPI {version}");
        }
    }
}

#[test]
fn keywords_beside_a_reference_are_warned_about_in_openapi_3_0() {
    let schema = r##"{"$ref": "#/components/schemas/X", "description": "d", "nullable": true}"##;
    let others = r#""schemas": {"X": {"type": "string"}}"#;
    let expected = r##"{"$ref":"#/$defs/X","description":"d","nullable":true,"$defs":{"X":{"type":"string"}}}"##;
    let warning =
        "          warning: the root: \"nullable\" stands beside $ref, where OpenAPI 3.0 ignores it: here both count\n";
    for (version, is_warned) in [("3.0.3", true), ("3.1.0", false)] {
        let (file, run) = import_one(&format!("import_beside_{version}"), version, schema, others);
        assert_eq!(file, expected);
        assert_eq!(run.stdout.contains(warning), is_warned, "{}", run.stdout);
    }
}

#[test]
fn formats_can_be_taken_as_annotations() {
    let document = r##"{"openapi": "3.1.0", "paths": {"/a": {"post": {"requestBody": {"content": {"application/json": {"schema":
        {"items": {"$ref": "#/components/schemas/X"}, "x-unanimous": {"reason": "no"}}}}}}},
        "/b": {"post": {"requestBody": {"content": {"application/json": {"schema": {"format": "email"}}}}}}},
        "components": {"schemas": {"X": {"format": "iban", "properties": {"format": {"format": "bic"}}, "const": {"format": "x"}}}}}"##;
    let folder = Folder::new("import_formats").with("openapi.json", document);
    let formats = ["iban", "bic", "x", "iban"].map(|name| ["--annotation-format", name]).concat();
    let run = folder.run(&[&["import", "openapi.json", "--out", "schemas"], formats.as_slice()].concat());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let schema: Json = folder.read("schemas/post-a.schema.json").parse().unwrap();
    assert_eq!(schema["x-unanimous"].to_string(), r#"{"reason":"no","annotationFormats":["bic","iban"]}"#);
    assert!(!folder.read("schemas/post-b.schema.json").contains("x-unanimous"));
}

#[test]
fn a_wrong_mapping_is_warned_about() {
    let schema = r#"{"type": "object", "discriminator": {"propertyName": "kind", "mapping": {"a": "Nobody"}}}"#;
    let (file, run) = import_one("import_mapping", "3.1.0", schema, "");
    assert_eq!(file, r#"{"type":"object","discriminator":{"propertyName":"kind","mapping":{}}}"#);
    let warning = "          warning: /discriminator/mapping: \"a\" is left out of the mapping: ";
    assert!(run.stdout.contains(warning), "{}", run.stdout);
}

#[test]
fn request_bodies_responses_and_path_items_may_be_references() {
    let folder = Folder::new("import_references")
        .with(
            "api/openapi.yaml",
            "
openapi: 3.0.0
paths:
  /a: {$ref: paths.yaml#/a}
  /c: {$ref: '#/components/pathItems/C'}
  /b:
    post:
      operationId: b
      x-s: {}
      requestBody: {$ref: '#/components/requestBodies/B'}
      responses: {4XX: {$ref: '#/components/responses/Bad'}}
components:
  pathItems:
    C: {put: {requestBody: {content: {text/json: {schema: {$ref: '#/paths/~1b/post/x%2Ds'}}}}}}
  requestBodies:
    B: {$ref: '#/components/requestBodies/C'}
    C: {content: {application/json: {schema: {type: boolean}}}}
  responses:
    Bad: {content: {'*/*': {schema: {type: 'null'}}}}
",
        )
        .with("api/paths.yaml", "a: {post: {operationId: a, requestBody: {content: {application/json: {schema: {$ref: '#/s'}}}}}}\ns: {type: number}");
    let run = folder.run(&["import", "api/openapi.yaml", "--out", "schemas", "--responses"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let files: Vec<_> = folder.files("schemas").into_iter().filter(|name| name.ends_with(".schema.json")).collect();
    assert_eq!(files, ["a.schema.json", "b.4XX.schema.json", "b.schema.json", "put-c.schema.json"]);
    let schema: Json = folder.read("schemas/a.schema.json").parse().unwrap();
    assert_eq!(
        (&schema["$ref"], &schema["$defs"].to_string()),
        (&Json::from("#/$defs/s"), &r#"{"s":{"type":"number"}}"#.to_owned())
    );
}

#[test]
fn the_document_may_come_from_standard_input() {
    let document = "{openapi: 3.1.0, paths: {/a: {post: {operationId: a, requestBody: {content: \
                    {application/json: {schema: {$ref: 'parts.yaml#/s'}}}}}}}}";
    // A file of this name is not read in its place, and a reference to it does not read the standard input.
    let folder =
        Folder::new("import-stdin").with("parts.yaml", "s: {items: {$ref: './-#/s'}}").with("-", "s: {type: number}");
    let run = folder.run_with(&["import", "-", "--out", "schemas"], document);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let schema: Json = folder.read("schemas/a.schema.json").parse().unwrap();
    assert!(schema.to_string().contains(r#"{"type":"number"}"#), "{schema}");
    let run = folder.run_with(&["import", "-", "--out", "schemas"], "a: [");
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("-: "), "{}", run.stderr);
}

#[test]
fn operations_of_one_name_get_numbers() {
    let operation = |id: &str| {
        format!(
            r#"{{"operationId": "{id}", "requestBody": {{"content": {{"application/json": {{"schema": {{"type": "string"}}}}}}}}}}"#
        )
    };
    let document = format!(
        r#"{{"openapi": "3.1.0", "paths": {{"/a": {{"post": {}, "put": {}, "patch": {}, "delete": {}}}}}}}"#,
        operation("save"),
        operation("Save"),
        operation("save-2"),
        operation("../é/save"),
    );
    let folder = Folder::new("import_names").with("openapi.json", document);
    let run = folder.run(&["import", "openapi.json", "--out", "schemas"]);
    let expected = "\
compiled  save.schema.json  POST /a
compiled  Save-3.schema.json  PUT /a
compiled  save-2.schema.json  PATCH /a
compiled  save-4.schema.json  DELETE /a

4 bodies: 4 compiled, 0 refused, 0 skipped; 0 operations without a request body
";
    assert_eq!(run.code, 0);
    assert_eq!(run.stdout, expected);
    let index = folder.read("schemas/index.ts");
    let constants: Vec<_> = index.lines().filter_map(|line| line.strip_prefix("export const ")).collect();
    assert_eq!(constants, ["save = {", "Save3 = {", "save2 = {", "save4 = {"]);
}

#[test]
fn a_second_import_replaces_the_files() {
    let document = |length: i32| {
        format!(
            r#"{{"openapi": "3.1.0", "paths": {{"/a": {{"post": {{"requestBody":
                {{"content": {{"application/json": {{"schema": {{"minLength": {length}}}}}}}}}}}}}}}}}"#
        )
    };
    let folder = Folder::new("import_twice").with("openapi.json", document(1));
    folder.run(&["import", "openapi.json", "--out", "schemas"]);
    assert_eq!(folder.files("schemas"), ["index.ts", "post-a.schema.d.json.ts", "post-a.schema.json"]);
    let folder = folder.with("openapi.json", document(-1));
    folder.run(&["import", "openapi.json", "--out", "schemas"]);
    assert_eq!(folder.files("schemas"), ["index.ts", "post-a.schema.json"], "a refused schema has no types");
    assert_eq!(
        folder.read("schemas/index.ts"),
        "// Written by `unanimous import`: the next import replaces this file.\n\nexport {};\n"
    );
}
