//! The schema that stands beside a Rust type.

use super::Schema;

/// A type whose JSON a schema describes.
///
/// `has_schema!` (feature `std`) implements it in one line. The extractors of `interop::axum` check a request against
/// the schema, and then make the type of it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no schema",
    label = "no schema stands beside this type",
    note = "write `unanimous::has_schema!({Self}, include_str!(\"its.schema.json\"));`, or implement `HasSchema` for it",
    note = "a type of another crate, such as `Vec<Lead>`, gets a schema as a struct of yours: `struct Leads(Vec<Lead>);`"
)]
pub trait HasSchema {
    /// The schema, compiled once.
    fn schema() -> &'static Schema;
}

/// Puts a schema beside a type: `has_schema!(Type, schema)`, where the schema is JSON text or prints as JSON text. Needs the
/// feature `std`, which is on by default.
///
/// The schema of a struct needs `"type": "object"`. Without it a list is valid, and serde reads a list as a struct, item by
/// item.
///
/// It is compiled when it is used first. A program that calls `Type::schema()` at its start stops there if the schema does
/// not compile.
///
/// ```
/// use unanimous::schema::HasSchema;
///
/// #[derive(serde::Deserialize)]
/// struct Lead {
///     email: String,
/// }
///
/// unanimous::has_schema!(Lead, r#"{
///     "type": "object", "required": ["email"], "properties": { "email": { "type": "string", "format": "email" } }
/// }"#);
///
/// assert!(!Lead::schema().is_valid(&unanimous::Json::Object(unanimous::json::Object::new())));
/// ```
///
/// The type must be one of the crate that calls the macro, so `Vec<Lead>` needs a struct around it:
///
/// ```
/// # use unanimous::schema::HasSchema;
/// # #[derive(serde::Deserialize)]
/// # struct Lead {
/// #     email: String,
/// # }
/// #[derive(serde::Deserialize)]
/// struct Leads(Vec<Lead>);
///
/// unanimous::has_schema!(Leads, r#"{
///     "type": "array", "items": {
///         "type": "object", "required": ["email"], "properties": { "email": { "type": "string", "format": "email" } }
///     }
/// }"#);
/// # #[cfg(feature = "serde_json")]
/// # {
/// let Leads(leads) = Leads::schema().parse(br#"[{ "email": "ann@example.com" }]"#)?;
/// assert_eq!(leads[0].email, "ann@example.com");
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// A schema that `schemars` makes of the type: `has_schema!(Lead, schemars::schema_for!(Lead).as_value());`
///
/// # Panics
/// `Type::schema()` panics if the schema does not compile.
#[cfg(feature = "std")]
#[cfg_attr(docsrs, doc(cfg(feature = "std")))]
#[macro_export]
macro_rules! has_schema {
    ($type:ty, $schema:expr $(,)?) => {
        impl $crate::schema::HasSchema for $type {
            fn schema() -> &'static $crate::Schema {
                static SCHEMA: ::std::sync::LazyLock<$crate::Schema> = ::std::sync::LazyLock::new(|| {
                    match $crate::Schema::from_json(&::std::string::ToString::to_string(&$schema)) {
                        Ok(schema) => schema,
                        Err(error) => panic!("the schema of {} does not compile: {error}", stringify!($type)),
                    }
                });
                &SCHEMA
            }
        }
    };
}
