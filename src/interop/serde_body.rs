//! A body that is checked and then read as a type of the caller's: [`Schema::parse`].

use core::fmt;

use serde::de::{DeserializeOwned, Error as _};

use super::decode::decode;
use crate::json::{ParseError, read};
use crate::report::Report;
use crate::schema::Schema;

/// Why [`Schema::parse`] failed. Needs the feature `serde_json`.
#[derive(Debug)]
#[non_exhaustive]
pub enum BodyError {
    /// The bytes are not JSON in UTF-8, or a string has a lone surrogate, or a number is beyond an `f64`.
    Json(ParseError),
    /// The schema rejects the value.
    Invalid(Report),
    /// The schema accepts the value, but serde cannot make the type of it: the schema and the type differ. The error says what
    /// the type expects, and never holds a part of the value.
    Type(serde_json::Error),
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => error.fmt(f),
            Self::Invalid(report) => report.fmt(f),
            Self::Type(error) => write!(f, "the schema accepts what the type does not: {error}"),
        }
    }
}

impl core::error::Error for BodyError {}

impl Schema {
    /// Reads JSON, checks it, and makes a `T` of it. Needs the feature `serde_json`, which is on by default.
    ///
    /// The verdict is that of a browser, which reads every number as the nearest 64-bit float. The `T` is made of the value
    /// that was judged, as in `ValidJson` of `interop::axum`:
    /// - A 64-bit id keeps all its digits.
    /// - `1.0`, `1e2` and `-0`, which are integers in JSON Schema, are integers for `T` too.
    /// - If an object has a name twice, the last value counts.
    /// - Types that need `serde_json` itself, such as its `RawValue`, cannot be read in this way.
    ///
    /// For a struct, the schema needs `"type": "object"`. Without it a list is valid, and serde reads a list as a struct.
    ///
    /// # Errors
    /// [`BodyError`]: bytes that are not JSON in UTF-8, a lone surrogate (`"\ud800"`), a number beyond an `f64` (`1e400`), a
    /// value that the schema rejects, a value that is no `T`.
    ///
    /// ```
    /// use unanimous::Schema;
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Lead {
    ///     id: u64,
    /// }
    ///
    /// let schema = Schema::from_json(
    ///     r#"{ "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } }"#,
    /// )?;
    /// let lead: Lead = schema.parse(br#"{ "id": 9007199254740993 }"#)?;
    /// assert_eq!(lead.id, 9_007_199_254_740_993);
    ///
    /// let error = schema.parse::<Lead>(b"{}").err().unwrap();
    /// assert_eq!(error.to_string(), "Validation error: id: Required");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse<T: DeserializeOwned>(&self, bytes: &[u8]) -> Result<T, BodyError> {
        let value = read::exact(bytes).map_err(BodyError::Json)?;
        self.check(&value).map_err(BodyError::Invalid)?;
        decode(value).map_err(|mismatch| BodyError::Type(serde_json::Error::custom(mismatch)))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Lead {
        seats: u8,
    }

    fn parse(bytes: &[u8]) -> Result<Lead, BodyError> {
        Schema::from_json(
            r#"{ "type": "object", "required": ["seats"], "properties": { "seats": { "type": "integer" } } }"#,
        )
        .unwrap()
        .parse(bytes)
    }

    #[test]
    fn the_type_gets_the_value_that_was_judged() {
        let cases = [
            (r#"{"seats":1.0}"#, 1),
            (r#"{"seats":1e2}"#, 100),
            (r#"{"seats":-0}"#, 0),
            (r#"{"seats":-0.0}"#, 0),
            (r#"{"seats":"x","seats":2}"#, 2),
        ];
        for (text, seats) in cases {
            assert_eq!(parse(text.as_bytes()).unwrap(), Lead { seats }, "{text}");
        }
        let text = parse(br#"{"seats":256}"#).unwrap_err().to_string();
        assert_eq!(text, "the schema accepts what the type does not: expected u8");
    }

    /// The limits that `docs/rust.md` gives. A schema compares the nearest f64, so an inclusive limit would let the next
    /// integers pass.
    #[test]
    fn a_64_bit_integer_with_its_limits_fits_its_type() {
        let unsigned =
            Schema::from_json(r#"{ "type": "integer", "minimum": 0, "exclusiveMaximum": 18446744073709551616 }"#)
                .unwrap();
        let signed = Schema::from_json(
            r#"{ "type": "integer", "exclusiveMinimum": -9223372036854775808, "exclusiveMaximum": 9223372036854775808 }"#,
        )
        .unwrap();
        assert_eq!(unsigned.parse::<u64>(b"18446744073709550591").unwrap(), 18_446_744_073_709_550_591);
        assert_eq!(signed.parse::<i64>(b"9223372036854775295").unwrap(), 9_223_372_036_854_775_295);
        assert_eq!(signed.parse::<i64>(b"-9223372036854775295").unwrap(), -9_223_372_036_854_775_295);
        for text in ["18446744073709551615", "18446744073709551616", "18446744073709551617", "1e20", "-1"] {
            assert!(matches!(unsigned.parse::<u64>(text.as_bytes()), Err(BodyError::Invalid(_))), "{text}");
        }
        for text in
            ["9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "1e19"]
        {
            assert!(matches!(signed.parse::<i64>(text.as_bytes()), Err(BodyError::Invalid(_))), "{text}");
        }
        // The format `uint64` is an annotation.
        let format = Schema::from_json(r#"{ "type": "integer", "format": "uint64", "minimum": 0 }"#).unwrap();
        assert!(matches!(format.parse::<u64>(b"1e20"), Err(BodyError::Type(_))));
    }

    #[test]
    fn a_text_that_rust_cannot_hold_is_not_json() {
        let cases: [(&[u8], usize); 7] = [
            (b"{\"seats\":\"\xff\"}", 10),
            (b"{\"seats\":1,\"note\":\"\xff\"}", 19),
            (b"{\"seats\":1,\"\xff\":2}", 12),
            (br#"{"seats":1,"note":"\ud800"}"#, 19),
            (br#"{"seats":1,"\udc00":2}"#, 12),
            (br#"{"seats":1,"note":1e400}"#, 18),
            (br#"{"seats":1e400}"#, 9),
        ];
        for (bytes, expected) in cases {
            let result = parse(bytes);
            assert!(
                matches!(result, Err(BodyError::Json(ParseError::Unexpected { at })) if at == expected),
                "{}: {result:?}",
                bytes.escape_ascii()
            );
        }
    }
}
