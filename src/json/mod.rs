//! The JSON value, reader and writer of the crate, the same in every build and on every runtime.
//!
//! [`Json`] is the value, [`Number`] a number that keeps its text, [`Object`] an object in JavaScript's key order.
//! [`ToJson`] writes a type of this crate as JSON text, with the same bytes on every runtime.
//!
//! ```
//! use unanimous::Json;
//! use unanimous::json::ToJson;
//!
//! let lead: Json = r#"{ "name": "Ann", "id": 12345678901234567890 }"#.parse()?;
//! assert_eq!(lead["name"].as_str(), Some("Ann"));
//! assert_eq!(lead.to_json_string(), r#"{"name":"Ann","id":12345678901234567890}"#);
//! # Ok::<(), unanimous::json::ParseError>(())
//! ```

mod de;
mod decimal;
mod integer;
#[allow(clippy::module_inception, reason = "the type `Json` has a file of its own")]
mod json;
mod line;
mod number;
mod object;
pub(crate) mod pointer;
pub(crate) mod read;
mod shortest;
mod write;

pub use json::Json;
pub use number::Number;
pub use object::Object;
pub use read::{MAX_DEPTH, ParseError};
pub use write::{ObjectWriter, ToJson};

#[cfg(feature = "api-error")]
pub(crate) use line::is_bidi_control;
pub(crate) use line::{breaks_line, one_line, quoted, quoted_in_message};
pub(crate) use number::is_integral;
pub(crate) use object::{rank, small_integer};
