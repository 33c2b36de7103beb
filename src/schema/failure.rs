//! The broken rule of a node, before it has a text.

use alloc::vec::Vec;

use super::digest::{digest_of_scalar, digest_of_text, mix};
#[cfg(feature = "safe-url")]
use super::format::Format;
use super::kind::Kind;
use super::node::{Count, Limit, Node};
use crate::json::Json;
use crate::reason::{Code, Reason};
use crate::rule;
use crate::rule::pattern::Pattern;

/// [`Failure::which`] of a part that is missing.
const PART: usize = 1;

/// One broken rule of a node. Equal failures of one node give equal [`Reason`]s.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Failure<'v> {
    pub(crate) rule: rule::Fault,
    /// Which of the node's limits or value lists is broken.
    pub which: usize,
    /// The kind of the value, if its type is wrong.
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

    /// A part of the value that the node requires, and no node describes.
    pub(super) fn of_required_part() -> Self {
        Self { which: PART, ..Code::Required.into() }
    }

    /// Whether the failure stands at a part of the node's value: an item or a key. Then only a text for this very code is meant.
    const fn is_of_part(&self) -> bool {
        match self.rule.code {
            Code::Required => self.which == PART,
            code => matches!(code, Code::RequiredWith | Code::NotUnique | Code::InvalidKey | Code::UnrecognizedKey),
        }
    }

    /// Puts the failure into words. `node` is `None` at a location that the schema does not describe.
    pub fn reason(self, node: Option<&Node>) -> Reason {
        let Some(node) = node else { return self.rule.reason() };
        let reason = self.own_reason(node);
        let text_of = |wanted| node.reasons.iter().find(|(code, _)| *code == wanted);
        let is_of_part = self.is_of_part();
        let text = match self.rule.code {
            // The part may be required, and so may be the value itself.
            Code::Required if is_of_part => None,
            code => text_of(Some(code)),
        };
        match text.or_else(|| if is_of_part { None } else { text_of(None) }) {
            Some((_, text)) => reason.with_text(text.as_str()),
            None => reason,
        }
    }

    fn own_reason(self, node: &Node) -> Reason {
        let mut reason = self.rule.reason();
        if let Some(count) = Count::of_code(self.rule.code) {
            let is_counted_by_format = count == Count::MinLength && node.format_checks_length();
            // A format that counts its own characters needs at least one.
            let limit = if is_counted_by_format { None } else { node.count(count) };
            let default = u32::from(count == Count::MinLength);
            let name = if (count as usize).is_multiple_of(2) { "min" } else { "max" };
            reason.add(name, Json::from(limit.unwrap_or(default)));
            return reason;
        }
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
            Code::InvalidPattern => {
                let pattern = node.pattern.as_ref().map_or("", Pattern::as_str);
                reason.add("pattern", Json::from(pattern));
            }
            Code::NotMultiple => {
                let divisor = node.more.as_ref().and_then(|more| more.multiple_of.as_ref());
                reason.add("divisor", divisor.map(|(_, divisor)| divisor.clone()).unwrap_or_default());
            }
            Code::RequiredWith => {
                let keys = node.more.as_ref().and_then(|more| more.dependent_required.get(self.which));
                reason.add("with", keys.map_or(Json::Null, |(key, _)| Json::from(&**key)));
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
    /// A digest of the code and the parameters: equal for failures whose reasons are equal.
    pub(super) fn digest(&self, node: Option<&Node>) -> u64 {
        let code = mix(digest_of_text(self.detail().as_bytes()), self.code() as u64);
        let Some(node) = node else { return code };
        if let Some(count) = Count::of_code(self.code()) {
            return mix(code, node.count(count).unwrap_or(u32::MAX).into());
        }
        let params = match self.code() {
            Code::InvalidType => {
                let types = node.types.iter().fold(0, |sum, one| mix(sum, *one as u64));
                mix(types, digest_of_text(self.received.name().as_bytes()))
            }
            Code::InvalidEnum => node.lookups.get(self.which).map_or(0, |lookup| lookup.digest),
            Code::TooSmall | Code::TooBig => {
                let bound = node.bounds.get(self.which).copied().flatten().unwrap_or_default();
                mix((bound + 0.0).to_bits(), self.which as u64 & 1)
            }
            Code::InvalidPattern => {
                digest_of_text(node.pattern.as_ref().map_or("", |pattern| pattern.as_str()).as_bytes())
            }
            Code::NotMultiple => digest_of_divisor(node),
            Code::RequiredWith => {
                let keys = node.more.as_ref().and_then(|more| more.dependent_required.get(self.which));
                keys.map_or(0, |(key, _)| digest_of_text(key.as_bytes()))
            }
            _ => 0,
        };
        mix(code, params)
    }
}

fn digest_of_divisor(node: &Node) -> u64 {
    let divisor =
        node.more.as_ref().and_then(|more| more.multiple_of.as_ref()).and_then(|(_, divisor)| divisor.as_f64());
    divisor.map_or(0, |divisor| digest_of_scalar(Kind::Number, divisor))
}
