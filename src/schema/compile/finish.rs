//! The last steps of compiling, which need every schema as a node.

use alloc::vec::Vec;

use super::super::error::Refused;
use super::{Compiled, Compiler, Plainness, circle, keys, plain, tags};

impl Compiler<'_> {
    pub(super) fn finish(mut self) -> Result<Compiled, Refused> {
        circle::refuse(&mut self)?;
        self.simplify()?;
        let Self { mut nodes, warnings, .. } = self;
        tags::complete_unions(&mut nodes);
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
