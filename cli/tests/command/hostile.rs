//! Documents that are wrong, or made to hurt.

use unanimous::Json;

use crate::support::{Folder, Run};

fn document(paths: &str, components: &str) -> String {
    format!(r#"{{"openapi": "3.1.0", "paths": {{{paths}}}, "components": {{{components}}}}}"#)
}

fn body(schema: &str) -> String {
    format!(r#""/a": {{"post": {{"requestBody": {{"content": {{"application/json": {{"schema": {schema}}}}}}}}}}}"#)
}

#[test]
fn other_documents_are_refused() {
    let cases = [
        ("v1.yaml", "swagger: 1.2", "Swagger 1.2 is not supported: use 2.0, or OpenAPI 3"),
        ("v4.json", r#"{"openapi": "4.0.0"}"#, "OpenAPI 4.0.0 is not supported: use 3.0, 3.1 or 3.2"),
        ("list.json", "[]", "this is not an OpenAPI document: it has no member \"openapi\" or \"swagger\""),
        ("empty.yaml", "", "this is not an OpenAPI document: it has no member \"openapi\" or \"swagger\""),
        ("async.yaml", "asyncapi: 2.6.0", "this is an AsyncAPI document: only OpenAPI 3 and Swagger 2.0 are imported"),
        (
            "schema.json",
            r#"{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"}"#,
            "this is a JSON Schema, which needs no import: give it to schema(), or to `unanimous check --schema`",
        ),
        ("text.json", "[1 2]", "not JSON at column 4: unexpected \"2\""),
    ];
    for (name, text, expected) in cases {
        let folder = Folder::new(&format!("hostile_{name}")).with(name, text);
        let run = folder.run(&["import", name, "--out", "schemas"]);
        assert_eq!(run, Run::failed(&format!("error: {name}: {expected}\n")));
        assert_eq!(folder.files("."), [name], "nothing is written");
    }
    let run = Folder::new("hostile_none").run(&["import", "none.yaml", "--out", "schemas"]);
    assert_eq!(run, Run::failed("error: none.yaml: No such file or directory (os error 2)\n"));
    let run = Folder::new("hostile_url").run(&["import", "https://example.com/openapi.json", "--out", "schemas"]);
    let expected = "error: https://example.com/openapi.json: nothing is fetched: save it as a file, or send it through a pipe \
                    to `-`\n";
    assert_eq!(run, Run::failed(expected));
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error() {
    let folder = Folder::new("hostile_out").with("openapi.json", document("", "")).with("schemas", "a file");
    let run = folder.run(&["import", "openapi.json", "--out", "schemas"]);
    assert_eq!(run, Run::failed("error: schemas: is a file: name a folder with --out\n"));
}

#[test]
fn references_that_lead_nowhere_are_refused() {
    let schema = "openapi.json#/paths/~1a/post/requestBody/content/application~1json/schema/$ref";
    let components = r##""schemas": {"X": {"items": {"$ref": "#/components/schemas/Nobody"}}},
        "requestBodies": {"A": {"$ref": "#/components/requestBodies/B"}, "B": {"$ref": "#/components/requestBodies/A"}}"##;
    let operation = |body: &str| format!(r#""/a": {{"post": {{"requestBody": {body}}}}}"#);
    let cases = [
        (
            body(r##"{"$ref": "#/components/schemas/Nobody"}"##),
            format!("POST /a\n          {schema}: the reference \"#/components/schemas/Nobody\" leads to nothing"),
        ),
        (
            body(r##"{"$ref": "#/components/schemas/X"}"##),
            "POST /a\n          openapi.json#/components/schemas/X/items/$ref: \
                the reference \"#/components/schemas/Nobody\" leads to nothing"
                .to_owned(),
        ),
        (
            body(r#"{"$ref": "https://example.com/x.json#/y"}"#),
            format!(
                "POST /a\n          {schema}: the reference leads to \"https://example.com/x.json\", and nothing is \
                    fetched: save it beside the document"
            ),
        ),
        (
            body(r#"{"$ref": "//example.com/x.json"}"#),
            format!(
                "POST /a\n          {schema}: the reference leads to \"//example.com/x.json\", and nothing is fetched: \
                    save it beside the document"
            ),
        ),
        (
            body(r#"{"$ref": "/etc/hostname"}"#),
            format!(
                "POST /a\n          {schema}: the reference leads to the absolute path \"/etc/hostname\": use a relative path"
            ),
        ),
        (body(r#"{"$ref": "none.yaml#/x"}"#), format!("POST /a\n          {schema}: none.yaml: no such file")),
        (
            body(r#"{"$ref": "text.json#/x"}"#),
            format!("POST /a\n          {schema}: text.json: not JSON at column 1: unexpected \"x\""),
        ),
        (
            operation(r##"{"$ref": "#/components/requestBodies/A"}"##),
            "POST /a\n          openapi.json#/components/requestBodies/B/$ref: the references lead round in a circle"
                .to_owned(),
        ),
        (
            r##""/a": {"$ref": "#/paths/~1b"}, "/b": {"$ref": "#/paths/~1a"}"##.to_owned(),
            "/a\n          openapi.json#/paths/~1b/$ref: the references lead round in a circle\n\
                refused   /b\n          openapi.json#/paths/~1a/$ref: the references lead round in a circle"
                .to_owned(),
        ),
        (
            r#""/a": {"$ref": "none.yaml"}"#.to_owned(),
            "/a\n          openapi.json#/paths/~1a/$ref: none.yaml: no such file".to_owned(),
        ),
    ];
    for (at, (paths, expected)) in cases.into_iter().enumerate() {
        let folder = Folder::new(&format!("hostile_reference_{at}"))
            .with("openapi.json", document(&paths, components))
            .with("text.json", "x");
        let run = folder.run(&["import", "openapi.json", "--out", "schemas"]);
        let rows = run.stdout.split("\n\n").next().unwrap();
        assert_eq!(rows, format!("refused   {expected}"));
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        assert_eq!(folder.files("schemas"), ["index.ts"]);
    }
}

#[test]
fn odd_shapes_are_passed_over() {
    let cases = [
        r#""/a": null, "/b": [], "/c": {"post": 1, "get": {"requestBody": "x"}}, "x-d": {"post": {"requestBody": {}}}"#,
        r#""/a": {"post": {"operationId": 5, "requestBody": {"content": []}, "responses": 7}}"#,
        r#""/a": {"$ref": 1, "post": {"requestBody": {"$ref": {}, "content": {"application/json": "x"}}}}"#,
    ];
    for (at, paths) in cases.into_iter().enumerate() {
        let folder = Folder::new(&format!("hostile_shape_{at}")).with("openapi.json", document(paths, ""));
        let run = folder.run(&["import", "openapi.json", "--out", "schemas", "--responses"]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{paths}: {}", run.stdout);
        assert_eq!(folder.files("schemas"), ["index.ts"], "{paths}: {}", run.stdout);
    }
}

#[test]
fn a_reference_round_in_a_circle_ends() {
    let components =
        r##""schemas": {"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"}}"##;
    let folder = Folder::new("hostile_circle")
        .with("openapi.json", document(&body(r##"{"$ref": "#/components/schemas/A"}"##), components));
    let run = folder.run(&["import", "openapi.json", "--out", "schemas"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.starts_with("refused   post-a.schema.json  POST /a\n"), "{}", run.stdout);
}

#[test]
fn many_schemas_that_lead_to_each_other_end() {
    let schemas: Vec<_> = (0..2000)
        .map(|at| {
            let next = |step: usize| (at * 7 + step) % 2000;
            format!(
                r##""S{at}": {{"properties": {{"a": {{"$ref": "#/components/schemas/S{}"}}, "b": {{"$ref": "#/components/schemas/S{}"}}}}}}"##,
                next(1),
                next(3)
            )
        })
        .collect();
    let folder = Folder::new("hostile_many").with(
        "openapi.json",
        document(&body(r##"{"$ref": "#/components/schemas/S1"}"##), &format!("\"schemas\": {{{}}}", schemas.join(","))),
    );
    let run = folder.run(&["import", "openapi.json", "--out", "schemas"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(folder.read("schemas/post-a.schema.json").contains("\"S1999\": {"));
}

#[test]
fn many_equal_names_end() {
    let operation = r#"{"operationId": "a", "requestBody": {"content": {"text/json": {"schema": true}}}}"#;
    let paths: Vec<_> = (0..300).map(|at| format!(r#""/{at}": {{"post": {operation}, "put": {operation}}}"#)).collect();
    let schemas: Vec<_> =
        (0..500).map(|at| format!(r##"{{"$ref": "#/x-s/{}{}"}}"##, "?".repeat(at % 50), at / 50)).collect();
    let one = format!(
        r#""/all": {{"post": {{"requestBody": {{"content": {{"text/json": {{"schema": {{"allOf": [{}]}}}}}}}}}}}}"#,
        schemas.join(",")
    );
    let targets: Vec<_> = (0..500).map(|at| format!(r#""{}{}": {{}}"#, "?".repeat(at % 50), at / 50)).collect();
    let document =
        format!(r#"{{"openapi": "3.1.0", "paths": {{{}, {one}}}, "x-s": {{{}}}}}"#, paths.join(","), targets.join(","));
    let folder = Folder::new("hostile_equal_names").with("openapi.json", document);
    let run = folder.run(&["import", "openapi.json", "--out", "schemas"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert_eq!(folder.read("schemas/a-600.schema.json"), "true\n");
    let all: Json = folder.read("schemas/post-all.schema.json").parse().unwrap();
    assert_eq!(all["$defs"].as_object().unwrap().len(), 500);
}

#[test]
fn files_much_larger_than_the_document_are_refused() {
    let properties: Vec<_> = (0..5000).map(|at| format!(r#""q{at}": {{"type": "string"}}"#)).collect();
    let paths: Vec<_> =
        (0..500).map(|at| body(r##"{"$ref": "#/components/schemas/A"}"##).replace("/a", &format!("/a{at}"))).collect();
    let components = format!(r#""schemas": {{"A": {{"properties": {{{}}}}}}}"#, properties.join(","));
    let folder = Folder::new("hostile_large").with("openapi.json", document(&paths.join(","), &components));
    let run = folder.run(&["import", "openapi.json", "--out", "schemas"]);
    let expected = "the files of all schemas take more than 64 MiB, because many bodies refer to the same large schemas: split \
                    the document. schemas has only some of the files, and no new index.ts";
    assert_eq!(run, Run::failed(&format!("error: {expected}\n")));
}

/// Each body was bundled again up to the reference that leads to nothing.
#[test]
fn many_bodies_of_one_schema_that_is_refused_end() {
    let properties: Vec<_> = (0..20_000).map(|at| format!(r#""p{at}": {{"type": "string"}}"#)).collect();
    let schemas = format!(
        r##""schemas": {{"A": {{"not": {{"$ref": "#/components/schemas/B"}}, "properties": {{{0}}}}},
            "B": {{"properties": {{{0}}}, "not": {{"$ref": "#/nobody"}}}}}}"##,
        properties.join(",")
    );
    let paths: Vec<_> = (0..4_000)
        .map(|at| {
            let schema = format!(r##"{{"$ref": "#/components/schemas/A", "title": "{at}"}}"##);
            format!(r#""/{at}": {{"post": {{"requestBody": {{"content": {{"text/json": {{"schema": {schema}}}}}}}}}}}"#)
        })
        .collect();
    let folder = Folder::new("hostile_refused").with("openapi.json", document(&paths.join(","), &schemas));
    let run = folder.run(&["import", "openapi.json", "--out", "schemas"]);
    assert!(run.stdout.contains("\n4000 bodies: 0 compiled, 4000 refused, 0 skipped;"), "{}", &run.stdout[..300]);
    let cause = "openapi.json#/components/schemas/B/not/$ref: the reference \"#/nobody\" leads to nothing\n";
    assert_eq!(run.stdout.matches(cause).count(), 4_000);
}

#[test]
fn many_paths_that_refer_to_the_same_parts_end() {
    let list = |item: &dyn Fn(usize) -> String| (0..4_000).map(item).collect::<Vec<_>>().join(",");
    let paths = list(&|at| format!(r##""/{at}": {{"$ref": "#/x-item"}}"##));
    let parameters = list(&|at| format!(r#"{{"in": "formData", "name": "n{at}", "type": "string"}}"#));
    let responses = list(&|at| format!(r#""{at}": {{"content": {{"text/json": {{"schema": true}}}}}}"#));
    let documents = [
        format!(
            r#"{{"swagger": "2.0", "paths": {{{paths}}}, "x-item": {{"parameters": [{parameters}], "post": {{}}}}}}"#
        ),
        format!(
            r#"{{"openapi": "3.1.0", "paths": {{{paths}}}, "x-item": {{"get": {{"responses": {{{responses}}}}}}}}}"#
        ),
    ];
    for (at, document) in documents.into_iter().enumerate() {
        let folder = Folder::new(&format!("hostile_parts_{at}")).with("openapi.json", document);
        let run = folder.run(&["import", "openapi.json", "--out", "schemas", "--responses"]);
        let message = "the operations have more than 262,144 responses and Swagger 2.0 parameters in all, counted again for \
            each path that refers to them";
        assert_eq!(run, Run::failed(&format!("error: openapi.json: {message}\n")));
    }
}

#[test]
fn long_names_and_references_end() {
    let long = "k".repeat(300_000);
    let many: Vec<_> = (0..10_000).map(|at| format!(r#""{at}": {{"description": "x"}}"#)).collect();
    let schemas: Vec<_> = (0..10_000).map(|at| format!(r#""a{at}": {{"type": "string"}}"#)).collect();
    let chain: Vec<_> = (0..10_000).map(|at| format!(r##""/p{at}": {{"$ref": "#/paths/~1p{}"}}"##, at + 1)).collect();
    let anchors: Vec<_> = (0..5_000).map(|at| format!(r##"{{"$ref": "#n{at}"}}"##)).collect();
    let named: Vec<_> = (0..5_000).map(|at| format!(r#""s{at}": {{"$anchor": "n{at}"}}"#)).collect();
    let cases = [
        (
            document(&format!(r#""/{long}": {{"post": {{"responses": {{{}}}}}}}"#, many.join(",")), ""),
            "a path of 300001 bytes is too long: 4,096 are read",
        ),
        (
            document(&body(&format!(r##"{{"$ref": "#/{long}"}}"##)), ""),
            "a reference of 300002 bytes is too long: 4,096 are read",
        ),
        (document(&chain.join(","), ""), "more than 32 references lead from one to the next"),
        (
            document(
                &body(&format!(
                    r#"{{"properties": {{"{long}": {{"properties": {{{}}}}}}}, "minLength": -1}}"#,
                    schemas.join(",")
                )),
                "",
            ),
            "must be a whole number",
        ),
        (
            document(
                &body(&format!(r#"{{"allOf": [{}], "minLength": -1}}"#, anchors.join(","))),
                &format!(r#""schemas": {{{}}}"#, named.join(",")),
            ),
            "must be a whole number",
        ),
    ];
    for (at, (document, expected)) in cases.into_iter().enumerate() {
        let folder = Folder::new(&format!("hostile_long_{at}")).with("openapi.json", document);
        let run = folder.run(&["import", "openapi.json", "--out", "schemas", "--responses"]);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""));
        assert!(run.stdout.contains(expected), "{expected}");
    }
}

#[test]
fn a_schema_has_a_bounded_number_of_warnings() {
    let properties: Vec<_> =
        (0..300).map(|at| format!(r##""q{at}": {{"$ref": "#/components/schemas/A", "minLength": 1}}"##)).collect();
    let document =
        document(&body(&format!(r#"{{"properties": {{{}}}}}"#, properties.join(","))), r#""schemas": {"A": {}}"#)
            .replace("3.1.0", "3.0.0");
    let folder = Folder::new("hostile_warnings").with("openapi.json", document);
    let run = folder.run(&["import", "openapi.json", "--out", "schemas"]);
    assert_eq!(run.stdout.matches("          warning: ").count(), 100);
}

#[test]
fn deep_schemas_are_refused() {
    let deep = format!("{}{}", "{\"items\":".repeat(115), "{}".to_owned() + &"}".repeat(115));
    let folder = Folder::new("hostile_deep").with("openapi.json", document(&body(&deep), ""));
    let run = folder.run(&["import", "openapi.json", "--out", "schemas"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(run.stdout.starts_with("refused   post-a.schema.json  POST /a\n"), "{}", run.stdout);
    let deeper = "{\"items\":".repeat(100_000);
    let folder = Folder::new("hostile_deeper").with("openapi.json", document(&body(&deeper), ""));
    let run = folder.run(&["import", "openapi.json", "--out", "schemas"]);
    assert_eq!(run, Run::failed("error: openapi.json: nested too deeply\n"));
}

#[test]
fn names_stay_inside_the_folder() {
    let operation = |id: &str| {
        format!(
            r#"{{"operationId": "{id}", "requestBody": {{"content": {{"application/json": {{"schema": {{}}}}}}}}, "responses":
                {{"../../x": {{"content": {{"application/json": {{"schema": {{}}}}}}}}}}}}"#
        )
    };
    let paths = format!(
        r#""/../../b\u0000": {{"post": {}, "put": {}, "get": {}}}"#,
        operation("../../a"),
        operation("c\\\\d:*?"),
        operation(&"e".repeat(5000)),
    );
    let folder = Folder::new("hostile_names").with("openapi.json", document(&paths, ""));
    let run = folder.run(&["import", "openapi.json", "--out", "schemas", "--responses"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    let long = "e".repeat(100);
    let files: Vec<_> = folder.files("schemas").into_iter().filter(|name| name.ends_with(".schema.json")).collect();
    let expected = [
        "a.schema.json".to_owned(),
        "a.x.schema.json".to_owned(),
        "c-d.schema.json".to_owned(),
        "c-d.x.schema.json".to_owned(),
        format!("{long}.schema.json"),
        format!("{long}.x.schema.json"),
    ];
    assert_eq!(files, expected);
    assert_eq!(folder.files("."), ["openapi.json", "schemas"]);
}

#[test]
fn a_form_of_many_large_fields_is_refused() {
    let values: Vec<_> = (0..10_000).map(|at| at.to_string()).collect();
    let fields: Vec<_> = (0..20_000).map(|at| format!(r##"{{"$ref": "#/parameters/A", "name": "n{at}"}}"##)).collect();
    let document = format!(
        r#"{{"swagger": "2.0", "info": {{"title": "t", "version": "1"}},
            "parameters": {{"A": {{"name": "a", "in": "formData", "type": "integer", "enum": [{}]}}}},
            "paths": {{"/a": {{"post": {{"parameters": [{}], "responses": {{}}}}}}}}}}"#,
        values.join(","),
        fields.join(",")
    );
    let folder = Folder::new("hostile_form").with("swagger.json", document);
    let run = folder.run(&["import", "swagger.json", "--out", "schemas"]);
    let expected = "the fields of the form hold more than 1,000,000 values in all";
    assert!(run.stdout.contains(expected) || run.stderr.contains(expected), "{}{}", run.stdout, run.stderr);
}
