//! What is wrong at a node, before it is put into words.

use alloc::vec::Vec;

#[cfg(feature = "safe-url")]
use super::format::Format;
use super::kind::Kind;
use super::node::{Limit, More, Node};
use crate::json::Json;
use crate::reason::{Code, Reason};
use crate::rule;
use crate::rule::pattern::Pattern;

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
        let own = node.reasons.iter().find(|(code, _)| *code == self.rule.code).map(|(_, text)| text);
        let reason = self.own_reason(node);
        match own.or(node.reason.as_ref()) {
            Some(text) => reason.with_text(text.as_str()),
            None => reason,
        }
    }

    fn own_reason(self, node: &Node) -> Reason {
        let mut reason = self.rule.reason();
        match self.rule.code {
            Code::InvalidType => {
                reason.add("expected", Json::String(node.expected()));
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
            Code::InvalidPattern => {
                let pattern = node.pattern.as_ref().map_or("", Pattern::as_str);
                reason.add("pattern", Json::from(pattern));
            }
            Code::NotMultiple
            | Code::TooFewKeys
            | Code::TooManyKeys
            | Code::TooFewMatching
            | Code::TooManyMatching
            | Code::RequiredWith => {
                if let Some(more) = &node.more {
                    let (name, value) = self.param_of_more(more);
                    reason.add(name, value);
                }
            }
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

impl Failure<'_> {
    /// The name and the value of the parameter of a code that only `More` has.
    fn param_of_more(self, more: &More) -> (&'static str, Json) {
        let contains = more.contains.as_ref();
        match self.rule.code {
            Code::NotMultiple => {
                ("divisor", more.multiple_of.as_ref().map(|(_, divisor)| divisor.clone()).unwrap_or_default())
            }
            Code::TooFewKeys => ("min", limit(more.min_keys)),
            Code::TooManyKeys => ("max", limit(more.max_keys)),
            Code::TooFewMatching => ("min", limit(contains.map(|contains| contains.min))),
            Code::TooManyMatching => ("max", limit(contains.and_then(|contains| contains.max))),
            _ => ("with", more.dependent_required.get(self.which).map_or(Json::Null, |(key, _)| Json::from(&**key))),
        }
    }
}

fn limit(limit: Option<u32>) -> Json {
    Json::from(limit.unwrap_or_default())
}
