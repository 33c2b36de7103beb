//! `unanimous import`.

use crate::support::{Folder, Run};
use unanimous::{Json, Schema};

/// A document that uses only what every version of the library compiles, and one refused schema.
pub(crate) const LEADS: &str = r#"
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
fn formats_can_be_taken_as_annotations() {
    let document = r##"{"openapi": "3.1.0", "paths": {"/a": {"post": {"requestBody": {"content": {"application/json": {"schema":
        {"items": {"$ref": "#/components/schemas/X"}, "x-unanimous": {"reason": "no"}}}}}}},
        "/b": {"post": {"requestBody": {"content": {"application/json": {"schema": {"format": "email"}}}}}}},
        "components": {"schemas": {"X": {"format": "iban", "properties": {"format": {"format": "bic"}}, "const": {"format": "x"}}}}}"##;
    let folder = Folder::new("import_annotation_formats").with("openapi.json", document);
    let formats = ["iban", "bic", "x", "iban"].map(|name| ["--annotation-format", name]).concat();
    let run = folder.run(&[&["import", "openapi.json", "--out", "schemas"], formats.as_slice()].concat());
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let schema: Json = folder.read("schemas/post-a.schema.json").parse().unwrap();
    assert_eq!(schema["x-unanimous"].to_string(), r#"{"reason":"no","annotationFormats":["bic","iban"]}"#);
    assert!(!folder.read("schemas/post-b.schema.json").contains("x-unanimous"));
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
