//! Refuses schemas that would judge one value without end, or by far too many schemas.

use alloc::vec;
use alloc::vec::Vec;

use super::super::error::{Refused, SchemaLocation};
use super::super::node::Node;
use super::{Compiler, Queued};

/// How many schemas may judge one value one through the other: by `$ref`, `allOf`, a branch of a union.
const MAX_DEPTH: usize = 32;
/// How many schemas may judge one value in all.
const MAX_SCHEMAS: u32 = 10_000;

#[derive(Clone, Copy)]
enum State {
    New,
    Open,
    /// How many schemas judge the value, this one included, and how many of them one through the other.
    Done(u32, usize),
}

/// Refuses a reference that leads round in a circle without a step into the value, and references that multiply.
pub(super) fn refuse(compiler: &mut Compiler<'_>) -> Result<(), Refused> {
    let edges: Vec<Vec<usize>> = compiler.nodes.iter_mut().map(in_place).collect();
    let mut states = vec![State::New; edges.len()];
    for index in 0..edges.len() {
        visit(index, &edges, &mut states, 0).map_err(|(index, text)| error(index, text, &compiler.queue))?;
    }
    Ok(())
}

/// The error at a node. References lead to it, so it is in the queue, unless too many schemas stand inside one another.
fn error(index: usize, text: &str, queue: &[Queued<'_>]) -> Refused {
    let queued = queue.iter().find(|queued| queued.index as usize == index);
    let at = SchemaLocation::starting_at(queued.map_or("", |queued| &queued.location));
    if queued.is_some_and(|queued| queued.schema.get("$ref").is_some()) {
        at.join("$ref").refuse(text)
    } else {
        at.refuse(text)
    }
}

fn in_place(node: &mut Node) -> Vec<usize> {
    let mut targets = Vec::new();
    node.each_edge(&mut |target, is_in_place| {
        if is_in_place {
            targets.push(*target as usize);
        }
    });
    targets
}

/// The node and the text of an error.
type NodeError = (usize, &'static str);

fn visit(index: usize, edges: &[Vec<usize>], states: &mut [State], depth: usize) -> Result<(u32, usize), NodeError> {
    match states[index] {
        State::Done(count, levels) => return Ok((count, levels)),
        State::Open => {
            return Err((index, "leads round in a circle: no part of the value lies between"));
        }
        State::New => {}
    }
    states[index] = State::Open;
    let mut count = 1_u32;
    let mut levels = 0;
    for target in &edges[index] {
        // A chain that is too long is walked no further, and refused.
        let (inner, inner_levels) =
            if depth > MAX_DEPTH { (0, MAX_DEPTH) } else { visit(*target, edges, states, depth + 1)? };
        count = count.saturating_add(inner);
        levels = levels.max(inner_levels + 1);
    }
    if levels > MAX_DEPTH {
        return Err((index, "more than 32 schemas judge one value one through the other, by \"$ref\" or \"allOf\""));
    }
    if count > MAX_SCHEMAS {
        return Err((index, "more than 10,000 schemas judge one value: \"$ref\" and \"allOf\" multiply them"));
    }
    states[index] = State::Done(count, levels);
    Ok((count, levels))
}
