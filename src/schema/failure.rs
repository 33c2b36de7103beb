//! What is wrong at a node, before it is put into words.

use alloc::vec::Vec;

#[cfg(feature = "safe-url")]
use super::format::Format;
use super::kind::Kind;
use super::node::{Limit, Node};
use crate::json::Json;
use crate::reason::{Code, Reason};
use crate::rule;

/// One broken rule of a node. Equal failures of one node give equal [`Reason`]s.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Failure<'v> {
    pub(crate) rule: rule::Fault,
    /// Which of the node's limits or value lists is broken.
    pub which: usize,
    /// What the value is, if its type is what is wrong.
    pub received: Kind<'v>,
}

impl From<Code> for Failure<'_> {
    fn from(code: Code) -> Self {
        rule::Fault::new(code).into()
    }
}

impl From<rule::Fault> for Failure<'_> {
    fn from(rule: rule::Fault) -> Self {
        Self { rule, which: 0, received: Kind::Missing }
    }
}

impl Failure<'_> {
    /// The stable code of the broken rule.
    pub const fn code(&self) -> Code {
        self.rule.code
    }

    /// What the rule knows beyond the code; empty if it knows no more.
    pub const fn detail(&self) -> &'static str {
        self.rule.detail
    }

    /// Puts the failure into words. `node` is `None` at a location that the schema does not describe.
    pub fn reason(self, node: Option<&Node>) -> Reason {
        let Some(node) = node else { return self.rule.reason() };
        match &node.reason {
            Some(text) => Reason::custom(text.as_str()).with_detail(self.rule.code.as_str()),
            None => self.own_reason(node),
        }
    }

    fn own_reason(self, node: &Node) -> Reason {
        let mut reason = self.rule.reason();
        match self.rule.code {
            Code::InvalidType => {
                // Without `type` every JSON value is allowed, so this value has no JSON type.
                let expected = if node.expected.is_empty() { "JSON value" } else { &node.expected };
                reason.add("expected", Json::from(expected));
                reason.add("received", Json::from(self.received.name()));
            }
            Code::InvalidEnum => {
                let options = node.options.get(self.which).and_then(Json::as_array);
                reason.add_options(options.map_or(&[], Vec::as_slice));
            }
            code @ (Code::TooSmall | Code::TooBig) => {
                let limit = node.bound_values.get(self.which).cloned().unwrap_or_default();
                reason.add(if code == Code::TooBig { "max" } else { "min" }, limit);
                if [Limit::ExclusiveMinimum as usize, Limit::ExclusiveMaximum as usize].contains(&self.which) {
                    reason.add("exclusive", Json::Bool(true));
                }
            }
            Code::TooFew => reason.add("min", limit(node.min_items)),
            Code::TooMany => reason.add("max", limit(node.max_items)),
            // A format that counts its own characters needs at least one.
            Code::TooShort => {
                reason.add("min", limit(node.min_length.filter(|_| !node.format_checks_length()).or(Some(1))));
            }
            Code::TooLong => reason.add("max", limit(node.max_length)),
            #[cfg(feature = "safe-url")]
            _ => {
                if let Some(Format::SafeUrl(policy)) = &node.format {
                    return rule::safe_url::reason(self.rule, policy);
                }
            }
            #[cfg(not(feature = "safe-url"))]
            _ => {}
        }
        reason
    }
}

fn limit(limit: Option<u32>) -> Json {
    Json::from(limit.unwrap_or_default())
}
