use std::collections::BTreeMap;

use serde::Deserialize;

use super::*;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct All {
    id: u64,
    negative: i64,
    whole: u8,
    ratio: f64,
    huge: u128,
    text: String,
    letter: char,
    flag: bool,
    nothing: (),
    some: Option<u8>,
    none: Option<u8>,
    #[serde(default)]
    absent: Option<u8>,
    pair: (u8, String),
    wrapped: Wrapped,
    unit: Kind,
    newtype: Kind,
    structure: Kind,
    tuple: Kind,
    tagged: Tagged,
    either: Either,
    numbers: BTreeMap<u16, bool>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Wrapped(String);

#[derive(Debug, Deserialize, PartialEq)]
enum Kind {
    Unit,
    Newtype(u8),
    Tuple(u8, u8),
    Struct { a: u8 },
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Tagged {
    Yearly { years: u32 },
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(untagged)]
enum Either {
    Number(u32),
    Text(String),
}

fn of<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    decode(text.parse().unwrap()).map_err(|error| error.to_string())
}

#[test]
fn a_value_becomes_its_type() {
    let all: All = of(r#"{
        "id": 18446744073709551615, "negative": -9223372036854775808, "whole": 2.0, "ratio": 1,
        "huge": 340282366920938463463374607431768211455, "text": "a", "letter": "é", "flag": true, "nothing": null,
        "some": 1e2, "none": null, "pair": [1, "b"], "wrapped": "w", "unit": "Unit", "newtype": { "Newtype": 1 },
        "structure": { "Struct": { "a": 3 } }, "tuple": { "Tuple": [1, 2] }, "tagged": { "kind": "yearly", "years": 2.0 },
        "either": 7.0, "numbers": { "1": true, "65535": false }
    }"#)
    .unwrap();
    assert_eq!((all.id, all.negative, all.whole, all.huge), (u64::MAX, i64::MIN, 2, u128::MAX));
    assert_eq!((all.some, all.none, all.absent), (Some(100), None, None));
    assert_eq!((all.unit, all.newtype, all.tuple), (Kind::Unit, Kind::Newtype(1), Kind::Tuple(1, 2)));
    assert_eq!((all.structure, all.tagged), (Kind::Struct { a: 3 }, Tagged::Yearly { years: 2 }));
    assert_eq!((all.either, all.numbers), (Either::Number(7), BTreeMap::from([(1, true), (65535, false)])));
    assert_eq!(of::<Json>(r#"{"b":[1.5,null],"a":"x"}"#).unwrap().to_string(), r#"{"b":[1.5,null],"a":"x"}"#);
}

#[test]
fn a_name_that_comes_twice_has_its_last_value() {
    assert_eq!(of::<BTreeMap<String, u8>>(r#"{"a":1,"a":2}"#).unwrap(), BTreeMap::from([("a".into(), 2)]));
    assert_eq!(of::<Wrapper>(r#"{"a":1,"a":2}"#).unwrap().a, 2);
}

#[derive(Debug, Deserialize)]
struct Wrapper {
    a: u8,
}

#[test]
fn a_mismatch_says_what_the_type_expects_and_never_the_value() {
    let cases = [
        (r#"{"a":256}"#, "expected u8"),
        (r#"{"a":"hunter2"}"#, "expected u8"),
        (r#"{"a":1.5}"#, "expected u8"),
        (r#"{"hunter2":1}"#, "the field a is missing"),
        ("[]", "expected struct Wrapper with 1 element, and the length is 0"),
        ("[1,2]", "expected 1 element in sequence, and the length is 2"),
        ("null", "expected struct Wrapper"),
    ];
    for (text, expected) in cases {
        assert_eq!(of::<Wrapper>(text).unwrap_err(), expected, "{text}");
    }
    assert_eq!(of::<Kind>(r#""hunter2""#).unwrap_err(), "expected one of the variants Unit, Newtype, Tuple, Struct");
    assert_eq!(of::<Either>(r#"{"hunter2":1}"#).unwrap_err(), "the type's own check failed");
    assert!(of::<All>(r#"{"hunter2":1}"#).unwrap_err().starts_with("expected only the fields id, negative,"));
    assert_eq!(of::<std::net::Ipv4Addr>(r#""hunter2""#).unwrap_err(), "the type's own check failed");
}

#[test]
fn an_integer_may_be_written_with_an_exponent_or_a_fraction() {
    assert_eq!(of("1e18"), Ok(1_000_000_000_000_000_000_u64));
    assert_eq!(of("1e19"), Ok(10_000_000_000_000_000_000_u64));
    assert_eq!(of("9223372036854775808.0"), Ok(1_u64 << 63));
    assert_eq!(of("9007199254740993.0"), Ok(9_007_199_254_740_993_u64));
    assert_eq!(of("-9.2E+18"), Ok(-9_200_000_000_000_000_000_i64));
    assert_eq!(of("1e20"), Ok(100_000_000_000_000_000_000_i128));
    assert_eq!(of("34028236692093846346337460743176821145.5e1"), Ok(u128::MAX));
    assert_eq!(of("1200e-2"), Ok(12_u8));
    assert_eq!(of("0.000e999"), Ok(0_u8));
    assert_eq!(of("-0"), Ok(0_u8));
    // The nearest f64, which a schema judges, is an integer.
    assert_eq!(of("1.00000000000000000001"), Ok(1_u8));
    assert_eq!(of("9223372036854775808.5"), Ok(1_u64 << 63));
    for text in ["1.5", "1e999", "-1e99999999999999999999", "256"] {
        assert!(of::<u8>(text).is_err(), "{text}");
    }
    for text in ["1e20", "-1", "1e40"] {
        assert!(of::<u64>(text).is_err(), "{text}");
    }
}

#[test]
fn a_float_keeps_the_sign_of_zero() {
    assert!(of::<f64>("-0.0").unwrap().is_sign_negative());
    assert_eq!((of::<f64>("1"), of::<f32>("2.5")), (Ok(1.0), Ok(2.5)));
}

#[test]
fn the_name_of_a_variant_is_a_text() {
    assert!(of::<Tagged>(r#"{ "kind": 0, "years": 2 }"#).is_err());
}

#[test]
fn a_number_as_a_name_is_written_as_in_json() {
    assert_eq!(of::<BTreeMap<u32, u8>>(r#"{ "10": 1 }"#), Ok(BTreeMap::from([(10, 1)])));
    assert_eq!(of::<BTreeMap<i128, u8>>(r#"{ "-10": 1 }"#), Ok(BTreeMap::from([(-10, 1)])));
    for name in ["01", "+1", "-0", "1.0", " 1", ""] {
        assert!(of::<BTreeMap<i8, u8>>(&format!(r#"{{ "{name}": 1 }}"#)).is_err(), "{name}");
    }
    assert_eq!(of::<Floats>(r#"{ "1.5e1": 1 }"#), Ok(Floats(15.0)));
    for name in ["NaN", "inf", "1e400", "01.5"] {
        assert!(of::<Floats>(&format!(r#"{{ "{name}": 1 }}"#)).is_err(), "{name}");
    }
}

/// The only name of a map, as a float.
#[derive(Debug, PartialEq)]
struct Floats(f64);

impl<'de> Deserialize<'de> for Floats {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> Visitor<'de> for Names {
            type Value = Floats;
            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("a map")
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Floats, A::Error> {
                let member: Option<(f64, u8)> = map.next_entry()?;
                member.map(|(name, _)| Floats(name)).ok_or_else(|| serde::de::Error::custom("no member"))
            }
        }
        deserializer.deserialize_map(Names)
    }
}
