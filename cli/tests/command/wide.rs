//! An API as people write them: what it imports compiles, and its schemas give clear reasons.

use crate::support::{Folder, Run};

const PETS: &str = r#"
openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /pets:
    post:
      operationId: addPet
      requestBody: {$ref: '#/components/requestBodies/Pet'}
      responses:
        '201': {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  /pets/{id}/owner:
    put:
      operationId: setOwner
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [owner]
              additionalProperties: false
              properties:
                owner: {$ref: '#/components/schemas/Owner'}
                since: {type: string, format: date, nullable: true}
                until: {type: integer, format: int32, minimum: 0, exclusiveMinimum: true}
components:
  requestBodies:
    Pet: {content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
  schemas:
    Pet:
      oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
      discriminator:
        propertyName: kind
        mapping: {cat: Cat, dog: '#/components/schemas/Dog'}
    Animal:
      type: object
      required: [kind, name]
      properties:
        kind: {type: string}
        name: {type: string, pattern: '^[A-Z]', maxLength: 20, example: Tom}
        friends: {type: array, items: {$ref: '#/components/schemas/Pet'}, uniqueItems: true}
    Cat:
      allOf:
        - $ref: '#/components/schemas/Animal'
        - {type: object, properties: {kind: {type: string, enum: [cat]}, lives: {type: integer, maximum: 9}}}
    Dog:
      allOf:
        - $ref: '#/components/schemas/Animal'
        - {type: object, required: [tag], properties: {kind: {type: string, enum: [dog]}, tag: {type: string, format: uuid}}}
    Owner:
      type: object
      properties:
        email: {type: string, format: email}
        labels: {type: object, additionalProperties: {type: string}, maxProperties: 2}
        website: {type: string, format: uri}
"#;

fn imported(name: &str) -> Folder {
    let folder = Folder::new(name).with("openapi.yaml", PETS);
    let run = folder.run(&["import", "openapi.yaml", "--out", "schemas", "--strict", "--responses"]);
    let expected = "\
compiled  addPet.schema.json  POST /pets
compiled  addPet.201.schema.json  POST /pets
compiled  setOwner.schema.json  PUT /pets/{id}/owner

3 bodies: 3 compiled, 0 refused, 0 skipped; 0 operations without a request body
";
    assert_eq!(run, Run::printed(0, expected));
    folder
}

#[test]
fn recursive_unions_with_a_tag_give_one_clear_reason() {
    let folder = imported("wide_union");
    let cases = [
        (r#"{"kind": "cat", "name": "Tom", "friends": [{"kind": "cat", "name": "Kit"}]}"#, ""),
        (r#"{"kind": "cat", "name": "Tom", "lives": 10}"#, "lives: Number must be at most 9"),
        (r#"{"kind": "dog", "name": "Rex"}"#, "tag: Required"),
        (r#"{"kind": "dog", "name": "Rex", "tag": "x"}"#, "tag: Invalid UUID"),
        (
            r#"{"kind": "cat", "name": "Tom", "friends": [{"kind": "cat", "name": "kit"}]}"#,
            "friends.0.name: Must match ^[A-Z]",
        ),
        ("[]", "$: Expected object, received array"),
    ];
    for (value, reasons) in cases {
        let run = folder.run_with(&["check", "--schema", "schemas/addPet.schema.json", "-"], value);
        let expected = if reasons.is_empty() {
            Run::printed(0, "")
        } else {
            Run::printed(1, &format!("Validation error: {reasons}\n"))
        };
        assert_eq!(run, expected, "{value}");
    }
}

#[test]
fn the_keywords_of_openapi_3_0_judge() {
    let folder = imported("wide_keywords");
    let value = r#"{"owner": {"email": "ann", "labels": {"a": 1}, "website": "x y"}, "since": "2026-02-30", "until": 0, "x": 1}"#;
    let expected = "Validation error: owner.email: Invalid email; owner.labels.a: Expected string, received number; \
        owner.website: Invalid URI; since: Invalid date; until: Number must be more than 0; x: Unrecognized key\n";
    let run = folder.run_with(&["check", "--schema", "schemas/setOwner.schema.json", "-"], value);
    assert_eq!(run, Run::printed(1, expected));
    let run = folder.run_with(
        &["check", "--schema", "schemas/setOwner.schema.json", "-"],
        r#"{"owner": {"website": "https://example.com/"}, "since": null}"#,
    );
    assert_eq!(run, Run::printed(0, ""));
}

#[test]
fn keywords_without_effect_are_warned_about() {
    let folder = Folder::new("wide_warnings").with(
        "openapi.json",
        r#"{"openapi": "3.1.0", "paths": {"/a": {"post": {"requestBody": {"content": {"application/json": {"schema":
            {"properties": {"n": {"type": "string", "minimum": 3}}}}}}}}}}"#,
    );
    let run = folder.run(&["import", "openapi.json", "--out", "schemas"]);
    let expected = "\
compiled  post-a.schema.json  POST /a
          warning: /properties/n/minimum: \"minimum\" has no effect: the type is string

1 body: 1 compiled, 0 refused, 0 skipped; 0 operations without a request body
";
    assert_eq!(run, Run::printed(0, expected));
    for (file, has_keyword) in [("post-a.schema.json", true), ("post-a.schema.d.json.ts", false), ("index.ts", false)] {
        assert_eq!(folder.read(&format!("schemas/{file}")).contains("minimum"), has_keyword, "{file}");
    }
}

#[test]
fn every_keyword_without_effect_is_left_out() {
    // Warnings about names in "required" stay, and must not hide others.
    let closed = r#""a": {"additionalProperties": false, "properties": {}, "required": ["q1", "q2", "q3"]}"#;
    let mut properties: Vec<_> = (0..50).map(|at| closed.replacen('a', &format!("a{at}"), 1)).collect();
    properties.extend((0..105).map(|at| format!(r#""b{at}": {{"type": "object", "maxLength": 5}}"#)));
    properties.push(r#""c": {"type": "array", "minContains": 2, "maxContains": 1}"#.to_owned());
    let schema = format!(r#"{{"properties": {{{}}}}}"#, properties.join(", "));
    let folder = Folder::new("wide_many_warnings").with(
        "openapi.json",
        format!(
            r#"{{"openapi": "3.1.0", "paths": {{"/a": {{"post": {{"requestBody": {{"content": {{"application/json": {{"schema":
            {schema}}}}}}}}}}}}}}}"#
        ),
    );
    let run = folder.run(&["import", "openapi.json", "--out", "schemas", "--strict"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(run.stdout.matches("          warning: ").count(), 100);
    for (file, has_keywords) in [("post-a.schema.json", true), ("post-a.schema.d.json.ts", false), ("index.ts", false)]
    {
        let text = folder.read(&format!("schemas/{file}"));
        for keyword in ["maxLength", "minContains", "maxContains"] {
            assert_eq!(text.contains(keyword), has_keywords, "{keyword} in {file}");
        }
        assert!(text.contains("\"required\""), "{file}");
    }
}
