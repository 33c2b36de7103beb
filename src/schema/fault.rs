//! What is wrong with a place, before it is put into words.

use super::Kind;
#[cfg(feature = "safe-url")]
use super::format::Format;
use super::node::{Limit, Node};
use crate::json::Value;
use crate::reason::{Code, Reason, number};
use crate::rule;

/// One fault of a place. With the schema's own words for the place it makes a [`Reason`]: equal ones make equal reasons.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault<'v> {
    pub(crate) rule: rule::Fault,
    /// Which of the place's limits or lists of values it breaks.
    pub(crate) which: usize,
    /// What the value is, where that is what is wrong.
    pub(crate) received: Kind<'v>,
}

impl From<Code> for Fault<'_> {
    fn from(code: Code) -> Self {
        rule::Fault::new(code).into()
    }
}

impl From<rule::Fault> for Fault<'_> {
    fn from(rule: rule::Fault) -> Self {
        Self { rule, which: 0, received: Kind::Missing }
    }
}

impl Fault<'_> {
    /// Puts it into the words of the place; none is a place that the schema says nothing of.
    pub(crate) fn reason(self, node: Option<&Node>) -> Reason {
        let Some(node) = node else { return self.rule.reason() };
        match &node.reason {
            Some(text) => Reason::custom(text.as_str()).with_detail(self.rule.code.as_str()),
            None => self.plain(node),
        }
    }

    fn plain(self, node: &Node) -> Reason {
        let mut reason = self.rule.reason();
        match self.rule.code {
            Code::InvalidType => {
                // With no type any JSON value will do, but nothing that JSON cannot hold.
                let expected = if node.expected.is_empty() { "JSON value" } else { &node.expected };
                reason.add("expected", Value::from(expected));
                reason.add("received", Value::from(self.received.name()));
            }
            Code::InvalidEnum => reason.add("options", node.options.get(self.which).cloned().unwrap_or_default()),
            code @ (Code::TooSmall | Code::TooBig) => {
                let limit = node.bounds.get(self.which).copied().flatten().unwrap_or_default();
                reason.add(if code == Code::TooBig { "max" } else { "min" }, number(limit));
                if [Limit::ExclusiveMinimum as usize, Limit::ExclusiveMaximum as usize].contains(&self.which) {
                    reason.add("exclusive", Value::Bool(true));
                }
            }
            Code::TooFew => reason.add("min", limit(node.min_items)),
            Code::TooMany => reason.add("max", limit(node.max_items)),
            // A format that counts itself wants one character.
            Code::TooShort => reason.add("min", limit(node.min_length.filter(|_| !node.format_counts()).or(Some(1)))),
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

fn limit(limit: Option<u32>) -> Value {
    Value::from(limit.unwrap_or_default())
}
