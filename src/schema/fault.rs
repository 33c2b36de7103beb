//! What is wrong with a place, before it is put into words.

use super::Kind;
use super::node::{Limit, Node};
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
        let reason = Reason::new(self.rule.code);
        let limit = |reason: Reason, name: &'static str, limit: Option<u32>| match limit {
            Some(limit) => reason.with_param(name, limit),
            None => reason,
        };
        match self.rule.code {
            Code::InvalidType => {
                // With no type any JSON value will do, but nothing that JSON cannot hold.
                let expected = if node.expected.is_empty() { "JSON value" } else { &node.expected };
                reason.with_param("expected", expected).with_param("received", self.received.name())
            }
            Code::InvalidEnum => match node.options.get(self.which) {
                Some(options) => reason.with_param("options", options.clone()),
                None => reason,
            },
            Code::TooSmall | Code::TooBig => {
                let name = if self.rule.code == Code::TooBig { "max" } else { "min" };
                let limit = node.bounds.get(self.which).copied().flatten().unwrap_or_default();
                let reason = reason.with_param(name, number(limit));
                let exclusive = [Limit::ExclusiveMinimum, Limit::ExclusiveMaximum].map(|limit| limit as usize);
                if exclusive.contains(&self.which) { reason.with_param("exclusive", true) } else { reason }
            }
            Code::TooFew => limit(reason, "min", node.min_items),
            Code::TooMany => limit(reason, "max", node.max_items),
            Code::TooShort if !node.format_counts() => limit(reason, "min", node.min_length),
            Code::TooLong if !node.format_counts() && node.max_length.is_some() => {
                limit(reason, "max", node.max_length)
            }
            _ => match &node.format {
                Some(format) => format.reason(self.rule, node.max_length),
                None => self.rule.reason(),
            },
        }
    }
}
