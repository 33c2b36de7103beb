//! The messages of the cases in every locale. `locales.mjs` beside this file writes the same lines: change both
//! together.

use serde_json::{Value, json};
use unanimous::locale::Locale;
use unanimous::{Issue, Path, Reason};

use super::Line;

/// The catalogues by tag, sorted. They are compiled in, because a wasm test has no file system.
macro_rules! catalogues {
    ($($tag:literal)*) => {
        [$(($tag, include_str!(concat!("../../locales/", $tag, ".json")))),*]
    };
}

pub(crate) const CATALOGUES: [(&str, &str); 21] = catalogues! {
    "ar" "cs" "de" "en" "en-x-plain" "es" "fr" "he" "hi" "it" "ja" "ko" "nl" "pl" "pt-BR" "ru" "sv" "tr" "uk" "zh-Hans"
    "zh-Hant"
};

/// The lines of `tests/cases/localized.txt`: the name of each case that a schema rejects, and the digest of its messages
/// in every locale, each followed by a line feed.
pub(crate) fn localized(lines: &[Line]) -> Vec<String> {
    let locales = CATALOGUES.map(|(tag, text)| Locale::from_json(text).expect(tag));
    let rejected = lines.iter().filter_map(|line| Some((&line.name, line.report.as_ref()?)));
    rejected
        .map(|(name, report)| {
            let messages: String = locales.iter().map(|locale| report.to_message_in(locale) + "\n").collect();
            format!("{name} {}", digest(&messages))
        })
        .collect()
}

/// The lines of `tests/cases/locales.txt`, made of their code, detail and English reason: each text of each locale.
pub(crate) fn texts(record: &str) -> Vec<String> {
    let locales = CATALOGUES.map(|(tag, text)| {
        let locale = Locale::from_json(text).expect(tag);
        (tag, locale.clone(), locale.with_details())
    });
    let english = &locales[CATALOGUES.iter().position(|(tag, _)| *tag == "en").expect("English")].1;
    let line = |line: &str| {
        let row: Value = serde_json::from_str(line).expect("JSON");
        let (_, locale, with_details) = locales.iter().find(|(tag, ..)| row[0] == *tag).expect("a locale");
        let read = english.read(row[3].as_str().expect("a reason"));
        let reason = match row[2].as_str() {
            Some(detail) => Reason::new(read.code()).with_detail(detail.to_owned()),
            None => read,
        };
        let issue = Issue::new(Path::default(), reason);
        let texts = [locale.text(&issue), with_details.text(&issue)];
        json!([row[0], issue.code(), issue.detail(), issue.reason(), texts[0], texts[1]]).to_string()
    };
    record.lines().map(line).collect()
}

/// The digest of a text: two hashes of its UTF-8 bytes, FNV-1a and a polynomial, in hexadecimal digits.
fn digest(text: &str) -> String {
    let (mut fnv, mut polynomial) = (0x811c_9dc5_u32, 0_u32);
    for byte in text.bytes() {
        fnv = (fnv ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        polynomial = polynomial.wrapping_mul(0x9e37_79b1).wrapping_add(u32::from(byte));
    }
    format!("{fnv:08x}{polynomial:08x}")
}
