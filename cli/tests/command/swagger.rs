//! `unanimous import` of Swagger 2.0.

use unanimous::Json;

use crate::support::{Folder, Run};

const SHOP: &str = r#"
swagger: "2.0"
info: {title: Shop, version: "1"}
consumes: [application/xml, application/json]
produces: [application/json]
paths:
  /orders/{id%41}:
    parameters:
      - {in: path, name: id, type: string, required: true}
      - {in: body, name: shared, schema: {$ref: '#/definitions/Note'}}
    put:
      operationId: changeOrder
      parameters:
        - {in: query, name: dry, type: boolean}
        - in: body
          name: order
          schema:
            type: object
            required: [total]
            properties:
              total: {type: number, minimum: 0, exclusiveMinimum: true}
              note: {$ref: '#/definitions/Note', x-nullable: true}
              due: {type: string, format: date, x-nullable: true}
      responses:
        200: {description: ok, schema: {$ref: '#/definitions/Order'}}
        204: {description: nothing}
        404: {$ref: '#/responses/Problem'}
    post:
      operationId: addNote
      produces: [text/csv]
      responses:
        200: {description: ok, schema: {type: file}}
  /orders:
    post:
      operationId: addOrder
      consumes: [application/vnd.order+json, text/json]
      parameters: [{$ref: '#/parameters/Order'}]
    patch:
      operationId: replaceAll
      consumes: [text/csv]
      parameters: [{$ref: '#/parameters/Order'}]
    get: {operationId: listOrders, parameters: [{$ref: '#/parameters/Page'}]}
  /files:
    post:
      operationId: upload
      consumes: [application/x-www-form-urlencoded, multipart/form-data]
      parameters:
        - {in: formData, name: file, type: file, required: true, description: A scan}
        - {in: formData, name: tags, type: array, items: {type: string}, collectionFormat: multi}
        - {in: formData, name: sizes, type: array, items: {type: integer, format: int32}}
        - {$ref: '#/parameters/Label'}
  /login:
    post:
      operationId: login
      parameters:
        - {in: formData, name: user, type: string, required: true, minLength: 1}
        - {in: formData, name: age, type: integer, allowEmptyValue: true}
parameters:
  Order: {in: body, name: order, schema: {$ref: '#/definitions/Order'}}
  Page: {in: query, name: page, type: integer}
  Label: {in: formData, name: label, type: string, enum: [a, b]}
responses:
  Problem: {description: no, schema: {type: object, properties: {code: {type: string}}}}
definitions:
  Note: {type: string, maxLength: 5}
  Order:
    type: object
    discriminator: kind
    required: [kind]
    properties:
      kind: {type: string}
      notes: {type: array, items: {$ref: '#/definitions/Note'}}
      next: {$ref: '#/definitions/Order'}
"#;

#[test]
fn bodies_forms_and_responses_are_imported() {
    let folder = Folder::new("swagger_all").with("swagger.yaml", SHOP);
    let run = folder.run(&["import", "swagger.yaml", "--out", "schemas", "--responses"]);
    let expected = r#"compiled  changeOrder.schema.json  PUT /orders/{id%41}
compiled  changeOrder.200.schema.json  PUT /orders/{id%41}
compiled  changeOrder.404.schema.json  PUT /orders/{id%41}
compiled  addNote.schema.json  POST /orders/{id%41}
compiled  addOrder.schema.json  POST /orders
skipped   PATCH /orders
          neither JSON nor a form: text/csv
compiled  upload.form.schema.json  POST /files
          warning: /properties/sizes: "collectionFormat" is "csv": the schema expects one form field for each item, not all in one
compiled  login.form.schema.json  POST /login
          warning: /properties/age: "allowEmptyValue" is left out: an empty value is checked as any other

8 bodies: 7 compiled, 0 refused, 1 skipped; 1 operation without a request body
"#;
    assert_eq!(run, Run::printed(0, expected));
    let schemas = [
        (
            "changeOrder",
            r##"{"type":"object","required":["total"],"properties":{"total":{"type":"number","minimum":0,"exclusiveMinimum":true},"note":{"$ref":"#/$defs/Note","nullable":true},"due":{"type":"string","format":"date","nullable":true}},"$defs":{"Note":{"type":"string","maxLength":5}}}"##,
        ),
        ("changeOrder.404", r#"{"type":"object","properties":{"code":{"type":"string"}}}"#),
        ("addNote", r##"{"$ref":"#/$defs/Note","$defs":{"Note":{"type":"string","maxLength":5}}}"##),
        (
            "addOrder",
            r##"{"$ref":"#/$defs/Order","$defs":{"Order":{"type":"object","discriminator":{"propertyName":"kind"},"required":["kind"],"properties":{"kind":{"type":"string"},"notes":{"type":"array","items":{"$ref":"#/$defs/Note"}},"next":{"$ref":"#/$defs/Order"}}},"Note":{"type":"string","maxLength":5}}}"##,
        ),
        (
            "upload.form",
            r#"{"type":"object","required":["file"],"properties":{"file":{"type":"string","format":"binary","description":"A scan"},"tags":{"type":"array","items":{"type":"string"}},"sizes":{"type":"array","items":{"type":"integer","format":"int32"}},"label":{"type":"string","enum":["a","b"]}}}"#,
        ),
    ];
    for (name, expected) in schemas {
        let schema: Json = folder.read(&format!("schemas/{name}.schema.json")).parse().unwrap();
        let expected: Json =
            format!(r#"{{"$schema":"https://json-schema.org/draft/2020-12/schema",{}"#, &expected[1..])
                .parse()
                .unwrap();
        assert_eq!(schema.to_string(), expected.to_string(), "{name}");
    }
    let value = r#"{"total": 0, "note": null, "due": null}"#;
    let run = folder.run_with(&["check", "--schema", "schemas/changeOrder.schema.json", "-"], value);
    assert_eq!(run, Run::printed(1, "Validation error: total: Number must be more than 0\n"));
    let run = folder.run(&["import", "swagger.yaml", "--out", "schemas", "--format", "json"]);
    let media_types: Vec<_> = run.stdout.lines().filter(|line| line.contains("\"mediaType\"")).map(str::trim).collect();
    let expected = [
        r#""mediaType": "application/json","#,
        r#""mediaType": "application/json","#,
        r#""mediaType": "application/vnd.order+json","#,
        r#""mediaType": "multipart/form-data","#,
        r#""mediaType": "application/x-www-form-urlencoded","#,
    ];
    assert_eq!(media_types, expected);
}

#[test]
fn references_that_lead_nowhere_are_refused() {
    let document = |operation: &str, rest: &str| {
        format!(r#"{{"swagger": "2.0", "paths": {{"/a": {{"post": {{{operation}}}}}}}{rest}}}"#)
    };
    let cases = [
        (
            document(r##""parameters": [{"$ref": "#/parameters/Nobody"}]"##, ""),
            "swagger.json#/paths/~1a/post/parameters/0/$ref: the reference \"#/parameters/Nobody\" leads to nothing",
        ),
        (
            document(r##""parameters": [{"in": "body", "schema": {"$ref": "#/definitions/Nobody"}}]"##, ""),
            "swagger.json#/paths/~1a/post/parameters/0/schema/$ref: the reference \"#/definitions/Nobody\" leads to nothing",
        ),
        (
            document(
                r##""parameters": [{"$ref": "#/parameters/A"}]"##,
                r##","parameters": {"A": {"$ref": "#/parameters/B"}, "B": {"$ref": "#/parameters/A"}}"##,
            ),
            "swagger.json#/parameters/B/$ref: the references lead round in a circle",
        ),
        (
            document(r##""responses": {"200": {"$ref": "#/responses/Nobody"}}"##, ""),
            "swagger.json#/paths/~1a/post/responses/200/$ref: the reference \"#/responses/Nobody\" leads to nothing",
        ),
    ];
    for (at, (document, expected)) in cases.into_iter().enumerate() {
        let folder = Folder::new(&format!("swagger_nowhere_{at}")).with("swagger.json", document);
        let run = folder.run(&["import", "swagger.json", "--out", "schemas", "--responses"]);
        assert_eq!(run.stdout.split("\n\n").next().unwrap(), format!("refused   POST /a\n          {expected}"));
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    }
}

#[test]
fn odd_shapes_are_passed_over() {
    let cases = [
        r#""/a": null, "/b": [], "/c": {"post": 1, "parameters": {}}, "x-d": {"post": {"parameters": [{"in": "body"}]}}"#,
        r#""/a": {"post": {"parameters": [1, {}, {"in": 2}, {"in": "formData"}], "responses": [], "consumes": 1}}"#,
        r#""/a": {"post": {"parameters": [{"in": "body", "schema": {}}], "consumes": [1, {}], "responses": {"200": 1}}}"#,
        r##""/a": {"$ref": "#/paths/~1a"}, "/b": {"post": {"parameters": [{"in": "formData", "name": "__proto__"}]}}"##,
    ];
    for (at, paths) in cases.into_iter().enumerate() {
        let document = format!(r#"{{"swagger": "2.0", "paths": {{{paths}}}, "consumes": {{}}, "produces": null}}"#);
        let folder = Folder::new(&format!("swagger_shape_{at}")).with("swagger.json", document);
        let run = folder.run(&["import", "swagger.json", "--out", "schemas", "--responses"]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{paths}: {}", run.stdout);
    }
}

#[test]
fn lists_in_items_become_prefix_items() {
    let schema = r#"{"type": "array", "items": [{"type": "string"}, {"items": [], "additionalItems": {"type": "null"}}],
        "additionalItems": false, "not": {"additionalItems": true, "items": {}}}"#;
    let expected = r#"{"type":"array","prefixItems":[{"type":"string"},{"items":{"type":"null"}}],"items":false,"not":{"items":{}}}"#;
    let documents = [
        format!(
            r#"{{"swagger": "2.0", "paths": {{"/a": {{"post": {{"parameters": [{{"in": "body", "name": "a", "schema": {schema}}}]}}}}}}}}"#
        ),
        format!(
            r#"{{"openapi": "3.0.0", "paths": {{"/a": {{"post": {{"requestBody": {{"content": {{"application/json": {{"schema": {schema}}}}}}}}}}}}}}}"#
        ),
    ];
    for (at, document) in documents.into_iter().enumerate() {
        let folder = Folder::new(&format!("swagger_lists_{at}")).with("swagger.json", document);
        let run = folder.run(&["import", "swagger.json", "--out", "schemas"]);
        let list = "\"items\" is a list, so it is written as \"prefixItems\": it checks the first items of a list one by one. If any \
            of these schemas may apply, write \"anyOf\"";
        let expected_run = format!(
            "\
compiled  post-a.schema.json  POST /a
          warning: the root: {list}
          warning: /prefixItems/1: {list}
          warning: /not: \"additionalItems\" is left out: it has no effect without a list in \"items\"

1 body: 1 compiled, 0 refused, 0 skipped; 0 operations without a request body
"
        );
        assert_eq!(run, Run::printed(0, &expected_run));
        let schema: Json = folder.read("schemas/post-a.schema.json").parse().unwrap();
        let expected = expected.replacen('{', r#"{"$schema":"https://json-schema.org/draft/2020-12/schema","#, 1);
        assert_eq!(schema.to_string(), expected);
    }
}
