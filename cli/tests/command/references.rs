//! `unanimous import` of documents with references.

use crate::support::{Folder, Run};
use unanimous::Json;

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
        (
            "tags_of_schemas_that_get_another_name",
            concat!(
                r##"{"anyOf": [{"$ref": "#/components/schemas/My%20Cat"}, {"$ref": "#/components/schemas/X"}, "##,
                r##"{"$ref": "b.yaml#/components/schemas/X"}], "discriminator": {"propertyName": "kind"}}"##
            ),
            r#""schemas": {"My Cat": {}, "X": {}}"#,
            concat!(
                r##"{"anyOf":[{"$ref":"#/$defs/My_Cat"},{"$ref":"#/$defs/X"},{"$ref":"#/$defs/X_2"}],"##,
                r##""discriminator":{"propertyName":"kind","mapping":{"My Cat":"#/$defs/My_Cat"}},"##,
                r##""$defs":{"My_Cat":{},"X":{},"X_2":{"type":"string","title":"other X"}}}"##
            ),
        ),
        (
            "mappings_to_names_that_a_bundler_gives",
            concat!(
                r##"{"oneOf": [{"$ref": "b.yaml#/components/schemas/X"}, {"$ref": "b.yaml"}], "discriminator": "##,
                r##"{"propertyName": "kind", "mapping": {"x": "#/components/schemas/X", "file": "b"}}}"##
            ),
            "",
            concat!(
                r##"{"oneOf":[{"$ref":"#/$defs/X"},{"$ref":"#/$defs/b"}],"discriminator":{"propertyName":"kind","##,
                r##""mapping":{"x":"#/$defs/X","file":"#/$defs/b"}},"$defs":{"X":{"type":"string","title":"other X"},"##,
                r##""b":{"components":{"schemas":{"X":{"type":"string","title":"other X"},"Y":{"items":{"$ref":"parts/c.json"}}}}}}}"##
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

/// The library would say that a schema has no keyword "content".
#[test]
fn references_to_what_is_no_schema_are_refused() {
    let body = "a response, a request body, a media type or a header";
    let cases = [
        ("response", r#"{"description": "d", "content": {"application/json": {"schema": {}}}, "x-a": 1}"#, Some(body)),
        ("header", r#"{"description": "d", "required": true, "schema": {"type": "string"}}"#, Some(body)),
        ("swagger", r#"{"description": "d", "schema": {"type": "string"}}"#, Some(body)),
        ("parameter", r#"{"name": "n", "in": "query", "type": "string"}"#, Some("a parameter")),
        ("schema", r#"{"description": "d", "type": "string", "content": {}}"#, None),
        ("properties", r#"{"properties": {"content": {"type": "object"}}}"#, None),
    ];
    for (name, value, expected) in cases {
        let document = format!(
            r##"{{"openapi": "3.0.3", "components": {{"x": {{"A": {value}}}}}, "paths": {{"/a": {{"post": {{"requestBody":
                {{"content": {{"application/json": {{"schema": {{"items": {{"$ref": "#/components/x/A"}}}}}}}}}}}}}}}}}}"##
        );
        let folder = Folder::new(&format!("no_schema_{name}")).with("openapi.json", document);
        let run = folder.run(&["import", "openapi.json", "--out", "schemas"]);
        let message = expected.map(|kind| {
            format!(
                "openapi.json#/paths/~1a/post/requestBody/content/application~1json/schema/items/$ref: the reference \
                 \"#/components/x/A\" leads to {kind}, not to a schema: write the path of the schema in it\n"
            )
        });
        let is_told = run.stdout.contains("not to a schema");
        assert!(message.map_or(!is_told, |message| run.stdout.contains(&message)), "{name}: {}", run.stdout);
    }
}
