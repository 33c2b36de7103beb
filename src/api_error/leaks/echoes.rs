//! Cuts out of a text what the user has sent, and secrets.

use alloc::string::String;

use super::credentials::{after_any, finished, is_token, without_credentials};
use crate::strings;

/// How programs show a value that was sent, in a row: the text before the value, the text after it, and the replacement for
/// the text before it.
///
/// The value is cut out. The text after it stays; if the row has none, the value reaches to the end.
const ECHOES: [(&str, &str, &str); 53] = [
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
    (": string \"", ", expected ", ": string"),
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
    (" WHERE ", "\n", " WHERE"),
    ("\nLINE 1: ", "", ""),
    (" near '", " at line ", ""),
    // Elasticsearch.
    (" Preview of field's value: '", "", ""),
    // Python, Kotlin.
    ("invalid literal for int() with base 10: ", "", "invalid literal for int()"),
    ("could not convert string to float: ", "", "could not convert string to float"),
    ("\nJSON input: ", "", ""),
    ("\nSQL: ", "", ""),
    // InfluxDB: a line of the data that was written.
    ("unable to parse '", "': ", "unable to parse '"),
    // Cashfree.
    (" Value received: ", "", ""),
    // Mongoose: `Cast to ObjectId failed for value "hunter2" (type string) at path "_id"`.
    (" failed for value ", " (type ", " failed"),
    // Spring 6: `Failed to convert 'id' with value: 'hunter2'`.
    ("' with value: '", "", "'"),
    // Knex, with Postgres and MySQL.
    ("insert into \"", " - ", "insert"),
    ("insert into `", " - ", "insert"),
    // Expo.
    ("PushToken[", "]", "PushToken["),
    // Ts.ED.
    (" Given value: ", "", ""),
    // A command line.
    ("curl -", "", "curl"),
    // The names of other credentials are in `SECRETS`.
    ("earer ", TOKEN, ""),
    ("oken ", TOKEN, ""),
    // A JWT begins with `{"`.
    ("eyJ", TOKEN, ""),
    ("asic ", TOKEN, ""),
    ("PI key ", TOKEN, ""),
];

/// Instead of what stands after the value: the value is one word of 8 characters or more with a digit.
const TOKEN: &str = "token";

/// The bit of `://` in a bitmask of rows: the row after those of [`ECHOES`].
const URL: usize = ECHOES.len();

/// Which rows may match a byte, as a bitmask for each of four positions: the last four bytes of a row's start. Three
/// bytes would let common texts such as `email: ` through to the slow search.
///
/// There are 32 entries, so bytes with the same low five bits share one, such as `A`, `a` and `!`.
static LAST_BYTES: [[u64; 4]; 32] = {
    let mut table = [[SHORT, 0, 0, 0]; 32];
    let mut row = 0;
    while row <= URL {
        let start = start(row);
        let mut back = 1;
        while back <= 4 && back <= start.len() {
            table[entry(start[start.len() - back])][4 - back] |= 1 << row;
            back += 1;
        }
        row += 1;
    }
    table
};

/// The rows whose start has three bytes: any byte may stand before them.
const SHORT: u64 = {
    let (mut rows, mut row) = (0, 0);
    while row <= URL {
        assert!(start(row).len() >= 3);
        if start(row).len() == 3 {
            rows |= 1 << row;
        }
        row += 1;
    }
    rows
};

const fn start(row: usize) -> &'static [u8] {
    if row == URL { b"://" } else { ECHOES[row].0.as_bytes() }
}

const fn entry(byte: u8) -> usize {
    (byte & 31) as usize
}

/// The rows that may match somewhere in a text, as a bitmask. One pass over the text rules out most rows.
fn rows_in(text: &[u8]) -> u64 {
    let mut rows = 0;
    // The rows of which the first one, two or three of these four bytes have just been read.
    let (mut one_fits, mut two_fit, mut three_fit) = (SHORT, 0, 0);
    for &byte in text {
        let [first, second, third, fourth] = LAST_BYTES.get(entry(byte)).copied().unwrap_or_default();
        rows |= three_fit & fourth;
        three_fit = two_fit & third;
        two_fit = one_fits & second;
        one_fits = first;
    }
    rows
}

/// A text without the value that was sent and without secrets; `None` if it shows none.
pub(in crate::api_error) fn without_input(text: &str) -> Option<String> {
    // Fast path: a code or a name.
    if text.len() < 10 {
        return None;
    }
    let cleaned = without_values(text);
    without_credentials(cleaned.as_deref().unwrap_or(text)).or(cleaned)
}

/// A text without what [`ECHOES`] cuts out, and without the passwords of URLs.
fn without_values(text: &str) -> Option<String> {
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
        let (shown, after) = if end == TOKEN {
            // The token may stand in quotes.
            let value = after_any(value, b"'\"");
            let length = strings::find_any(value, b" &\"'`,;)<>\n").unwrap_or(value.len());
            let (word, after) = strings::split_at(value, length);
            let after = after_any(after, b"'\"");
            if !is_token(word) {
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
        let joint = before.len().saturating_sub(3)..(shown.len() - after.len() + 3).min(shown.len());
        rows |= rows_in(shown.as_bytes().get(joint).unwrap_or_default()) & (u64::MAX - 1) << row;
        cleaned = Some(shown);
    }
    if rows == 0 {
        return cleaned;
    }
    // The row `URL`: the passwords of URLs.
    let text = cleaned.as_deref().unwrap_or(text);
    let mut shown = String::new();
    // The index behind the text that was copied or cut, and that behind the last `://`.
    let (mut copied, mut at) = (0, 0);
    while let Some(found) = strings::find(strings::split_at(text, at).1, "://") {
        at += found + "://".len();
        let rest = strings::split_at(text, at).1;
        let (user, host) = strings::split_at(rest, strings::find_any(rest, b"@/ ").unwrap_or(rest.len()));
        if host.starts_with('@') && strings::split_once(user, ":").is_some_and(|(_, password)| !password.is_empty()) {
            shown.push_str(text.get(copied..at).unwrap_or_default());
            at += user.len() + "@".len();
            copied = at;
        }
    }
    finished(shown, text, copied).or(cleaned)
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
            ("no route to redis://:hunter2@cache:6379", Some("no route to redis://cache:6379")),
            (
                "from https://a.example to sb://ann:hunter2@b and sb://c:hunter2@d",
                Some("from https://a.example to sb://b and sb://d"),
            ),
            (
                "from a://b@c and sb://ann:@b and sb://e/f:g@h://i:hunter2@j@k",
                Some("from a://b@c and sb://ann:@b and sb://e/f:g@h://j@k"),
            ),
            ("http://a:hunter2@http://b:hunter2@c", Some("http://http://c")),
            (
                "Cast to Number failed for value \"hunter2\" (type string) at path \"age\"",
                Some("Cast to Number failed (type string) at path \"age\""),
            ),
            ("Failed to convert 'id' with value: 'hunter2'", Some("Failed to convert 'id'")),
            ("insert into `users` (`a`) values ('hunter2') - Duplicate entry", Some("insert - Duplicate entry")),
            ("\"ExponentPushToken[hunter2]\" is not registered", Some("\"ExponentPushToken[]\" is not registered")),
            ("Invalid API key: hunter2x-1", Some("Invalid API key: ")),
            ("The API key hunter2x is wrong", Some("The API key is wrong")),
            ("Your API key is not known", None),
            ("SELECT a FROM b WHERE c = 'hunter2'\nNo such column a", Some("SELECT a FROM b WHERE\nNo such column a")),
            ("syntax error\nLINE 1: SELECT 'hunter2'", Some("syntax error")),
            ("to use near 'hunter2' at line 1", Some("to use at line 1")),
            ("failed to parse [age]. Preview of field's value: 'hunter2'", Some("failed to parse [age].")),
            ("age: invalid value: string \"hunter2\", expected u8", Some("age: invalid value: string, expected u8")),
            ("invalid literal for int() with base 10: 'hunter2'", Some("invalid literal for int()")),
            ("could not convert string to float: 'hunter2'", Some("could not convert string to float")),
            ("Unexpected token at path: $.a\nJSON input: {hunter2", Some("Unexpected token at path: $.a")),
            ("The token 'hunter2x' is expired", Some("The token is expired")),
            ("Bad header: Authorization: Basic hunter2==", Some("Bad header: Authorization: Basic ")),
            ("Bad token: Bearer hunter2x.y", Some("Bad token: Bearer ")),
            ("Authorization: Bearer sk_... is missing", None),
            ("Basic 3d", None),
            ("No session for eyJhbGciOiJub25lIn0.e30. here", Some("No session for eyJ here")),
            ("The name eyJ# is not known", None),
            ("Write to ann@b.example, key=value", None),
            ("Choose a, \"b\" or c", None),
            ("Expected ',' or '}' after property value in JSON at position 80", None),
            ("not here", None),
        ];
        for (text, expected) in cases {
            assert_eq!(without_input(text).as_deref(), expected, "{text}");
        }
    }
}
