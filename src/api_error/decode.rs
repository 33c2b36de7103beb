//! The text of a body and its kind, by its bytes. The content type is often wrong, so it only decides doubtful cases.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;

use super::lexicon::{self, Lexicon};
use super::markup::is_html;
use super::text::{into_line as on_one_line, is_code_like};
use super::{MAX_BODY, MAX_MESSAGE, Warning};
use crate::json::read::{self, Body as JsonBody};
use crate::json::{Json, Object, ParseError};
use crate::path::foreign;
use crate::strings;

/// A body, by its kind.
pub(super) enum Body<'a> {
    Empty,
    Json(JsonBody),
    /// An object in another form: a form, or JSON behind a guard against scripts.
    Within(JsonBody),
    /// Plain text, or the content of a body that is one JSON string.
    Text(Cow<'a, str>),
    Html(Cow<'a, str>),
    Xml(Cow<'a, str>),
    /// Too large, too deep, or invalid JSON. A warning says which.
    Unreadable,
}

/// Finds the kind of a body, and parses JSON. `json_claimed` is whether the content type says JSON, and `charset` what it
/// says about the characters; empty if it says nothing.
pub(super) fn sniff<'a>(bytes: &'a [u8], json_claimed: bool, charset: &str, warnings: &mut Vec<Warning>) -> Body<'a> {
    if bytes.len() > MAX_BODY {
        warnings.push(Warning::TooLarge);
        return Body::Unreadable;
    }
    let text = text(bytes, charset, warnings);
    let trimmed = strings::trim(&text);
    let Some(first) = trimmed.chars().next() else { return Body::Empty };
    match first {
        '{' | '[' => json_body(trimmed, warnings),
        '<' if is_html(trimmed) => match behind_warnings(trimmed) {
            Some(parsed) => Body::Json(parsed),
            None => Body::Html(text),
        },
        '<' => Body::Xml(text),
        // Plain text may begin with these characters too, so the whole body must be valid JSON.
        '"' | '-' | '0'..='9' | 't' | 'f' | 'n' => match read::body(trimmed) {
            Ok(JsonBody { value: Json::String(inner), .. }) => Body::Text(Cow::Owned(inner)),
            Ok(parsed) if json_claimed => Body::Json(parsed),
            Err(_) if json_claimed && first == '"' => json_body(trimmed, warnings),
            _ => within(trimmed).unwrap_or(Body::Text(text)),
        },
        _ => within(trimmed).unwrap_or(Body::Text(text)),
    }
}

fn within<'a>(text: &str) -> Option<Body<'a>> {
    guarded(text).or_else(|| form(text)).map(Body::Within)
}

/// The JSON behind what keeps a script from reading it, or in an event: `)]}'`, `for (;;);`, `callback(`, `data: `.
fn guarded(text: &str) -> Option<JsonBody> {
    let (before, _) = strings::split_once(text, "{")?;
    let (inside, _) = strings::rsplit_once(text, "}")?;
    let guard = strings::trim(before).bytes().next_back()?;
    if !matches!(guard, b'\'' | b';' | b'(' | b':') || before.len() > 64 {
        return None;
    }
    let (_, json) = strings::split_at(text, before.len());
    read::body(strings::split_at(json, (inside.len() + 1).checked_sub(before.len())?).0).ok()
}

/// A form as an object of texts: OAuth's `error=access_denied&error_description=…`.
fn form(text: &str) -> Option<JsonBody> {
    let mut value = Object::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (pair, after) = strings::split_once(rest, "&").unwrap_or((rest, ""));
        let (name, text) = strings::split_once(pair, "=").filter(|(name, _)| is_code_like(name))?;
        let text = foreign::percent_decoded(&strings::replace(text, "+", " "));
        value.insert(name.to_owned(), Json::String(text));
        rest = after;
    }
    (value.len() > 1).then_some(JsonBody { value: Json::Object(value), duplicate_key: false })
}

/// The JSON behind what PHP prints before it: `<br />\n<b>Warning</b>: …<br />\n{"error": …}`.
fn behind_warnings(text: &str) -> Option<JsonBody> {
    if !text.ends_with('}') {
        return None;
    }
    let (before, _) = strings::rsplit_once(text, "\n{")?;
    read::body(strings::split_at(text, before.len() + 1).1).ok()
}

/// The charsets, by how they are decoded.
const CHARSETS: [&str; 4] =
    ["utf8,usascii,ascii", "utf16,utf16be", "utf16le", "iso88591,latin1,iso885915,windows1252,cp1252"];
const UTF_8: usize = 0;
const UTF_16BE: usize = 1;
const UTF_16LE: usize = 2;
const LATIN_1: usize = 3;

static LEXICON: Lexicon<32> = Lexicon::new(&CHARSETS);

/// The text of a body: a byte order mark decides, then the charset, then it is UTF-8.
fn text<'a>(bytes: &'a [u8], charset: &str, warnings: &mut Vec<Warning>) -> Cow<'a, str> {
    for (mark, decode) in
        [(&b"\xff\xfe"[..], u16::from_le_bytes as fn([u8; 2]) -> u16), (b"\xfe\xff", u16::from_be_bytes)]
    {
        if let Some(rest) = bytes.strip_prefix(mark) {
            warnings.push(Warning::Bom);
            return Cow::Owned(utf16(rest, decode, warnings));
        }
    }
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        warnings.push(Warning::Bom);
        return utf8(rest, warnings);
    }
    match LEXICON.row(lexicon::hash(charset)) {
        _ if charset.is_empty() => return utf8(bytes, warnings),
        Some(UTF_8) => return utf8(bytes, warnings),
        Some(UTF_16BE) => return Cow::Owned(utf16(bytes, u16::from_be_bytes, warnings)),
        Some(UTF_16LE) => return Cow::Owned(utf16(bytes, u16::from_le_bytes, warnings)),
        // Many servers send UTF-8 with the charset that their framework has by default.
        Some(LATIN_1) => {
            return match core::str::from_utf8(bytes) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => Cow::Owned(bytes.iter().map(|byte| windows_1252(*byte)).collect()),
            };
        }
        _ => {}
    }
    warnings.push(Warning::UnknownCharset);
    utf8(bytes, warnings)
}

fn utf8<'a>(bytes: &'a [u8], warnings: &mut Vec<Warning>) -> Cow<'a, str> {
    let mut valid = String::new();
    let mut rest = bytes;
    // `from_utf8_lossy` would do, but goes through valid text more slowly, and takes more code.
    loop {
        let error = match core::str::from_utf8(rest) {
            Ok(text) if valid.is_empty() => return Cow::Borrowed(text),
            Ok(text) => {
                valid.push_str(text);
                break;
            }
            Err(error) => error,
        };
        let (text, behind) = rest.split_at_checked(error.valid_up_to()).unwrap_or_default();
        valid.push_str(core::str::from_utf8(text).unwrap_or_default());
        valid.push(char::REPLACEMENT_CHARACTER);
        rest = error.error_len().and_then(|length| behind.get(length..)).unwrap_or_default();
    }
    warnings.push(Warning::InvalidUtf8);
    Cow::Owned(valid)
}

fn utf16(bytes: &[u8], decode: fn([u8; 2]) -> u16, warnings: &mut Vec<Warning>) -> String {
    let units = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok().map(decode));
    let text: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    if bytes.len() % 2 == 1 || strings::find(&text, "\u{fffd}").is_some() {
        warnings.push(Warning::InvalidUtf8);
    }
    text
}

/// A byte of windows-1252 (the Encoding standard's index), which browsers read for ISO-8859-1 too.
fn windows_1252(byte: u8) -> char {
    const FROM_80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    byte.checked_sub(0x80).and_then(|at| FROM_80.get(usize::from(at)).copied()).unwrap_or(char::from(byte))
}

fn json_body<'a>(text: &str, warnings: &mut Vec<Warning>) -> Body<'a> {
    match read::body(text) {
        Ok(parsed) => {
            if parsed.duplicate_key {
                warnings.push(Warning::DuplicateKey);
            }
            Body::Json(parsed)
        }
        Err(fault) => {
            warnings.push(if fault == ParseError::TooDeep { Warning::TooDeep } else { Warning::InvalidJson });
            Body::Unreadable
        }
    }
}

/// How lines of stack traces begin, and what is in them: Python, Rust, PHP, Go, Ruby.
const TRACES: [(&str, &str); 7] = [
    ("Traceback (most recent call last)", ":"),
    ("stack backtrace:", ":"),
    ("Stack trace:", ":"),
    ("#0 ", "): "),
    ("goroutine ", "]:"),
    ("", ":in `"),
    ("", ":in '"),
];

/// [`without_stack`] on one line of at most [`MAX_MESSAGE`] characters; `None` if nothing is left.
pub(super) fn into_line(text: String) -> Option<String> {
    let length = without_stack(&text).len();
    let mut text = text;
    text.truncate(length);
    on_one_line(text, MAX_MESSAGE)
}

/// The part of a text before the stack trace that follows it.
pub(super) fn without_stack(text: &str) -> &str {
    // Most texts are one line. A trace never begins on the first one.
    let Some(mut at) = strings::find_byte(text.as_bytes(), b'\n') else { return text };
    let may_be_ruby = strings::find(text, ":in ").is_some();
    while at < text.len() {
        at += 1;
        let line = strings::prefix_before(strings::split_at(text, at).1, "\n");
        if is_frame(line, may_be_ruby) {
            return strings::split_at(text, at).0;
        }
        at += line.len();
    }
    text
}

/// Whether a line begins a stack trace. `may_be_ruby` is whether the text may hold frames of Ruby.
fn is_frame(line: &str, may_be_ruby: bool) -> bool {
    let frame = strings::trim(line);
    let Some(first) = frame.bytes().next() else { return false };
    let is_trace = |&(start, part): &(&str, &str)| {
        // The first byte rules out most rows. A frame of Ruby can begin with anything, so its rows have an empty start.
        start.bytes().next().map_or(may_be_ruby, |byte| byte == first && frame.starts_with(start))
            && strings::find(frame, part).is_some()
    };
    // The frames of JavaScript, Java, .NET and Python are indented.
    let is_indented = || matches!(line.bytes().next(), Some(b' ' | b'\t'));
    TRACES.iter().any(is_trace) || is_indented() && (frame.starts_with("at ") || frame.starts_with("File \""))
}

/// How programs show a value that was sent, in a row: the text before the value, the text after it, and the replacement for
/// the text before it.
///
/// The value is cut out. The text after it stays; if the row has none, the value reaches to the end.
const ECHOES: [(&str, &str, &str); 52] = [
    // The statement behind an error of a database: Laravel, SQLAlchemy.
    (" (SQL: ", "", ""),
    (" (Connection: ", "", ""),
    ("[SQL: ", "", ""),
    // MySQL: `Duplicate entry 'hunter2' for key 'email'`, `Incorrect integer value: 'hunter2' for column 'age'`.
    ("Duplicate entry '", " for key ", "Duplicate entry"),
    (" value: '", " for column ", " value"),
    // Postgres: `Key (email)=(hunter2) already exists.`
    (")=(", ") ", ""),
    ("Failing row contains (", "", "Failing row"),
    ("invalid input syntax for type ", "", "invalid input syntax"),
    ("invalid input value for enum ", "", "invalid input value"),
    // SQL Server: `… The duplicate key value is (hunter2).`
    (" The duplicate key value is (", "", ""),
    // Prisma shows the call between these.
    ("` invocation", "\n\n", "` invocation"),
    // MongoDB: `E11000 duplicate key error collection: app.users index: email_1 dup key: { email: "hunter2" }`.
    (" dup key: {", "", ""),
    // LoopBack 3: `… Details: \`password\` is too short (value: "hunter2").`
    (" (value: ", "", ""),
    // GraphQL: `Variable "$a" got invalid value { … }; reason`.
    (" got invalid value ", "; ", " got an invalid value"),
    // JSON.parse of V8: `Unexpected token 'h', ..."word": hunter2"... is not valid JSON`.
    (", ...\"", " is not valid JSON", ""),
    (", \"", " is not valid JSON", ""),
    // Jackson: `Unrecognized token 'hunter2': was expecting (JSON String, …`.
    ("Unrecognized token '", ": was expecting", "Unrecognized token"),
    // The JSON parsers of Ruby.
    ("unexpected token at '", "", "unexpected token"),
    ("unexpected character: '", " at line ", "unexpected character"),
    // Jackson and Gson, Java, Spring.
    (" from String \"", ": not ", " from String"),
    ("For input string: \"", "", "For input string"),
    ("rejected value [", "]; codes ", "rejected value ["),
    // serde, Go, Ruby.
    ("invalid type: string \"", ", expected ", "invalid type: string"),
    ("unknown variant `", ", expected ", "unknown variant"),
    (": parsing \"", ": invalid syntax", ": parsing"),
    ("invalid value for Integer(", "", "invalid value for Integer"),
    // graphql-js: `Int cannot represent non-integer value: "hunter2"`.
    (" cannot represent ", "", " cannot represent the value"),
    // ASP.NET, SQL Server.
    ("The value '", " is not valid", "The value"),
    ("varchar value '", " to data type ", "varchar value"),
    ("Truncated value: '", "", "Truncated value"),
    ("INSERT INTO ", "", "INSERT"),
    ("\nSQL: ", "", ""),
    // Cashfree.
    (" Value received: ", "", ""),
    // A command line.
    ("curl -", "", "curl"),
    // Credentials: in a query, in JSON, in a statement, in a header.
    ("oken=", WORD, ""),
    ("assword=", WORD, ""),
    ("ecret=", WORD, ""),
    ("?key=", WORD, ""),
    ("&key=", WORD, ""),
    ("pikey=", WORD, ""),
    ("pi_key=", WORD, ""),
    ("&sig=", WORD, ""),
    ("ignature=", WORD, ""),
    ("oken\":\"", WORD, ""),
    ("assword\":\"", WORD, ""),
    ("assword\": \"", WORD, ""),
    ("ecret\":\"", WORD, ""),
    ("assword = '", WORD, ""),
    ("earer ", TOKEN, ""),
    ("oken ", TOKEN, ""),
    // A JWT begins with `{"`.
    ("eyJ", WORD, ""),
    ("asic ", TOKEN, ""),
];

/// Instead of what stands after the value: the value is one word, or one word of 8 characters or more with a digit.
const WORD: &str = "word";
const TOKEN: &str = "token";

/// The bit of `://` in a bitmask of rows: the row after those of [`ECHOES`].
const URL: usize = ECHOES.len();

/// Which rows may match a byte, as a bitmask for each of three positions: the last three bytes of a row's start.
///
/// There are 32 entries, so bytes with the same low five bits share one, such as `A`, `a` and `!`.
static LAST_BYTES: [[u64; 3]; 32] = {
    let mut table = [[0; 3]; 32];
    let mut row = 0;
    while row <= URL {
        let start = if row == URL { "://" } else { ECHOES[row].0 }.as_bytes();
        let mut back = 1;
        while back <= 3 {
            table[entry(start[start.len() - back])][3 - back] |= 1 << row;
            back += 1;
        }
        row += 1;
    }
    table
};

const fn entry(byte: u8) -> usize {
    (byte & 31) as usize
}

/// The rows that may match somewhere in a text, as a bitmask. One pass over the text rules out most rows.
fn rows_in(text: &[u8]) -> u64 {
    let mut rows = 0;
    // The rows of which the first, or the first two, of these three bytes have just been read.
    let (mut one_fits, mut two_fit) = (0, 0);
    for &byte in text {
        let [first, second, third] = LAST_BYTES.get(entry(byte)).copied().unwrap_or_default();
        rows |= two_fit & third;
        two_fit = one_fits & second;
        one_fits = first;
    }
    rows
}

/// A text without the value that was sent and without secrets; `None` if it shows none.
pub(super) fn without_input(text: &str) -> Option<String> {
    // Fast path: a code or a name.
    if text.len() < 10 {
        return None;
    }
    let mut rows = rows_in(text.as_bytes());
    let mut cleaned: Option<String> = None;
    while rows != 0 {
        let row = rows.trailing_zeros();
        // The loop leaves the row `URL` over.
        let Some(&(start, end, shown)) = ECHOES.get(row as usize) else { break };
        rows &= rows - 1;
        let text = cleaned.as_deref().unwrap_or(text);
        let found = strings::split_once(text, start).filter(|(_, value)| !value.is_empty());
        let Some((before, value)) = found else { continue };
        let (shown, after) = if end == WORD || end == TOKEN {
            let length = strings::find_any(value, b" &\"'`,;)<>\n").unwrap_or(value.len());
            let (word, after) = strings::split_at(value, length);
            if word.is_empty() || end == TOKEN && (word.len() < 8 || !word.bytes().any(|byte| byte.is_ascii_digit())) {
                continue;
            }
            let after = after.strip_prefix(' ').filter(|_| start.ends_with(' ')).unwrap_or(after);
            (strings::join(&[before, start, after], ""), after)
        } else {
            let after = if end.is_empty() { None } else { strings::rsplit_once(value, end) };
            match after {
                Some((_, after)) => (strings::join(&[before, shown, end, after], ""), after),
                // A text that only begins like one of them is somebody else's.
                None if end.len() > "; ".len() => continue,
                None => (strings::join(&[before, shown], ""), ""),
            }
        };
        // Where the parts meet, the new text may match rows that the old one did not.
        let joint = before.len().saturating_sub(2)..(shown.len() - after.len() + 2).min(shown.len());
        rows |= rows_in(shown.as_bytes().get(joint).unwrap_or_default()) & (u64::MAX - 1) << row;
        cleaned = Some(shown);
    }
    if rows == 0 {
        return cleaned;
    }
    // The row `URL`: the password of a URL.
    let text = cleaned.as_deref().unwrap_or(text);
    if let Some((before, rest)) = strings::split_once(text, "://")
        && let Some((user, host)) = strings::split_once(rest, "@")
        && strings::find_any(user, b"/ ").is_none()
        && strings::split_once(user, ":").is_some_and(|(_, password)| !password.is_empty())
    {
        cleaned = Some(strings::join(&[before, "://", host], ""));
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pass_finds_the_rows_of_a_text() {
        for (row, (start, ..)) in ECHOES.iter().enumerate() {
            assert_eq!(rows_in(["x", start, "x"].concat().as_bytes()) >> row & 1, 1, "{start}");
            assert_eq!(rows_in(start.as_bytes()) >> row & 1, 1, "{start}");
        }
        assert_eq!(rows_in(b"https://a"), 1 << URL);
        assert_eq!(rows_in(b"Field must not be empty"), 0);
        assert_eq!(without_input("x?key=a1&sig=b2&c").as_deref(), Some("x?key=&sig=&c"));
    }

    #[test]
    fn a_stack_trace_after_a_message_is_cut_off() {
        let text = "TypeError: x is not a function\n    at f (/srv/a.js:1:2)\n    at g";
        assert_eq!(without_stack(text).trim(), "TypeError: x is not a function");
        for text in
            ["one\ntwo at three", "at one\n at", "one\nat two\nFile \"three\"", "\n", "one\n\n", "a.rb:1:in `b'"]
        {
            assert_eq!(without_stack(text), text);
        }
        for frame in
            ["\tat a.B.c(B.java:1)", "\u{a0} a.rb:1:in 'b'", "#0 /a.php(1): b()", "stack backtrace: ", " File \"a\""]
        {
            assert_eq!(without_stack(&["one\n", frame, "\ntwo"].concat()), "one\n", "{frame}");
        }
    }

    #[test]
    fn what_was_sent_is_not_shown() {
        let cases = [
            (
                "Variable \"$a\" got invalid value {p: \"s; t\"}; Expected",
                Some("Variable \"$a\" got an invalid value; Expected"),
            ),
            ("Variable \"$a\" got invalid value 1", Some("Variable \"$a\" got an invalid value")),
            (
                "Unexpected token 'h', ...\"assword\": hunter2\"... is not valid JSON",
                Some("Unexpected token 'h' is not valid JSON"),
            ),
            ("Unexpected token 'h', \"hunter2\" is not valid JSON", Some("Unexpected token 'h' is not valid JSON")),
            ("Unrecognized token 'hunter2': was expecting (JSON", Some("Unrecognized token: was expecting (JSON")),
            ("859: unexpected token at '{\"p\": hunter2'", Some("859: unexpected token")),
            ("unexpected character: 'hunter2}' at line 1 column 6", Some("unexpected character at line 1 column 6")),
            (
                "1062 Duplicate entry 'hunter2' for key 'email' (SQL: insert into users values (hunter2))",
                Some("1062 Duplicate entry for key 'email'"),
            ),
            ("(2006) gone away\n[SQL: SELECT hunter2]", Some("(2006) gone away\n")),
            ("Incorrect integer value: 'hunter2' for column 'age'", Some("Incorrect integer value for column 'age'")),
            ("Key (email)=(hunter2) already exists.", Some("Key (email) already exists.")),
            ("Failing row contains (1, hunter2).", Some("Failing row")),
            ("`password` is too short (value: \"hunter2\").", Some("`password` is too short")),
            ("invalid input syntax for type uuid: \"hunter2\"", Some("invalid input syntax")),
            ("Violation of UQ. The duplicate key value is (hunter2).", Some("Violation of UQ.")),
            ("Invalid `a.b()` invocation:\n\n{ p: 'hunter2' }\n\nNull", Some("Invalid `a.b()` invocation\n\nNull")),
            ("E11000 index: email_1 dup key: { email: \"hunter2\" }", Some("E11000 index: email_1")),
            (
                "Cannot deserialize from String \"hunter2\": not a valid int",
                Some("Cannot deserialize from String: not a valid int"),
            ),
            ("For input string: \"hunter2\"", Some("For input string")),
            ("age: invalid type: string \"hunter2\", expected u8", Some("age: invalid type: string, expected u8")),
            ("unknown variant `hunter2`, expected `a`", Some("unknown variant, expected `a`")),
            ("strconv.Atoi: parsing \"hunter2\": invalid syntax", Some("strconv.Atoi: parsing: invalid syntax")),
            ("Int cannot represent non-integer value: \"hunter2\"", Some("Int cannot represent the value")),
            ("The value 'hunter2' is not valid for Age.", Some("The value is not valid for Age.")),
            ("failed: INSERT INTO t VALUES ('hunter2')", Some("failed: INSERT")),
            ("Failed: curl -u 'ann:hunter2' https://a", Some("Failed: curl")),
            ("GET /x?access_token=hunter2&page=2 failed", Some("GET /x?access_token=&page=2 failed")),
            ("https://a.example/api?key=hunter2 is blocked", Some("https://a.example/api?key= is blocked")),
            ("see https://a.example/?sort_key=name", None),
            ("no route to redis://:hunter2@cache:6379", Some("no route to redis://cache:6379")),
            ("Order by key=name1 or Basic 3d", None),
            ("Bad header: Authorization: Basic hunter2==", Some("Bad header: Authorization: Basic ")),
            ("Bad token: Bearer hunter2x.y", Some("Bad token: Bearer ")),
            ("bad line {\"password\": \"hunter2\", \"a\": 1}", Some("bad line {\"password\": \"\", \"a\": 1}")),
            ("SET password = 'hunter2' WHERE id = 3", Some("SET password = '' WHERE id = 3")),
            ("Authorization: Bearer sk_... is missing", None),
            ("password: must have 8 characters", None),
            ("Write to ann@b.example, key=value", None),
            ("Choose a, \"b\" or c", None),
            ("Expected ',' or '}' after property value in JSON at position 80", None),
            ("not here", None),
        ];
        for (text, expected) in cases {
            assert_eq!(without_input(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn charsets() {
        let cases: [(&[u8], &str, &str, &[Warning]); 11] = [
            (b"caf\xe9", "iso-8859-1", "café", &[]),
            (b"\x93caf\xe9\x94 \x80", "Windows-1252", "“café” €", &[]),
            ("café".as_bytes(), "latin1", "café", &[]),
            (b"caf\xe9", "", "caf\u{fffd}", &[Warning::InvalidUtf8]),
            (b"\xff\xfea\0\xe9\0", "utf-8", "aé", &[Warning::Bom]),
            (b"\xfe\xff\0a\xd8\x3d\xdc\x9a", "", "a💚", &[Warning::Bom]),
            (b"\0a\0b", "UTF-16", "ab", &[]),
            (b"a\0b\0", "utf-16le", "ab", &[]),
            (b"a\0\x3d\xd8", "utf-16le", "a\u{fffd}", &[Warning::InvalidUtf8]),
            (b"\xef\xbb\xbfa", "latin1", "a", &[Warning::Bom]),
            ("é".as_bytes(), "x-martian", "é", &[Warning::UnknownCharset]),
        ];
        for (bytes, charset, expected, warned) in cases {
            let mut warnings = Vec::new();
            assert_eq!(text(bytes, charset, &mut warnings), expected, "{bytes:?} {charset}");
            assert_eq!(warnings, warned, "{bytes:?} {charset}");
        }
    }
}
