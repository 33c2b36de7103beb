//! Texts and keys, made of pieces that hosts may read differently and of common ones.

use crate::json::{HIGH, LOW, object, quote};
use crate::random::Random;

const PLAIN: &[&str] =
    &["a", "b", "ab", "email", "name", "contacts", "x", "Ann", "0", "1", "12", "_", "-", "$", "@", "."];

/// Controls, white space of Unicode and of JavaScript alone, format characters, astral and combining characters, and the
/// separators of our messages and paths.
const WILD: &[&str] = &[
    "\0",
    "\u{1}",
    "\t",
    "\n",
    "\r",
    "\u{b}",
    "\u{c}",
    "\u{1b}",
    "\u{1c}",
    "\u{1f}",
    " ",
    "  ",
    "\u{7f}",
    "\u{80}",
    "\u{85}",
    "\u{9f}",
    "\u{a0}",
    "\u{ad}",
    "\u{61c}",
    "\u{1680}",
    "\u{180e}",
    "\u{2000}",
    "\u{2007}",
    "\u{200a}",
    "\u{200b}",
    "\u{200c}",
    "\u{200d}",
    "\u{200e}",
    "\u{200f}",
    "\u{2028}",
    "\u{2029}",
    "\u{202a}",
    "\u{202e}",
    "\u{202f}",
    "\u{205f}",
    "\u{2060}",
    "\u{2066}",
    "\u{2069}",
    "\u{3000}",
    "\u{feff}",
    "\u{fff9}",
    "\u{fffd}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{e000}",
    "\u{f8ff}",
    "\u{fe0f}",
    "\u{e0100}",
    "\u{e0001}",
    "\u{10ffff}",
    "💚",
    "👩‍👩‍👧",
    "🇩🇪",
    "𝒜",
    "𐐀",
    "\u{16ea0}",
    "\u{378}",
    "é",
    "e\u{301}",
    "ß",
    "ẞ",
    "İ",
    "ı",
    "ſ",
    "K",
    "Σ",
    "ς",
    "ΑΣ",
    "ǅ",
    "ﬁ",
    "ﬀ",
    "ชื่อ",
    "संख्या",
    "பெயர்",
    "نام\u{200c}ها",
    "שם",
    "عربي",
    "例え",
    "名前",
    "한글",
    "ᄒ\u{1161}\u{11ab}",
    "\u{345}",
    "\u{300}",
    "\u{1d165}",
    "①",
    "１",
    "๑",
    "Ⅷ",
    "．",
    "。",
    "；",
    "：",
    "\u{37e}",
    "@",
    "＠",
    ":",
    ";",
    ": ",
    "; ",
    ";\u{a0}",
    ";\u{a0} ",
    "$",
    "$.",
    "[",
    "]",
    "[0]",
    "\"",
    "\\",
    "\\u0041",
    "/",
    "~",
    "~0",
    "~1",
    "#",
    "%",
    "%00",
    "%C3%A9",
    "&amp;",
    "<",
    ">",
    "'",
    "`",
    "{",
    "}",
    "|",
    "^",
    ",",
    "Validation error: ",
    "Required",
    " at \"",
    "null",
    "true",
    "NaN",
    "Infinity",
];

/// Keys that JavaScript treats in its own way, and keys next to them.
const KEYS: &[&str] = &[
    "",
    "0",
    "1",
    "2",
    "01",
    "02",
    "10",
    "00",
    "-0",
    "-1",
    "+1",
    "1.0",
    "1e0",
    "4294967293",
    "4294967294",
    "4294967295",
    "4294967296",
    "42949672940",
    "99999999999999999999",
    "9007199254740992",
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "hasOwnProperty",
    "valueOf",
    "toJSON",
    "length",
    "then",
    "email",
    "phone",
    "name",
    "first name",
    "a.b",
    "a[0]",
    "$",
    "$ref",
    "a",
    "b",
    "c",
    "é",
    "e\u{301}",
    "café",
    "cafe\u{301}",
    "İ",
    "\u{feff}",
    "１",
    "٣",
    "$serde_json::private::Number",
    "\u{200c}",
    "\u{0}",
    " ",
    "a; b: c",
    "~/",
    "💚",
    "\u{e000}",
    "\u{ffff}",
];

/// A text of any characters. `surrogates` says whether lone ones are among them.
fn of_pieces(random: &mut Random, most: usize, surrogates: bool) -> String {
    let mut out = String::new();
    for _ in 0..random.between(0, most) {
        match random.below(10) {
            0..4 => out.push_str(random.word(PLAIN)),
            4..8 => out.push_str(random.word(WILD)),
            8 if surrogates && random.one_in(3) => out.push(*random.pick(&[HIGH, LOW])),
            8 => out.push_str(&random.pick(WILD).repeat(random.below(60))),
            _ => out.extend(character(random)),
        }
    }
    out
}

/// Any character, of every plane alike, except those that stand for a surrogate.
fn character(random: &mut Random) -> Option<char> {
    let most = *random.pick(&[0x80, 0x800, 0x1_0000, 0x2_0000, 0x11_0000]);
    char::from_u32(u32::try_from(random.below(most)).ok()?).filter(|c| !matches!(*c, HIGH | LOW))
}

pub(crate) fn any(random: &mut Random) -> String {
    if random.one_in(2000) {
        // Longer than the buffer between JavaScript and wasm.
        let piece = if random.one_in(2) { random.word(PLAIN) } else { random.word(WILD) };
        return piece.repeat(random.between(1000, 40_000));
    }
    of_pieces(random, 6, true)
}

/// A text that a Rust program can hold too.
pub(crate) fn well_formed(random: &mut Random) -> String {
    of_pieces(random, 6, false)
}

/// A key of an object. U+FFFD is not in it, because a lone surrogate becomes one natively: two keys would be one.
pub(crate) fn key(random: &mut Random) -> String {
    match random.below(12) {
        0..7 => random.word(KEYS).to_owned(),
        7 => random.below(30).to_string(),
        8 => format!("{}{}", random.pick(PLAIN), random.pick(PLAIN)),
        // One kind of lone surrogate only, for the same reason.
        9 if random.one_in(4) => ill_formed_key(random),
        _ => of_pieces(random, 3, false).replace('\u{fffd}', ""),
    }
}

/// A key with a lone surrogate.
pub(crate) fn ill_formed_key(random: &mut Random) -> String {
    format!("{}{HIGH}", random.pick(PLAIN))
}

pub(crate) fn well_formed_key(random: &mut Random) -> String {
    key(random).replace([HIGH, LOW], "")
}

/// A few random edits of a text.
pub(crate) fn mutate(random: &mut Random, text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    for _ in 0..random.between(1, 3) {
        let at = random.below(characters.len() + 1);
        match random.below(5) {
            0 => characters.truncate(at),
            1 => drop(characters.splice(at..at, random.pick(WILD).chars())),
            2 => drop(characters.splice(at..at, random.pick(PLAIN).chars())),
            3 => {
                let end = (at + random.below(5)).min(characters.len());
                characters.drain(at..end);
            }
            _ => {
                let end = (at + random.below(9)).min(characters.len());
                let again = characters[at..end].to_vec();
                characters.splice(at..at, again);
            }
        }
    }
    characters.into_iter().collect()
}

const ADDRESSES: &[&str] = &[
    "ann@example.com",
    "ann+tag@sub.example.co",
    "\"a b\"@example.com",
    "ann@[127.0.0.1]",
    "ann@[IPv6:::1]",
    "ann@localhost",
    "ann@example",
    "ann@exämple.com",
    "änn@example.com",
    "ann@例え.jp",
    "ann@xn--exmple-cua.com",
    "İ@example.com",
    "ΑΣ@EXAMPLE.COM",
    "ann@example.com.",
    ".ann@example.com",
    "a..b@example.com",
    "ann@-a.com",
    "ann@1.2.3.4",
    "ann@a.b.c.1",
];

pub(crate) fn email(random: &mut Random) -> String {
    match random.below(8) {
        0 => random.word(ADDRESSES).to_owned(),
        1..5 => {
            let address = random.word(ADDRESSES);
            mutate(random, address)
        }
        5 => format!("{}@{}.com", any(random), any(random)),
        6 => {
            let (local, label) = (random.between(60, 66), random.between(60, 66));
            let labels = format!("{}.", "a".repeat(label)).repeat(random.between(1, 4));
            format!("{}@{labels}com", "x".repeat(local))
        }
        _ => any(random),
    }
}

pub(crate) fn phone(random: &mut Random) -> String {
    match random.below(5) {
        0 => format!("+{}", "1234567890123456"[..random.between(0, 16)].to_owned()),
        1 => mutate(random, "+49 (0)30 901820"),
        2 => "1".repeat(random.between(48, 52)),
        3 => "💚".repeat(random.between(24, 52)),
        _ => any(random),
    }
}

pub(crate) fn idempotency_key(random: &mut Random) -> String {
    match random.below(6) {
        0 => near_format(random, "uuid"),
        1 => mutate(random, "\"8e03978e-40d5-43dd-bc93-6894a57f9324\""),
        2 => mutate(random, "\"k\\\"\\\\\";v=1;w=?0"),
        3 => "k".repeat(random.between(253, 258)),
        4 => format!("\"{}\"", any(random)),
        _ => any(random),
    }
}

/// Strings of the formats without options.
const SAMPLES: &[(&str, &[&str])] = &[
    (
        "uuid",
        &[
            "8e03978e-40d5-43dd-bc93-6894a57f9324",
            "00000000-0000-0000-0000-000000000000",
            "8E03978E-40D5-43DD-BC93-6894A57F9324",
        ],
    ),
    ("date-time", &["1985-04-12T23:20:50.52Z", "1990-12-31t15:59:60-08:00", "2024-02-29T00:00:00+23:59"]),
    ("date", &["2024-02-29", "1900-02-28", "0000-01-01", "9999-12-31"]),
    ("time", &["23:59:60Z", "00:59:60+01:00", "12:00:00.123456789-00:00"]),
    ("duration", &["P1Y2M3DT4H5M6S", "P2W", "PT36H", "P1MT1M"]),
    ("hostname", &["www.example.com", "xn--bcher-kva.example", "xn--ll-0ea", "a.b-c"]),
    ("idn-hostname", &["bücher.example", "l·l", "α͵β", "א׳ב", "・ぁ", "क्\u{200d}ष", "ب٠ب", "a。b"]),
    ("ipv4", &["192.0.2.1", "255.255.255.255", "0.0.0.0"]),
    ("ipv6", &["::", "2001:db8::1", "1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:7:8"]),
    ("ip", &["192.0.2.1", "::ffff:192.0.2.1"]),
    ("uri", &["http://a:b@example.com:80/c%20d?e#f", "urn:a:b", "a://[::1]:1", "a://[v1.x:y]"]),
    ("uri-reference", &["../a?b#c", "//example.com/a", "./a:b", ""]),
    ("json-pointer", &["/a~0b/~1/0", "", "/"]),
    ("relative-json-pointer", &["0#", "1/a~0b", "0-1/a"]),
];

/// A string near those of a format without options; any string for another format.
pub(crate) fn near_format(random: &mut Random, format: &str) -> String {
    let Some((_, samples)) = SAMPLES.iter().find(|(name, _)| *name == format) else { return any(random) };
    let sample = random.word(samples);
    if random.one_in(2) { sample.to_owned() } else { mutate(random, sample) }
}

/// `{"text", "maxLength"}`: every check of a single text judges it.
pub(crate) fn line(random: &mut Random) -> String {
    let text = match random.below(5) {
        0 | 1 => email(random),
        2 => phone(random),
        3 => idempotency_key(random),
        _ => any(random),
    };
    let max = *random.pick(&[0, 1, 5, 15, 50, 255, 4_294_967_295_u32]);
    object(&[("text", quote(&text)), ("maxLength", max.to_string())])
}
