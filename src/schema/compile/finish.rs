//! What can be done only when every schema is a node: see each step.

use super::super::error::Refused;
use super::{Compiled, Compiler, circle, plain, tags};

impl Compiler<'_> {
    pub(super) fn finish(mut self) -> Result<Compiled, Refused> {
        circle::refuse(&mut self)?;
        self.simplify()?;
        let Self { mut nodes, warnings, .. } = self;
        tags::complete_unions(&mut nodes);
        plain::number(&mut nodes);
        Ok(Compiled { plainness: plain::plainness(&nodes), nodes, warnings })
    }
}
