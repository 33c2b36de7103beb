//! Compares the rules of dates, IP addresses and URIs with other implementations of the same standards.
#![cfg(not(target_arch = "wasm32"))]

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use fluent_uri::{Uri, UriRef};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use time::format_description::well_known::Rfc3339;
use time::{Date, Month, OffsetDateTime};
use unanimous::rule::{date_time, ip, uri};

/// A text of a few of these parts, of which some make it valid.
fn text_of(parts: &'static [&'static str], most: usize) -> impl Strategy<Value = String> {
    vec(select(parts), 0..=most).prop_map(|parts| parts.concat())
}

/// A text with one character replaced, removed or put in.
fn near(text: impl Strategy<Value = String>, characters: &'static str) -> impl Strategy<Value = String> {
    let character = select(characters.chars().collect::<Vec<_>>());
    (text, any::<prop::sample::Index>(), character, 0..4_u8).prop_map(|(text, at, character, how)| {
        let mut characters: Vec<char> = text.chars().collect();
        let at = at.index(characters.len() + 1);
        match how {
            0 => characters.insert(at, character),
            1 if at < characters.len() => characters[at] = character,
            2 if at < characters.len() => drop(characters.remove(at)),
            _ => {}
        }
        characters.into_iter().collect()
    })
}

#[test]
fn dates_are_those_of_the_gregorian_calendar() {
    // Each kind of century and of year within it.
    for year in (0..=9999_i32).filter(|year| year % 100 < 9 || year % 100 > 95) {
        for month in 0..=13_u8 {
            for day in 0..=32 {
                let exists =
                    Month::try_from(month).is_ok_and(|month| Date::from_calendar_date(year, month, day).is_ok());
                let text = format!("{year:04}-{month:02}-{day:02}");
                assert_eq!(date_time::check_date(&text).is_ok(), exists, "{text}");
            }
        }
    }
}

/// Whether the crate `time` reads a text; `None` if it reads another standard there: it takes any character for `T`, and a
/// leap second at the end of a month only.
fn is_date_time(text: &str) -> Option<bool> {
    let has_t = text.as_bytes().get(10).is_none_or(|byte| matches!(byte, b'T' | b't'));
    (has_t && !text.contains(":60")).then(|| OffsetDateTime::parse(text, &Rfc3339).is_ok())
}

fn date_times() -> impl Strategy<Value = String> {
    let offset = prop_oneof![
        select(&["Z", "z", "", "+00", "Z+00:00"][..]).prop_map(str::to_owned),
        (select(&["+", "-", ""][..]), 0..26_u8, 0..62_u8)
            .prop_map(|(sign, hour, minute)| format!("{sign}{hour:02}:{minute:02}")),
    ];
    let date = (0..10_000_u16, 0..14_u8, 0..33_u8);
    let time = (0..25_u8, 0..61_u8, 0..60_u8, select(&["", ".0", ".123456789", ".", ",5"][..]));
    (date, time, select(&["T", "t"][..]), offset).prop_map(
        |((year, month, day), (hour, minute, second, fraction), t, offset)| {
            format!("{year:04}-{month:02}-{day:02}{t}{hour:02}:{minute:02}:{second:02}{fraction}{offset}")
        },
    )
}

fn ipv6_addresses() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<Ipv6Addr>().prop_map(|address| address.to_string()),
        any::<[u16; 2]>().prop_map(|[one, other]| Ipv6Addr::new(one, 0, 0, 0, 0, 0, 0, other).to_string()),
        any::<Ipv4Addr>().prop_map(|address| address.to_ipv6_mapped().to_string()),
        text_of(&["0", "1", "ab", "FFFF", "12345", "1.2.3.4", ":", ":", ":", "::", "."], 17),
    ]
}

const URI_PARTS: &[&str] = &[
    "http",
    "a",
    "1",
    "+",
    "-",
    ".",
    ":",
    ":",
    "/",
    "/",
    "//",
    "?",
    "#",
    "@",
    "[",
    "]",
    "[::1]",
    "[1:2::7.8.9.0]",
    "[v1.a]",
    "[vF.:",
    "::",
    "%41",
    "%",
    "%4g",
    "80",
    " ",
    "é",
    "~",
    "!",
    "\"",
    "<",
    "\\",
    "^",
    "`",
    "{",
    "|",
    "'",
    ";",
    "=",
    "&",
    "\n",
    "_",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn dates_and_times_as_the_crate_time_reads_them(text in near(date_times(), "0123456789-+:.TtZz x\u{9e8}")) {
        if let Some(expected) = is_date_time(&text) {
            prop_assert_eq!(date_time::check(&text).is_ok(), expected);
        }
        // A time is the rest of a date and time.
        if let Some((date, time)) = text.split_once(['T', 't']) {
            let both = date_time::check_date(date).is_ok() && date_time::check_time(time).is_ok();
            prop_assert_eq!(both, date_time::check(&text).is_ok());
        }
    }

    #[test]
    fn ipv4_addresses_as_the_standard_library_reads_them(
        text in prop_oneof![
            near(any::<Ipv4Addr>().prop_map(|address| address.to_string()), "0123456789. x\u{664}"),
            text_of(&["0", "1", "00", "01", "25", "255", "256", "99", ".", ".", "."], 9),
        ],
    ) {
        prop_assert_eq!(ip::check_v4(&text).is_ok(), text.parse::<Ipv4Addr>().is_ok());
        prop_assert_eq!(ip::check(&text).is_ok(), text.parse::<IpAddr>().is_ok());
    }

    #[test]
    fn ipv6_addresses_as_the_standard_library_reads_them(text in near(ipv6_addresses(), "019afFgG:.%/[] \u{664}")) {
        prop_assert_eq!(ip::check_v6(&text).is_ok(), text.parse::<Ipv6Addr>().is_ok());
        prop_assert_eq!(ip::check(&text).is_ok(), text.parse::<IpAddr>().is_ok());
    }

    #[test]
    fn uris_as_the_crate_fluent_uri_reads_them(text in text_of(URI_PARTS, 12)) {
        prop_assert_eq!(uri::check(&text).is_ok(), Uri::parse(&*text).is_ok());
        prop_assert_eq!(uri::check_reference(&text).is_ok(), UriRef::parse(&*text).is_ok());
    }
}
