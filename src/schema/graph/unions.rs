//! `anyOf` and `oneOf`: the verdict is JSON Schema's, and the reason is that of one branch.

use super::super::check::{LazyLocation, Step, type_bits};
use super::super::failure::Failure;
use super::super::input::{Foreign, kind_of};
use super::super::kind::Kind;
use super::super::node::{Branch, NodeIndex, Tag, Union};
use super::super::subject::Subject;
use super::Checker;
use crate::json::Json;
use crate::reason::Code;
use crate::rule::Fault;

/// The result of looking at the tag of an object.
enum Tagged {
    Missing,
    Unknown,
    Branch(usize),
}

impl Checker<'_> {
    #[inline(never)]
    pub(super) fn union<'v, V: Subject<'v>>(
        &mut self,
        index: NodeIndex,
        union: &Union,
        value: V,
        kind: Kind<'v>,
        location: &LazyLocation<'_>,
        has_issue: &mut bool,
    ) {
        // A branch that lacks the value's type cannot be meant.
        let types = type_bits(Foreign(value), kind);
        let has_type = |branch: &&Branch| branch.type_mask & types != 0;
        let mut left = union.branches.iter().filter(has_type);
        let Some(first) = left.next() else {
            let node = self.nodes.get(union.of_any_type as usize);
            // All branches may be `false`.
            if types != 0 && node.is_none_or(|node| node.types.is_empty()) {
                return self.push_first(index, Code::NoMatch, location, has_issue);
            }
            let failure = Failure { rule: Fault::new(Code::InvalidType), which: 0, received: kind };
            if !core::mem::replace(has_issue, true) {
                self.push(union.of_any_type, failure, location);
            }
            return;
        };
        if left.next().is_none() {
            return self.value(first.node, value, location);
        }
        let tag = union.tag.as_ref().filter(|_| matches!(kind, Kind::Object));
        let tagged = tag.map(|tag| (tag, self.tagged(tag, value)));
        if let Some((tag, tagged)) = &tagged
            && tag.decides
        {
            return self.push_tag_issue(tag, tagged, union, value, location);
        }
        // The branch with the fewest issues, unless another one has as many.
        let mut best = None;
        let mut fewest = u32::MAX;
        let mut accepted = 0;
        for branch in union.branches.iter().filter(has_type) {
            let count = self.count(branch.node, value, fewest, location);
            if count == 0 {
                accepted += 1;
                if accepted == 2 {
                    return self.push_first(index, Code::Ambiguous, location, has_issue);
                }
                if !union.is_one_of {
                    return;
                }
            } else if count < fewest {
                fewest = count;
                best = Some(branch.node);
            } else if count == fewest {
                best = None;
            }
        }
        if accepted > 0 {
            return;
        }
        match (tagged, best) {
            (Some((tag, tagged)), _) => self.push_tag_issue(tag, &tagged, union, value, location),
            (None, Some(best)) => self.value(best, value, location),
            (None, None) => {
                let constants = union.constants.filter(|(mask, _)| mask & types != 0);
                let unknown = constants.filter(|(_, node)| self.position(*node, value).is_none());
                let (node, code) = unknown.map_or((index, Code::NoMatch), |(_, node)| (node, Code::InvalidEnum));
                self.push_first(node, code, location, has_issue);
            }
        }
    }

    fn tagged<'v, V: Subject<'v>>(&self, tag: &Tag, value: V) -> Tagged {
        let member = value.property_after(&mut 0, &tag.property).filter(|member| !member.is_missing());
        let Some(member) = member else { return Tagged::Missing };
        let branch = self.position(tag.node, member).and_then(|at| tag.branches.get(at));
        branch.map_or(Tagged::Unknown, |branch| Tagged::Branch(*branch))
    }

    /// The index of a value among those that a node allows.
    fn position<'v, V: Subject<'v>>(&self, node: NodeIndex, value: V) -> Option<usize> {
        let node = self.nodes.get(node as usize)?;
        let ([Json::Array(options)], [lookup]) = (&node.options[..], &node.lookups[..]) else { return None };
        lookup.position(options, Foreign(value), kind_of(value))
    }

    /// Says what is wrong with an object that has a tag.
    fn push_tag_issue<'v, V: Subject<'v>>(
        &mut self,
        tag: &Tag,
        tagged: &Tagged,
        union: &Union,
        value: V,
        location: &LazyLocation<'_>,
    ) {
        let code = match tagged {
            Tagged::Branch(branch) => {
                let branch = union.branches.get(*branch).map_or(0, |branch| branch.node);
                return self.value(branch, value, location);
            }
            Tagged::Missing => Code::Required,
            Tagged::Unknown => Code::InvalidEnum,
        };
        self.push(tag.node, code.into(), &location.join(Step::Key(&tag.property.name)));
    }
}
