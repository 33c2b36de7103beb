//! Builds URLs from bytes. The same bytes give the same URL. `tests/safe_url_fuzz.rs` uses this file too.

/// Pieces that have misled URL guards, and pieces of common URLs.
const SCHEMES: &[&str] = &[
    "https://",
    "http://",
    "https:",
    "https:/",
    "https:///",
    "http:\\\\",
    "HTTPS://",
    "ftp://",
    "",
    " https://",
    "//",
    "https://\t",
];
const USERS: &[&str] = &["", "", "", "", "", "", "@", "a@", "a:b@", "example.com@", "[::1]@", "a@b@", "%40@"];
const LABELS: &[&str] = &[
    "a",
    "example",
    "com",
    "www",
    "localhost",
    "local",
    "internal",
    "corp",
    "xn--",
    "xn--a",
    "xn--e1afmkfd",
    "xn--p1ai",
    "127",
    "0",
    "1",
    "10",
    "169",
    "254",
    "192",
    "168",
    "255",
    "256",
    "0x7f",
    "0177",
    "2130706433",
    "0x",
    "00",
    "",
    "_a",
    "-a",
    "a-",
    "é",
    "ü",
    "例え",
    "عربي",
    "①",
    "１",
    "๑",
    "\u{ad}",
    "\u{200d}",
    "\u{212a}",
    "ſ",
    "%61",
    "%2e",
    "!",
    "'",
    "\0",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "ffff",
    "::",
    "[",
    "]",
];
const DOTS: &[&str] = &[".", ".", ".", ".", ".", ".", "", "..", "。", "．", "%2e", ":"];
const LITERALS: &[&str] = &[
    "[::1]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[64:ff9b::a00:1]",
    "[2606:4700::1]",
    "[fe80::1%25lo]",
    "[fd00:ec2::254]",
    "8.8.8.8",
    "127.0.0.1",
    "169.254.169.254",
    "[2002:7f00:1::]",
    "[1::2::3]",
    "[",
    "[]",
    "10.1",
];
const PORTS: &[&str] = &["", "", "", "", ":443", ":80", ":8443", ":", ":0", ":22", ":65536", ":+1", ":0443", ":a"];
const PATHS: &[&str] = &[
    "/", "/", "/", "a", "b", ".", "..", "%2e", "%2E", "%", "%00", "\\", " ", "\t", "'", "\"", "<", "{", "|", "^", "`",
    "é", "?", "#", "@", ":", "=", "&", "//", "~", ";",
];

/// Builds a URL: each byte picks one piece.
pub(crate) fn url(bytes: &[u8]) -> String {
    let mut bytes = bytes.iter().copied().map(usize::from);
    let mut pick = |pieces: &[&'static str]| pieces[bytes.next().unwrap_or(0) % pieces.len()];
    let mut out = String::new();
    out.push_str(pick(SCHEMES));
    out.push_str(pick(USERS));
    if pick(&["name", "name", "name", "ip"]) == "ip" {
        out.push_str(pick(LITERALS));
    } else {
        // The length of the picked text is the number of labels.
        let count = pick(&["1", "12", "123", "1234", "12345"]).len();
        for _ in 0..count {
            out.push_str(pick(LABELS));
            out.push_str(pick(DOTS));
        }
        out.push_str(pick(&["com", "com", "com", "com.", "corp", "", "1", "рф", "c0m"]));
    }
    out.push_str(pick(PORTS));
    let count = pick(&["", "1", "12", "123", "1234567"]).len();
    for _ in 0..count {
        out.push_str(pick(PATHS));
    }
    out
}
