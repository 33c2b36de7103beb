//! Splits a file of the JSON Schema Test Suite, and keeps the text of each schema and value.
//!
//! JavaScript's `JSON.parse` loses how a number is spelled: `1.0` and `1` become one.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Group {
    description: String,
    schema: Box<RawValue>,
    tests: Vec<Test>,
}

#[derive(Deserialize)]
struct Test {
    description: String,
    data: Box<RawValue>,
    valid: bool,
}

#[derive(Serialize)]
struct GroupLine<'a> {
    description: &'a str,
    schema: &'a str,
    tests: Vec<TestLine<'a>>,
}

#[derive(Serialize)]
struct TestLine<'a> {
    description: &'a str,
    data: &'a str,
    valid: bool,
}

/// Writes one JSON line for each group of a file: the same members, with `schema` and `data` as JSON texts.
pub(crate) fn split(file: &str, out: &mut impl Write) -> io::Result<()> {
    let groups: Vec<Group> = serde_json::from_str(file)?;
    for Group { description, schema, tests } in &groups {
        let tests = tests.iter().map(|Test { description, data, valid }| TestLine {
            description,
            data: data.get(),
            valid: *valid,
        });
        let line = GroupLine { description, schema: schema.get(), tests: tests.collect() };
        serde_json::to_writer(&mut *out, &line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
