//! Reads YAML 1.2 with its core schema (YAML 1.2.2, section 10.3) as JSON.
//!
//! `on`, `no` and `yes` are strings, and so are dates. Numbers keep their digits. Keys keep their text, so `200:` is
//! the key "200". `<<` merges mappings, which YAML 1.1 had and many documents use.

mod indentation;
mod scalar;
mod surrogates;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::mem;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};
use unanimous::Json;
use unanimous::json::MAX_DEPTH;

use crate::json::measure;
use indentation::Padding;
use scalar::{is_non_specific, scalar, unknown};

/// The most values of a document.
const MAX_VALUES: usize = 5_000_000;
/// The most that aliases may copy, as values and bytes of text together.
const MAX_COPIED: usize = 5_000_000;

/// Why a text is not YAML that stands for JSON, and where.
#[derive(Debug, PartialEq)]
pub(super) struct YamlError {
    line: usize,
    column: usize,
    message: String,
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not YAML at line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl From<ScanError> for YamlError {
    fn from(error: ScanError) -> Self {
        let marker = error.marker();
        Self { line: marker.line(), column: marker.col() + 1, message: error.info().to_owned() }
    }
}

/// Reads a text of one YAML document. An empty text is `null`.
///
/// A line inside a quoted scalar or a flow collection may be indented less than the value around it. YAML forbids that, but
/// libyaml, go-yaml and `SnakeYAML` read it, so published documents have such lines.
///
/// In a double-quoted scalar, `\ud83d\ude00` is one character, as in JSON. YAML itself refuses such a pair.
pub(super) fn parse(text: &str) -> Result<Json, YamlError> {
    match parse_padded(text, false) {
        Err(error) if error.message == surrogates::REFUSED => match surrogates::marked(text) {
            Some(marked) => parse_padded(&marked, true),
            None => Err(error),
        },
        result => result,
    }
}

fn parse_padded(text: &str, has_marks: bool) -> Result<Json, YamlError> {
    let mut padding = Padding::default();
    let mut padded = Cow::Borrowed(text);
    loop {
        match read(&padded, has_marks) {
            Ok(json) => return Ok(json),
            Err(error) => match padding.pad(&padded, &error) {
                Some(text) => padded = Cow::Owned(text),
                None => return Err(YamlError { column: padding.original_column(&error), ..error }),
            },
        }
    }
}

fn read(text: &str, has_marks: bool) -> Result<Json, YamlError> {
    let mut reader = Reader { has_marks, ..Reader::default() };
    for event in Parser::new_from_str(text) {
        let (event, span) = event?;
        reader.read(event).map_err(|message| at(span, message))?;
    }
    Ok(reader.root.unwrap_or_default())
}

fn at(span: Span, message: String) -> YamlError {
    YamlError { line: span.start.line(), column: span.start.col() + 1, message }
}

/// A value that an alias can repeat.
#[derive(Clone)]
struct Anchored {
    value: Json,
    depth: usize,
    /// How many values and bytes of text it has.
    size: usize,
}

/// A list or an object that is being read.
struct Frame {
    container: Container,
    anchor: usize,
}

enum Container {
    List(Vec<Json>),
    Object {
        members: Vec<(String, Json)>,
        /// The position of each name, and whether `<<` brought it.
        positions: HashMap<String, (usize, bool)>,
        /// The name whose value comes next.
        name: Option<Name>,
    },
}

enum Name {
    Text(String),
    Merge,
}

#[derive(Default)]
struct Reader {
    frames: Vec<Frame>,
    anchors: HashMap<usize, Anchored>,
    root: Option<Json>,
    values: usize,
    copied: usize,
    /// Whether marks stand for surrogate pairs.
    has_marks: bool,
}

impl Reader {
    fn read(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::DocumentStart(_) if self.root.is_some() => Err("the file has a second document".to_owned()),
            Event::Scalar(text, style, anchor, tag) => {
                let text = if self.has_marks {
                    surrogates::unmarked(&text, style == ScalarStyle::DoubleQuoted)?
                } else {
                    text
                };
                if self.expects_name() {
                    let is_merge = style == ScalarStyle::Plain && text == "<<" && tag.is_none();
                    let name = if is_merge { Name::Merge } else { Name::Text(text.into_owned()) };
                    if let Name::Text(text) = &name {
                        self.keep(anchor, &Json::from(text.as_str()));
                    }
                    return self.name(name);
                }
                let value = scalar(&text, style, tag.as_deref())?;
                self.keep(anchor, &value);
                self.value(value)
            }
            Event::SequenceStart(anchor, tag) => {
                expect_tag(tag.as_deref(), "seq")?;
                self.open(Container::List(Vec::new()), anchor)
            }
            Event::MappingStart(anchor, tag) => {
                expect_tag(tag.as_deref(), "map")?;
                let (members, positions) = (Vec::new(), HashMap::new());
                self.open(Container::Object { members, positions, name: None }, anchor)
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(frame) = self.frames.pop() else { return Ok(()) };
                let value = match frame.container {
                    Container::List(items) => Json::Array(items),
                    Container::Object { members, .. } => members.into_iter().collect(),
                };
                self.keep(frame.anchor, &value);
                self.value(value)
            }
            Event::Alias(anchor) => self.alias(anchor),
            _ => Ok(()),
        }
    }

    fn expects_name(&self) -> bool {
        matches!(self.frames.last(), Some(Frame { container: Container::Object { name: None, .. }, .. }))
    }

    fn name(&mut self, new: Name) -> Result<(), String> {
        let Some(Frame { container: Container::Object { positions, name, .. }, .. }) = self.frames.last_mut() else {
            return Ok(());
        };
        if let Name::Text(text) = &new
            && positions.get(text).is_some_and(|(_, is_merged)| !is_merged)
        {
            return Err(format!("the key {} stands twice in one mapping", Json::from(text.as_str())));
        }
        *name = Some(new);
        Ok(())
    }

    fn open(&mut self, container: Container, anchor: usize) -> Result<(), String> {
        if self.expects_name() {
            return Err("a list or a mapping is used as a key, which JSON does not have".to_owned());
        }
        if self.frames.len() == MAX_DEPTH {
            return Err("nested too deeply".to_owned());
        }
        self.frames.push(Frame { container, anchor });
        Ok(())
    }

    fn value(&mut self, value: Json) -> Result<(), String> {
        self.values += 1;
        if self.values > MAX_VALUES {
            return Err("too many values".to_owned());
        }
        match self.frames.last_mut().map(|frame| &mut frame.container) {
            None => self.root = Some(value),
            Some(Container::List(items)) => items.push(value),
            Some(Container::Object { members, positions, name }) => match name.take() {
                None => {}
                Some(Name::Merge) => merge(members, positions, value)?,
                Some(Name::Text(name)) => {
                    // Only what `<<` brought may be there: `name` has refused other keys.
                    if let Some(&(at, _)) = positions.get(&name) {
                        members[at].1 = value;
                        positions.insert(name, (at, false));
                    } else {
                        positions.insert(name.clone(), (members.len(), false));
                        members.push((name, value));
                    }
                }
            },
        }
        Ok(())
    }

    /// Remembers a value for aliases.
    fn keep(&mut self, anchor: usize, value: &Json) {
        if anchor > 0 {
            let (depth, size) = measure(value);
            // A copy of its own counts, too: anchors may stand inside one another.
            self.copied += size;
            if self.copied <= MAX_COPIED {
                self.anchors.insert(anchor, Anchored { value: value.clone(), depth, size });
            }
        }
    }

    fn alias(&mut self, anchor: usize) -> Result<(), String> {
        if self.copied > MAX_COPIED {
            return Err("the aliases stand for too many values".to_owned());
        }
        let Some(Anchored { value, depth, size }) = self.anchors.get(&anchor) else {
            return Err("an alias stands inside the value that it stands for".to_owned());
        };
        self.copied += size;
        if self.frames.len() + depth > MAX_DEPTH {
            return Err("nested too deeply".to_owned());
        }
        if self.copied > MAX_COPIED {
            return Err("the aliases stand for too many values".to_owned());
        }
        let value = value.clone();
        if self.expects_name() {
            let Json::String(text) = value else {
                return Err("a key must be a text".to_owned());
            };
            return self.name(Name::Text(text));
        }
        self.value(value)
    }
}

/// Adds the members of a mapping, or of a list of mappings, that are not there yet.
fn merge(
    members: &mut Vec<(String, Json)>,
    positions: &mut HashMap<String, (usize, bool)>,
    value: Json,
) -> Result<(), String> {
    match value {
        Json::Object(merged) => {
            for (name, value) in merged {
                if !positions.contains_key(&name) {
                    positions.insert(name.clone(), (members.len(), true));
                    members.push((name, value));
                }
            }
            Ok(())
        }
        Json::Array(mut items) => items.iter_mut().try_for_each(|item| match mem::take(item) {
            item @ Json::Object(_) => merge(members, positions, item),
            _ => Err("<< needs a mapping or a list of mappings".to_owned()),
        }),
        _ => Err("<< needs a mapping or a list of mappings".to_owned()),
    }
}

fn expect_tag(tag: Option<&Tag>, name: &str) -> Result<(), String> {
    match tag {
        Some(tag) if is_non_specific(tag) || (tag.is_yaml_core_schema() && tag.suffix == name) => Ok(()),
        Some(tag) => Err(unknown(tag)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_have_the_values_of_the_core_schema() {
        let cases = [
            ("on", r#""on""#),
            ("no", r#""no""#),
            ("Yes", r#""Yes""#),
            ("y", r#""y""#),
            ("True", "true"),
            ("FALSE", "false"),
            ("~", "null"),
            ("", "null"),
            ("null", "null"),
            ("nULL", r#""nULL""#),
            ("012", "12"),
            ("0o14", "12"),
            ("0xfF", "255"),
            ("0b1", r#""0b1""#),
            ("+1", "1"),
            ("-0", "-0"),
            ("1.50", "1.50"),
            ("-.5", "-0.5"),
            ("5.", "5"),
            (".", r#"".""#),
            ("1e3", "1e3"),
            ("1E+3", "1e+3"),
            ("1e", r#""1e""#),
            ("1_000", r#""1_000""#),
            ("12:30:45", r#""12:30:45""#),
            ("2026-11-28", r#""2026-11-28""#),
            ("12345678901234567890", "12345678901234567890"),
            ("'1'", r#""1""#),
            ("\"\\u00e9\"", r#""é""#),
            ("!!str 1", r#""1""#),
            ("!!timestamp 2026-01-31", r#""2026-01-31""#),
            ("!!binary |-\n  aGVs\n  bG8=\n", r#""aGVsbG8=""#),
            ("! 1", r#""1""#),
            ("!!float 1", "1"),
            ("|\n  a\n  b\n", r#""a\nb\n""#),
            (">-\n  a\n  b\n", r#""a b""#),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text).map(|json| json.to_string()), Ok(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn collections_and_keys() {
        let cases = [
            ("a: 1\nb: [x, {c: }]", r#"{"a":1,"b":["x",{"c":null}]}"#),
            ("200: ok\ntrue: a\n1.0: b", r#"{"200":"ok","true":"a","1.0":"b"}"#),
            ("a: &x [1]\nb: *x", r#"{"a":[1],"b":[1]}"#),
            ("a: &x k\n*x : 1", r#"{"a":"k","k":1}"#),
            ("<<: {a: 1, b: 2}\nb: 3\nc: 4", r#"{"a":1,"b":3,"c":4}"#),
            ("b: 3\n<<: [{a: 1}, {a: 2, b: 2}]", r#"{"b":3,"a":1}"#),
            ("'<<': 1", r#"{"<<":1}"#),
            ("--- !!map\na: !!seq []\n...\n", r#"{"a":[]}"#),
            ("# nothing\n", "null"),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text).map(|json| json.to_string()), Ok(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn lines_inside_quotes_and_brackets_may_be_indented_too_little() {
        let cases = [
            ("a:\n  b: \"x\ny\n\n  z\"\n  c: 1", r#"{"a":{"b":"x y\nz","c":1}}"#),
            ("a:\n  b: 'it''s\nx: \"y\"'\n  c: 1", r#"{"a":{"b":"it's x: \"y\"","c":1}}"#),
            ("a:\n  b: \"\\\"x\\\ny\\\\\"", r#"{"a":{"b":"\"xy\\"}}"#),
            (
                "a:\n  b: {\n    \"80/tcp\": {},\n    x: [1,\n2]\n  }\n  c: 1",
                r#"{"a":{"b":{"80/tcp":{},"x":[1,2]},"c":1}}"#,
            ),
            ("a:\n    b: [\n x,\n # c\n  'y\nz'\n]\n    c: 1", r#"{"a":{"b":["x","y z"],"c":1}}"#),
            ("a:\n  b: \"-----BEGIN\n---x\n-----END\"\n", r#"{"a":{"b":"-----BEGIN ---x -----END"}}"#),
            ("a:\r\n  b: \"x\r\ny\"\r\n  c: 1\r\n", r#"{"a":{"b":"x y","c":1}}"#),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text).map(|json| json.to_string()), Ok(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_surrogate_pair_is_one_character() {
        let cases = [
            ("a: \"\\ud83d\\uDE00!\"", "{\"a\":\"\u{1f600}!\"}"),
            ("{\"\\uD83D\\uDE00\": \"x\"}", "{\"\u{1f600}\":\"x\"}"),
            (
                "a: \"\\ud83d\\ude00\"\nb: \"\\\\ud83d \\\\\\ud83d\\ude01\"",
                "{\"a\":\"\u{1f600}\",\"b\":\"\\\\ud83d \\\\\u{1f601}\"}",
            ),
            ("a:\n  b: \"\\ud83d\\ude00\nx\"", "{\"a\":{\"b\":\"\u{1f600} x\"}}"),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text).map(|json| json.to_string()), Ok(expected.to_owned()), "{text}");
        }
        let refused = [
            (
                "a: \"\\ud83d\"",
                "line 1, column 4: while parsing a quoted scalar, found invalid Unicode character escape code",
            ),
            (
                "['\\ud83d\\ude00', \"\\ud83d\\ude00\"]",
                "line 1, column 2: an escaped surrogate pair stands outside double quotation marks: write the character",
            ),
            (
                "[\"\\ue000\", \"\\ud83d\\ude00\"]",
                "line 1, column 12: while parsing a quoted scalar, found invalid Unicode character escape code",
            ),
            ("[\"\\ud83d\\ude00\", \"\\ud83d\\ude00\", !x 1]", "line 1, column 34: the tag !x has no meaning in JSON"),
        ];
        for (text, expected) in refused {
            assert_eq!(parse(text).unwrap_err().to_string(), format!("not YAML at {expected}"), "{text}");
        }
    }

    #[test]
    fn octal_and_hexadecimal_numbers_keep_their_digits() {
        let cases = [
            ("0x0", "0"),
            ("0x00ff", "255"),
            ("0o17", "15"),
            ("0xffffffffffffffff", "18446744073709551615"),
            ("0x10000000000000000", "18446744073709551616"),
            ("0o7777777777777777777777777", "37778931862957161709567"),
            ("0x999e7e2dbce48fb973dff84926c4d24abe59d33c", "877010097389230820866297038469880281036974838588"),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text).map(|json| json.to_string()), Ok(expected.to_owned()), "{text}");
        }
        let long = format!("a: 0x{}", "f".repeat(129));
        let error = "not YAML at line 1, column 4: a number has more than 128 digits: put it in quotation marks";
        assert_eq!(parse(&long).unwrap_err().to_string(), error);
    }

    #[test]
    fn refused_documents() {
        let cases = [
            ("a: 1\na: 2", "line 2, column 1: the key \"a\" stands twice in one mapping"),
            ("a: .inf", "line 1, column 4: .inf is a number that JSON does not have"),
            ("a: !x 1", "line 1, column 4: the tag !x has no meaning in JSON"),
            ("a: !!int x", "line 1, column 4: \"x\" is no int"),
            ("[a]: 1", "line 1, column 1: a list or a mapping is used as a key, which JSON does not have"),
            ("a\n---\nb", "line 2, column 1: the file has a second document"),
            ("a: &x [*x]", "line 1, column 8: an alias stands inside the value that it stands for"),
            ("<<: 1", "line 1, column 5: << needs a mapping or a list of mappings"),
            (
                "a:\n  b: \"x\n--- y\"",
                "line 2, column 6: while scanning a quoted scalar, found unexpected document indicator",
            ),
            ("a:\n  b: \"x\ny", "line 2, column 6: invalid indentation in quoted scalar"),
            ("a:\n  b: [\nc: !x 1]", "line 3, column 4: the tag !x has no meaning in JSON"),
        ];
        for (text, expected) in cases {
            let error = parse(text).unwrap_err().to_string();
            assert_eq!(error, format!("not YAML at {expected}"), "{text}");
        }
    }

    #[test]
    fn hostile_documents_are_refused() {
        let deep = "[".repeat(100_000);
        let deep_blocks = (0..200).map(|level| " ".repeat(level) + "a:\n").collect::<String>();
        let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for level in 1..20 {
            let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
            laughs = format!("{laughs}a{level}: &a{level} [{aliases}]\n");
        }
        let long = format!("a: &x \"{}\"\nb: [{}]", "y".repeat(1_000_000), "*x, ".repeat(1000));
        let unindented = format!("a:\n  b: [\n{}  ]", "1,\n".repeat(1_000_000));
        let cases = [
            (unindented.as_str(), "invalid indentation"),
            (deep.as_str(), "recursion limit exceeded"),
            (&deep_blocks, "nested too deeply"),
            (&laughs, "the aliases stand for too many values"),
            (&long, "the aliases stand for too many values"),
        ];
        for (text, expected) in cases {
            assert_eq!(parse(text).unwrap_err().message, expected);
        }
    }
}
