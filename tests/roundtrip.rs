//! A printed report parses back to the same issues, whatever texts its paths and reasons contain.
#![cfg(all(feature = "serde_json", not(target_arch = "wasm32")))]

use proptest::prelude::*;
use unanimous::{Code, Issue, Json, Path, Reason, Report, Segment};

/// Texts that contain separators and escapes of the grammar, and arbitrary texts.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "; ", ": ", ";", ":", " ", "$", ".", "[", "]", "\"", "\\", "\u{a0}", ";\u{a0} ", "a", "email", "0", "07", "é",
            "\n", ";\n", "[\"a\",0]", "\";", "\u{2028}", "\u{0}", "\u{feff}", "Validation error", "Validation error: ", " at \"email\"", "; $: ", " at index 0", " or ", " -> ", "body",
            "'", "`", "/", "#/", "1 validation error for x\n", "\n  ", "名",
            "\u{301}", "💚", "*", "@", "-", "_", "Invalid email", "String must be at most 1 character",
        ]).prop_map(str::to_owned),
        1 => any::<String>(),
    ];
    prop::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

fn segment() -> impl Strategy<Value = Segment> {
    prop_oneof![
        text().prop_map(Segment::Key),
        any::<u32>().prop_map(Segment::Index),
        (0..3_u32).prop_map(Segment::Index)
    ]
}

/// Patterns and keys: hostile texts, some of them longer than a reason shows.
fn parameter() -> impl Strategy<Value = String> {
    let start = prop::sample::select(vec!["", "^", "\\d", "/", "\"", "\\", "one of the allowed forms", " "]);
    let times = prop_oneof![9 => Just(1_usize), 1 => 1..200_usize];
    (start, text(), times).prop_map(|(start, text, times)| start.to_owned() + &text.repeat(times))
}

/// A number of a limit, or a divisor, as JavaScript prints it.
fn number() -> impl Strategy<Value = Json> {
    prop_oneof![
        (0..3_u32).prop_map(Json::from),
        any::<u32>().prop_map(Json::from),
        (-1000.0..1000.0_f64).prop_map(Json::from),
        any::<f64>().prop_filter("a number of JSON", |number| number.is_finite()).prop_map(Json::from),
    ]
}

/// Reasons of all codes, with the parameters of each.
fn reason() -> impl Strategy<Value = Reason> {
    (prop::sample::select(Code::ALL.to_vec()), text(), parameter(), number(), any::<u32>(), any::<bool>()).prop_map(
        |(code, text, parameter, number, count, flag)| {
            let reason = Reason::new(code);
            match code {
                Code::Custom => Reason::custom(text),
                Code::InvalidType => {
                    reason.with_param("expected", "string or null").with_param("received", "undefined")
                }
                Code::InvalidEnum => {
                    reason.with_param("options", serde_json::json!([parameter, count, flag, null, [text]]))
                }
                Code::TooShort | Code::TooFew | Code::TooFewKeys | Code::TooFewMatching => {
                    reason.with_param("min", count)
                }
                Code::TooLong | Code::TooMany | Code::TooManyKeys | Code::TooManyMatching | Code::UrlTooLong => {
                    reason.with_param("max", count)
                }
                Code::TooSmall if flag => reason.with_param("min", number).with_param("exclusive", true),
                Code::TooSmall => reason.with_param("min", number),
                Code::TooBig if flag => reason.with_param("max", number).with_param("exclusive", true),
                Code::TooBig => reason.with_param("max", number),
                Code::MoreIssues => reason.with_param("count", count),
                Code::InvalidPattern => reason.with_param("pattern", parameter),
                Code::NotMultiple => reason.with_param("divisor", number),
                Code::RequiredWith => reason.with_param("with", parameter),
                Code::UrlScheme => reason.with_param("schemes", "https or http"),
                _ => reason,
            }
        },
    )
}

fn report() -> impl Strategy<Value = Report> {
    let issue = (prop::collection::vec(segment(), 0..4), reason())
        .prop_map(|(segments, reason)| Issue::new(segments.into_iter().collect::<Path>(), reason));
    prop::collection::vec(issue, 0..8).prop_map(|issues| issues.into_iter().collect())
}

/// 20,000, or what the environment says: `ROUNDTRIP_CASES=1000000 cargo test --release --test roundtrip`.
fn cases() -> u32 {
    std::env::var("ROUNDTRIP_CASES").map_or(20_000, |cases| cases.parse().expect("a number of cases"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_printed_report_parses_back_to_the_same_issues(report in report()) {
        let message = report.to_string();
        let read: Report = message.parse().expect("our own message");
        prop_assert_eq!(read.issues().len(), report.issues().len(), "{}", message);
        for (found, issue) in read.iter().zip(&report) {
            prop_assert_eq!(found.path(), issue.path(), "{}", message);
            prop_assert_eq!(found.segments(), issue.segments(), "{}", message);
            prop_assert_eq!(found.reason(), issue.reason(), "{}", message);
            // A custom text may happen to be the text of a code. The text of a code is never read as custom.
            if issue.code() != Code::Custom {
                prop_assert_eq!((found.code(), found.params()), (issue.code(), issue.params()), "{}", message);
            }
        }
        prop_assert_eq!(read.to_string(), message);
    }

    #[test]
    fn no_printed_path_contains_a_separator(segments in prop::collection::vec(segment(), 0..4)) {
        let path = Path(segments);
        let printed = path.to_string();
        prop_assert!(!printed.contains("; ") && !printed.contains(": "), "{}", printed);
        prop_assert_eq!(printed.parse::<Path>(), Ok(path));
    }

    #[test]
    fn any_text_can_be_parsed_without_a_panic(text in text()) {
        if let Ok(report) = text.parse::<Report>() {
            prop_assert!(report.iter().all(|issue| !issue.reason().is_empty()));
        }
    }
}

/// Texts of a megabyte that could make a reader do the same work over and over; a debug build reads a sixteenth of it.
#[test]
fn a_megabyte_of_separators_is_read_in_linear_time() {
    const SIZE: usize = if cfg!(debug_assertions) { 1 << 16 } else { 1 << 20 };
    let repeated = [
        "; ",
        ": ",
        ";",
        " ",
        "\n",
        "\u{a0}",
        "a: b; ",
        "a: b\n",
        "\": ",
        "a.",
        "a[0]",
        "a[",
        "[\"",
        "['",
        "`",
        "[\"a\"]",
        "/",
        "/a",
        "%41",
        " -> ",
        "a -> ",
        " or ",
        " at \"",
        " at \"a\" or ",
        "\" or ",
        " at index ",
        " at index 1 or ",
        "\", or ",
        "$.",
        "Validation error: ",
        "  a\n",
        "a\n  b\n",
        "[type=",
        "\";",
        "x at \"a\";",
        "[\"a\",",
        "['a',",
        ";\n",
        "\\\"]",
        " or \"b\"",
        ", or \"b\"",
    ];
    let starts = [
        "Validation error: ",
        "Validation error: a",
        "Validation error: [\"",
        "Validation error: x at \"",
        "body -> ",
        "1 validation error for A\n",
        "Validation error: x at \"a[",
        "Validation error: x at \"a\", \"b\"",
    ];
    for start in starts {
        for piece in repeated {
            for end in ["", ": x", "\""] {
                let text = [start, &piece.repeat(SIZE / piece.len()), end].concat();
                let began = std::time::Instant::now();
                let _ = text.parse::<Report>();
                // It takes some milliseconds. Quadratic work would take minutes in a release build.
                assert!(began.elapsed().as_secs() < 20, "{start:?} {piece:?} {end:?}");
            }
        }
    }
}
