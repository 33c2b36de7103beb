//! The specification that a document follows.

use unanimous::Json;

use crate::document::{Documents, Location};

/// A specification whose documents can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Swagger2,
    OpenApi30,
    /// OpenAPI 3.1 or later, whose schemas are JSON Schema 2020-12.
    OpenApi31,
}

impl Dialect {
    /// The dialect that the root of the documents names.
    ///
    /// # Errors
    /// A message: it names none, or one that is not supported.
    pub(super) fn of(documents: &Documents) -> Result<Self, String> {
        let version = |member: &str| match documents.value(&Location::root().join(member)) {
            Json::String(text) => Some(text),
            // YAML reads `openapi: 3.1` as a number.
            value @ Json::Number(_) => Some(value.to_string()),
            _ => None,
        };
        match (version("openapi"), version("swagger")) {
            (Some(version), _) if version == "3.0" || version.starts_with("3.0.") => Ok(Self::OpenApi30),
            (Some(version), _) if version.starts_with("3.") => Ok(Self::OpenApi31),
            (Some(version), _) => Err(format!("OpenAPI {version} is not supported: use 3.0, 3.1 or 3.2")),
            (None, Some(version)) if version == "2.0" || version == "2" => Ok(Self::Swagger2),
            (None, Some(version)) => Err(format!("Swagger {version} is not supported: use 2.0, or OpenAPI 3")),
            (None, None) => {
                Err("this is not an OpenAPI document: it has no member \"openapi\" or \"swagger\"".to_owned())
            }
        }
    }

    /// The name of this specification, if it ignores the keywords beside a `$ref`.
    pub(super) const fn without_siblings(self) -> Option<&'static str> {
        match self {
            Self::Swagger2 => Some("Swagger 2.0"),
            Self::OpenApi30 => Some("OpenAPI 3.0"),
            Self::OpenApi31 => None,
        }
    }
}
