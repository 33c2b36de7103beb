//! Sentences of validation errors, ours and others', issues, and paths.

use crate::corpus::corpus;
use crate::json::{list, object, quote, texts};
use crate::random::Random;
use crate::text;

const FRAMES: &[&str] = &[
    "Validation error: ",
    "Validation error: ",
    "Validation error: ",
    "validation ERROR:",
    "Validation error",
    "Validierungsfehler: ",
    "",
];

const SEPARATORS: &[&str] = &["; ", "; ", "; ", ";", ", ", " or ", ", or ", " and ", "\n", " | "];

const REASONS: &[&str] = &[
    "Required",
    "Invalid email",
    "Expected string, received null",
    "String must be at most 50 characters",
    "String must be at most 1 character",
    "Number must be less than 3",
    "Number must be at least 1e21",
    "Number must be at least -0",
    "Number must be at most 9007199254740993",
    "Expected one of \"a\", 1, null",
    "Expected one of {\"01\":1,\"2\":0}",
    "Expected one of \"\\ud83d\"",
    "Expected one of 1e400, 1.0",
    "List must have at least 1 item",
    "URL must use https",
    "URL must use https or http",
    "44 more issues not shown",
    "Unrecognized key",
    "Too big: expected string to have <=5 characters",
    "must be a well-formed email address",
    "value is not a valid email address: An email address must have an @-sign.",
    "Invalid input: expected string, received undefined",
    "field required",
    "a;\u{a0} b",
    "a;\u{a0}\u{a0} b: c",
    "$",
    "",
];

const PATHS: &[&str] = &[
    "email",
    "$",
    "contacts.0.email",
    "contacts[0].email",
    "[\"first name\"]",
    "['b']",
    "/contacts/0/email",
    "#/a~1b",
    "body -> email",
    "body.email",
    "$.email",
    "0",
    "4294967295",
    "4294967296",
    "01",
    "a.",
    ".a",
    "a..b",
    "[\"a;\\u0020b\"]",
    "\"email\"",
    "ชื่อ",
    "first name",
    "index 0",
    "",
];

fn path(random: &mut Random) -> String {
    match random.below(5) {
        0..3 => random.word(PATHS).to_owned(),
        3 => {
            let known = random.word(PATHS);
            text::mutate(random, known)
        }
        _ => text::key(random),
    }
}

pub(crate) fn reason(random: &mut Random) -> String {
    match random.below(5) {
        0..3 => random.word(REASONS).to_owned(),
        3 => {
            let known = random.word(REASONS);
            text::mutate(random, known)
        }
        _ => text::any(random),
    }
}

pub(crate) fn sentence(random: &mut Random) -> String {
    let known = &corpus().messages;
    match random.below(6) {
        0 => random.pick(known).clone(),
        1 => {
            let known = random.pick(known);
            text::mutate(random, known)
        }
        _ => {
            let mut out = random.word(FRAMES).to_owned();
            for at in 0..random.between(1, 4) {
                if at > 0 {
                    out.push_str(random.word(SEPARATORS));
                }
                let (path, reason) = (path(random), reason(random));
                out += &match random.below(8) {
                    0..5 => [&path, ": ", &reason].concat(),
                    5 => [&reason, " at \"", &path, "\""].concat(),
                    6 => [&path, ":  ", &reason].concat(),
                    _ => reason,
                };
            }
            if random.one_in(5) { text::mutate(random, &out) } else { out }
        }
    }
}

pub(crate) fn options(random: &mut Random) -> Vec<(&'static str, String)> {
    let mut members = Vec::new();
    if random.one_in(4) {
        members.push(("knownPaths", texts(&random.several(0, 3, path))));
    }
    if random.one_in(6) {
        let prefixes = random
            .several(0, 2, |random| if random.one_in(2) { "Validierungsfehler".to_owned() } else { text::any(random) });
        members.push(("prefixes", texts(&prefixes)));
    }
    members
}

pub(crate) fn segments(random: &mut Random, key: fn(&mut Random) -> String) -> String {
    list(&random.several(0, 4, |random| match random.below(5) {
        0 => random.pick(&["0", "1", "12", "4294967294", "4294967295"]).to_string(),
        _ => quote(&key(random)),
    }))
}

/// `{"message", "options", "fields"}`: a sentence to read, and issues to print.
pub(crate) fn line(random: &mut Random) -> String {
    let mut options = options(random);
    if random.one_in(6) {
        options.push(("form", quote(random.word(&["path-reason", "reason-at-path"]))));
    }
    let field =
        |random: &mut Random| object(&[("segments", segments(random, text::key)), ("reason", quote(&reason(random)))]);
    object(&[
        ("message", quote(&sentence(random))),
        ("options", object(&options)),
        ("fields", list(&random.several(0, 4, field))),
    ])
}

/// `{"segments", "text"}`: a path to print, and a text to read as one. Both are well-formed Unicode.
pub(crate) fn path_line(random: &mut Random) -> String {
    let read = if random.one_in(2) { path(random) } else { text::well_formed(random) };
    let read: String = read.chars().filter(|c| !matches!(*c, crate::json::HIGH | crate::json::LOW)).collect();
    object(&[("segments", segments(random, text::well_formed_key)), ("text", quote(&read))])
}
