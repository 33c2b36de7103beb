//! A body that is checked and then read as a type of the caller's: [`Schema::parse`].

use core::fmt;

use serde::de::DeserializeOwned;

use crate::json::{Json, ParseError};
use crate::report::Report;
use crate::schema::Schema;

/// Why [`Schema::parse`] failed.
#[derive(Debug)]
#[non_exhaustive]
pub enum BodyError {
    /// The bytes are not JSON in UTF-8.
    Json(ParseError),
    /// The schema rejects the value.
    Invalid(Report),
    /// The schema accepts the value, but serde cannot make the type of it: the schema and the type differ.
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
    /// Reads JSON, checks it, and makes a `T` of it.
    ///
    /// The verdict is that of a browser, which reads every number as the nearest 64-bit float. The `T` is made of the bytes
    /// themselves, so a 64-bit id keeps all its digits.
    ///
    /// For a struct, the schema needs `"type": "object"`. Without it a list is valid, and serde reads a list as a struct.
    ///
    /// # Errors
    /// [`BodyError`]: bytes that are not JSON, a value that the schema rejects, a value that is no `T`.
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
        // Bytes that are not UTF-8 become U+FFFD here, and are refused below.
        let text = alloc::string::String::from_utf8_lossy(bytes);
        let value: Json = text.parse().map_err(BodyError::Json)?;
        self.check(&value).map_err(BodyError::Invalid)?;
        serde_json::from_slice(bytes).map_err(BodyError::Type)
    }
}
