//! Numbers as JSON text: the edges of an f64, and random ones.

use crate::random::Random;

/// The edges of integers, of exactness, and of the notations that JavaScript prints.
const EDGES: &[&str] = &[
    "0",
    "-0",
    "0.0",
    "-0.0",
    "1",
    "-1",
    "2",
    "10",
    "255",
    "0.1",
    "0.5",
    "1.5",
    "1.0",
    "1e0",
    "1E2",
    "1e+2",
    "-2.50",
    "0.30000000000000004",
    "4294967294",
    "4294967295",
    "4294967296",
    "-2147483648",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993",
    "-9007199254740991",
    "-9007199254740992",
    "-9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "18446744073709551615",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    "1e20",
    "1e21",
    "999999999999999900000",
    "999999999999999934463",
    "999999999999999934464",
    "100000000000000000000",
    "123456789012345680000",
    "1e-5",
    "1e-6",
    "1e-7",
    "0.000001",
    "0.0000001",
    "0.00000123",
    "9.5e-7",
    "5e-324",
    "3e-324",
    "2e-324",
    "4.9e-324",
    "2.2250738585072014e-308",
    "2.225073858507201e-308",
    "1e308",
    "-1e308",
    "1.7976931348623157e308",
    "615637248310727.25",
    "0.1e1",
    "123e-20",
    "1e22",
    "1e23",
    "8.41e21",
    "2.2250738585072011e-308",
];

/// Numbers beyond the largest f64, which JavaScript reads as Infinity.
const BEYOND: &[&str] = &["1e309", "-1e400", "1.7976931348623159e308", "179769313486231580793e289"];

/// A number within the range of an f64.
pub(crate) fn finite(random: &mut Random) -> String {
    match random.below(8) {
        0..3 => random.word(EDGES).to_owned(),
        3 => random.below(100).to_string(),
        4 => {
            let value = f64::from_bits(random.next());
            if value.is_finite() { format!("{value:e}") } else { "0".to_owned() }
        }
        5 => i64::from_ne_bytes(random.next().to_ne_bytes()).to_string(),
        6 => {
            // Near an edge: another last digit.
            let edge = random.word(EDGES);
            let digits = edge.len() - usize::from(edge.ends_with(|c: char| c.is_ascii_digit()));
            format!("{}{}", &edge[..digits.max(1)], if edge.starts_with('0') { "5" } else { "7" })
                .parse::<f64>()
                .map_or_else(
                    |_| edge.to_owned(),
                    |value| if value.is_finite() { format!("{value}") } else { edge.to_owned() },
                )
        }
        _ => {
            let digits = random.several(1, 24, |random| char::from(b'1' + u8::try_from(random.below(9)).unwrap_or(0)));
            let digits: String = digits.into_iter().collect();
            let sign = if random.one_in(2) { "-" } else { "" };
            match random.below(3) {
                0 => format!("{sign}{digits}"),
                1 => format!("{sign}0.{}{digits}", "0".repeat(random.below(9))),
                _ => format!("{sign}{}.{digits}e{}", random.below(10), random.below(60).cast_signed() - 30),
            }
        }
    }
}

/// The same, or a number beyond the largest f64.
pub(crate) fn any(random: &mut Random) -> String {
    if random.one_in(20) { random.word(BEYOND).to_owned() } else { finite(random) }
}
