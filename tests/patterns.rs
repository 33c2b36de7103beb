//! The cases of patterns, and patterns made to take long.

use serde_json::Value;
use unanimous::rule::pattern::Pattern;

fn texts<'c>(case: &'c Value, member: &str) -> Vec<&'c str> {
    let list = case[member].as_array().map_or(&[][..], Vec::as_slice);
    list.iter().map(|text| text.as_str().expect("a text")).collect()
}

#[test]
fn patterns_answer_as_the_cases_say() {
    let file: Value = serde_json::from_str(include_str!("cases/patterns.json")).expect("patterns.json");
    for case in file["cases"].as_array().expect("cases") {
        let (id, text) = (&case["id"], case["pattern"].as_str().expect("pattern"));
        match (Pattern::new(text), case["error"].as_str()) {
            (Ok(pattern), None) => {
                for text in texts(case, "matches") {
                    assert!(pattern.is_match(text), "case {id}: {pattern:?} must match {text:?}");
                }
                for text in texts(case, "misses") {
                    assert!(!pattern.is_match(text), "case {id}: {pattern:?} must not match {text:?}");
                }
            }
            (Err(error), Some(message)) => {
                assert!(error.message().starts_with(message), "case {id}: {text}: {error}");
                assert_eq!(Some(error.offset() as u64), case["offset"].as_u64(), "case {id}: {text}: {error}");
            }
            (compiled, expected) => panic!("case {id}: {text}: {compiled:?}, expected {expected:?}"),
        }
    }
}

#[test]
fn no_pattern_takes_long() {
    let run = "a".repeat(200_000);
    let other = run.clone() + "b";
    for (pattern, text, matches) in [
        (r"^(a+)+$", &run, true),
        (r"^(a+)+$", &other, false),
        (r"^(a|a)*$", &other, false),
        (r"(.*)*x", &run, false),
        (r"(a*)*b$", &other, true),
        (r"a.{100000}b$", &other, true),
        (r"[a-z]+[0-9]", &run, false),
        (r"(?=(a+)+$)a", &run, true),
        (r"(?=(a+)+$)[^b]*$", &other, false),
        (r"(?<=^(a|a)*)b(?!.*(a*)*)", &other, false),
        (r"(?=.{100000}b$)a", &other, true),
        (r"^(?!.*(.*)*b)", &other, false),
    ] {
        assert_eq!(Pattern::new(pattern).expect(pattern).is_match(text), matches, "{pattern}");
    }
}

#[test]
fn no_pattern_exhausts_the_stack_or_the_memory() {
    let deep = "(?:".repeat(100_000) + "a" + &")".repeat(100_000);
    assert!(Pattern::new(&deep).expect("only groups").is_match("a"));
    let optional = "(?:".repeat(100_000) + "a" + &")?".repeat(100_000);
    let nested = "(?:".repeat(12) + "ab" + &"){9}".repeat(12);
    let counted = "(?:.{1000}a)".repeat(2000);
    let looks = "(?=a)".repeat(64);
    let looks_inside = "(?=".repeat(100_000) + "a" + &")".repeat(100_000);
    let wide = format!("(?=(?:{}){{9}})", "ab|".repeat(2000));
    for text in [&optional, &nested, &counted, &looks, &looks_inside, &wide] {
        let error = Pattern::new(text).expect_err("too large");
        assert!(error.message().starts_with("the pattern is too large"), "{error}");
    }
}

#[test]
fn bytes_that_are_not_utf_8_are_replaced() {
    let pattern = Pattern::new("^a\u{fffd}+b$").expect("a pattern");
    for bytes in [&b"a\xffb"[..], b"a\x80b", b"a\xf8\xe2b"] {
        assert!(pattern.is_match(bytes), "{bytes:?}");
    }
    assert!(Pattern::new("\u{fffd}$").expect("a pattern").is_match(b"a\xf0\x9f"));
    let ahead = Pattern::new("^a(?=.{2}$)").expect("a pattern");
    assert!(ahead.is_match(b"a\xf0\x9f") && ahead.is_match(b"a\x80\xff") && !ahead.is_match(b"a\xff"));
    // A lone surrogate in the generalized form of UTF-8 is the code point that it stands for.
    assert!(Pattern::new(r"^\uD83D$").expect("a pattern").is_match(b"\xed\xa0\xbd"));
}

#[test]
fn an_error_prints_its_offset_and_a_remedy() {
    let error = Pattern::new(r"é(a)\1").expect_err("a back reference");
    assert_eq!(
        error.to_string(),
        "offset 4: a back reference is not supported: say the same without it, or check it in a rule of your own",
    );
}
