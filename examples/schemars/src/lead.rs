//! The type. What serde accepts and what the schema says come from the same lines.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A person who wants to buy.
#[derive(Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Lead {
    /// Where we answer.
    #[schemars(email)]
    pub email: String,
    /// The lead's own words.
    #[schemars(length(max = 200))]
    pub note: Option<String>,
    /// How many people will use the product.
    #[schemars(range(min = 1))]
    pub seats: u32,
    /// What the lead would pay for each seat.
    #[serde(default)]
    pub budget: Option<f64>,
    /// How the lead found us.
    pub channel: Channel,
    /// What the lead asks for.
    #[serde(default)]
    pub plan: Option<Plan>,
    /// Where the lead lives.
    #[serde(default)]
    pub address: Option<Address>,
    /// Words to find the lead by.
    #[serde(default)]
    #[schemars(length(max = 3))]
    pub tags: Vec<String>,
    /// The answers to our questions, by their names.
    #[serde(default)]
    pub answers: BTreeMap<String, i32>,
}

/// How a lead found us.
#[derive(Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// A search engine.
    Search,
    /// Somebody who knows us.
    Friend,
}

/// What a lead asks for.
#[derive(Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Plan {
    /// Paid each month.
    Monthly {
        /// When it begins, in days from now.
        begins: u8,
    },
    /// Paid each year.
    Yearly {
        /// For how many years.
        years: u64,
    },
}

/// A postal address.
#[derive(Debug, Deserialize, JsonSchema, PartialEq, Serialize)]
pub struct Address {
    /// The street and the number.
    pub lines: (String, u16),
    /// The country, as ISO 3166-1 has it.
    #[schemars(regex(pattern = "^[A-Z]{2}$"))]
    pub country: String,
}
