//! The last steps of compiling, which need every schema as a node.

use alloc::vec::Vec;

use super::super::error::Refused;
use super::super::kind::Kind;
use super::{Compiled, Compiler, Plainness, circle, keys, plain, tags, values};
use crate::rule::pattern::Pattern;

/// How many instructions of a pattern a format counts as, on each byte.
const FORMAT_INSTRUCTIONS: u32 = 8;

impl Compiler<'_> {
    // Inlined into the crate `unanimous-wasm`, it would be compiled at that crate's level `s` and not at `z`: more bytes.
    #[cfg_attr(feature = "fast-paths", inline(never))]
    pub(super) fn finish(mut self) -> Result<Compiled, Refused> {
        circle::refuse(&mut self)?;
        self.simplify()?;
        let Self { mut nodes, warnings, .. } = self;
        nodes.iter_mut().filter(|node| node.accepts_null).for_each(values::allow_null);
        tags::complete_unions(&mut nodes);
        for node in &mut nodes {
            let reads_digest = node.lookups.iter().any(|lookup| lookup.reads_digest(Kind::IllFormedString));
            let instructions = node.pattern.as_ref().map_or(0, Pattern::instructions);
            let format = if node.format.is_some() { FORMAT_INSTRUCTIONS } else { u32::from(reads_digest) };
            node.text_cost = instructions + format;
        }
        let plainness = plain::plainness(&nodes);
        let keys = if plainness == Plainness::NotPlain {
            keys::number(&mut nodes)
        } else {
            plain::number(&mut nodes);
            Vec::new()
        };
        Ok(Compiled { nodes, plainness, keys, warnings })
    }
}
