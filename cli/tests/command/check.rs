//! `unanimous check`.

use crate::support::{Folder, Run};
use unanimous::Schema;

const SCHEMA: &str =
    r#"{"type": "object", "required": ["email"], "properties": {"email": {"type": "string", "format": "email"}}}"#;
const VALID: &str = r#"{"email": "ann@example.com"}"#;
const INVALID: &str = r#"{"email": "ann"}"#;

fn folder(name: &str) -> Folder {
    Folder::new(name).with("lead.schema.json", SCHEMA).with("valid.json", VALID).with("invalid.json", INVALID)
}

#[test]
fn a_valid_value_prints_nothing() {
    let folder = folder("check_valid");
    let run = folder.run(&["check", "--schema", "lead.schema.json", "valid.json"]);
    assert_eq!(run, Run::printed(0, ""));
    let run = folder.run_with(&["check", "--schema", "lead.schema.json", "-"], VALID);
    assert_eq!(run, Run::printed(0, ""));
}

#[test]
fn an_invalid_value_prints_its_sentence() {
    let folder = folder("check_invalid");
    let run = folder.run(&["check", "--schema", "lead.schema.json", "invalid.json"]);
    assert_eq!(run, Run::printed(1, "Validation error: email: Invalid email\n"));
    let run = folder.run_with(&["check", "--schema", "lead.schema.json", "-"], "{}");
    assert_eq!(run, Run::printed(1, "Validation error: email: Required\n"));
}

#[test]
fn json_output_has_the_form_of_the_npm_package() {
    let folder = folder("check_json");
    let run = folder.run(&["check", "--format", "json", "--schema", "lead.schema.json", "valid.json"]);
    assert_eq!(run, Run::printed(0, "{\"ok\":true}\n"));
    let run = folder.run(&["check", "--format", "json", "--schema", "lead.schema.json", "invalid.json"]);
    let expected = concat!(
        r#"{"ok":false,"issues":[{"path":"email","segments":["email"],"code":"invalid_email","reason":"Invalid email","#,
        r#""params":{},"detail":"missing_at"}],"message":"Validation error: email: Invalid email"}"#,
        "\n"
    );
    assert_eq!(run, Run::printed(1, expected));
}

#[test]
fn several_files_are_named() {
    let folder = folder("check_several").with("text.json", "1 2");
    let run = folder.run(&["check", "--schema", "lead.schema.json", "valid.json", "invalid.json"]);
    assert_eq!(run, Run::printed(1, "invalid.json: Validation error: email: Invalid email\n"));
    let run = folder.run(&["check", "--schema", "lead.schema.json", "text.json", "invalid.json", "none.json"]);
    let expected = Run {
        code: 2,
        stdout: "invalid.json: Validation error: email: Invalid email\n".to_owned(),
        stderr: "error: text.json: not JSON at column 3: unexpected \"2\"\n\
            error: none.json: No such file or directory (os error 2)\n"
            .to_owned(),
    };
    assert_eq!(run, expected);
    let run = folder.run(&["check", "--format", "json", "--schema", "lead.schema.json", "valid.json", "valid.json"]);
    assert_eq!(run, Run::printed(0, "{\"file\":\"valid.json\",\"ok\":true}\n{\"file\":\"valid.json\",\"ok\":true}\n"));
}

#[test]
fn lines_are_values_of_their_own() {
    let folder = folder("check_lines");
    let lines = format!("{VALID}\n\n{INVALID}\r\n{{}}");
    let run = folder.run_with(&["check", "--lines", "--schema", "lead.schema.json", "-"], &lines);
    let expected = "-:3: Validation error: email: Invalid email\n-:4: Validation error: email: Required\n";
    assert_eq!(run, Run::printed(1, expected));
    let run =
        folder.run_with(&["check", "--lines", "--format", "json", "--schema", "lead.schema.json", "-"], "\n{\"email\"");
    assert_eq!(run, Run::failed("error: -:2: not JSON: the text ends inside a value\n"));
    let run = folder.run_with(&["check", "--lines", "--format", "json", "--schema", "lead.schema.json", "-"], VALID);
    assert_eq!(run, Run::printed(0, "{\"file\":\"-\",\"line\":1,\"ok\":true}\n"));
}

#[test]
fn a_schema_may_come_from_a_pipe() {
    let folder = folder("check_piped_schema");
    let run = folder.run_with(&["check", "--schema", "-", "invalid.json"], r#"{"type": "string"}"#);
    assert_eq!(run, Run::printed(1, "Validation error: $: Expected string, received object\n"));
}

#[test]
fn a_schema_may_be_yaml() {
    let yaml = "type: object\nproperties:\n  answer: {enum: [on, no]}\n";
    let folder = Folder::new("check_yaml").with("a.yaml", yaml).with("a.schema", yaml);
    for schema in ["a.yaml", "a.schema"] {
        let run = folder.run_with(&["check", "--schema", schema, "-"], r#"{"answer": "no"}"#);
        assert_eq!(run, Run::printed(0, ""));
        let run = folder.run_with(&["check", "--schema", schema, "-"], r#"{"answer": false}"#);
        assert_eq!(run, Run::printed(1, "Validation error: answer: Expected one of \"on\", \"no\"\n"));
    }
}

#[test]
fn values_are_read_as_in_a_browser() {
    let folder = Folder::new("check_browser")
        .with("text.json", r#"{"type": "string"}"#)
        .with("number.json", r#"{"const": 9007199254740993}"#);
    let run = folder.run_with(&["check", "--schema", "text.json", "-"], r#""\ud83d""#);
    assert_eq!(run, Run::printed(1, "Validation error: $: Must be Unicode text\n"));
    let run = folder.run_with(&["check", "--schema", "number.json", "-"], "\u{feff}9007199254740992");
    assert_eq!(run, Run::printed(0, ""), "a byte order mark is skipped");
}

#[test]
fn documents_are_given_by_their_uris() {
    let folder = Folder::new("check_documents")
        .with("lead.json", r#"{"properties": {"home": {"$ref": "address.json"}, "id": {"$ref": "urn:a=b#/$defs/id"}}}"#)
        .with("a.yaml", "required: [city]")
        .with("b.json", r#"{"$defs": {"id": {"type": "integer"}}}"#);
    let check =
        ["check", "--schema", "lead.json", "--document", "address.json=a.yaml", "--document", "urn:a=b=b.json", "-"];
    let run = folder.run_with(&check, r#"{"home": {}, "id": "1"}"#);
    let expected = "Validation error: home.city: Required; id: Expected integer, received string\n";
    assert_eq!(run, Run::printed(1, expected));
    let run = folder.run(&["check", "--schema", "lead.json", "--document", "address.json=none.json", "-"]);
    assert_eq!(run, Run::failed("error: none.json: No such file or directory (os error 2)\n"));
    let run = folder.run(&["check", "--schema", "lead.json", "--document", "address.json", "-"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("use URI=FILE"), "{}", run.stderr);
    let run = folder.run(&["check", "--schema", "lead.json", "-"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.starts_with("error: lead.json: schema error at /properties/home/$ref: "), "{}", run.stderr);
    assert!(run.stderr.ends_with("; give it with --document URI=FILE\n"), "{}", run.stderr);
}

#[test]
fn an_openapi_document_is_no_schema() {
    let folder = folder("check_openapi").with("openapi.yaml", "openapi: 3.1.0\npaths: {}");
    let run = folder.run(&["check", "--schema", "openapi.yaml", "valid.json"]);
    let expected =
        "error: openapi.yaml: this is an OpenAPI document: make schema files of it with `unanimous import`\n";
    assert_eq!(run, Run::failed(expected));
}

#[test]
fn unreadable_input_exits_with_2() {
    let schema = r#"{"properties": {"a": {"minLength": -1}}}"#;
    let error = Schema::from_json(schema).unwrap_err();
    assert_eq!(error.pointer(), "/properties/a/minLength");
    let folder = folder("check_unreadable")
        .with("bad.json", schema)
        .with("text.json", "{")
        .with("text.yaml", "a: [")
        .with("latin1.json", b"\"\xe9\"")
        .with("empty.json", "\n")
        .with("comma.json", "{\r\n \"é\": 12,}\r\n")
        .with("utf16.json", b"\xff\xfe{\0}\0")
        .with("folder/file", "");
    let cases: [(&str, &str, String); 10] = [
        ("lead.schema.json", "empty.json", "empty.json: not JSON: the text is empty".to_owned()),
        ("lead.schema.json", "comma.json", "comma.json: not JSON at line 2, column 10: unexpected \"}\"".to_owned()),
        ("lead.schema.json", "utf16.json", "utf16.json: is UTF-16: save it as UTF-8".to_owned()),
        ("-", "-", "the standard input can be read once: name `-` once".to_owned()),
        ("bad.json", "valid.json", format!("bad.json: {error}")),
        ("text.json", "valid.json", "text.json: not JSON: the text ends inside a value".to_owned()),
        (
            "text.yaml",
            "valid.json",
            "text.yaml: not YAML at line 2, column 1: while parsing a node, did not find expected node content"
                .to_owned(),
        ),
        ("none.json", "valid.json", "none.json: No such file or directory (os error 2)".to_owned()),
        ("lead.schema.json", "folder", "folder: is a folder".to_owned()),
        ("lead.schema.json", "latin1.json", "latin1.json: not UTF-8 at byte 1".to_owned()),
    ];
    for (schema, value, expected) in cases {
        let run = folder.run(&["check", "--schema", schema, value]);
        assert_eq!(run, Run::failed(&format!("error: {expected}\n")));
    }
    let run = folder.run(&["check", "--schema", "lead.schema.json"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "no value");
}
