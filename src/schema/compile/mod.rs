//! Compiles JSON to [`Node`]s. Every keyword is either understood or refused by name.
//!
//! A schema becomes a graph: each schema object is one node, and `$ref` is an edge. `finish` then simplifies the graph.

mod children;
mod circle;
mod extension;
mod finish;
mod keys;
mod lookup;
mod numbers;
mod object;
mod plain;
mod required;
mod simplify;
mod tags;
mod union;
mod unused;
mod values;

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::document::{Base, Documents};
use super::error::{Found, Refused, SchemaError, SchemaLocation, SchemaWarning};
use super::int_map::IntMap;
use super::node::{Node, NodeIndex};
use crate::json::{Json, Object, ToJson as _};
use crate::rule::pattern::Pattern;
use object::Scope;
pub(super) use plain::Plainness;

/// How many cells the tables of all patterns may have. They take about 2 MiB then; the patterns after them have no tables.
const MAX_CELLS: usize = 1 << 20;

/// A compiled schema.
#[derive(Debug)]
pub(super) struct Compiled {
    /// The root is the first.
    pub(super) nodes: Vec<Node>,
    pub(super) plainness: Plainness,
    /// The names of the keys that a schema which is not plain names, by the number of the key.
    pub(super) keys: Vec<String>,
    pub(super) warnings: Vec<SchemaWarning>,
}

/// Compiles a schema whose numbers are in their canonical form, and the documents that its references may name. After the first
/// 100 warnings, it keeps more until their texts take this many bytes.
pub(super) fn compile(
    schema: &Json,
    documents: &[(String, Json)],
    more_warnings: usize,
) -> Result<Compiled, SchemaError> {
    let documents = Documents::new(schema, documents)?;
    let opted_in = extension::annotation_formats(schema)?;
    let mut compiler = Compiler {
        documents: &documents,
        opted_in: &opted_in,
        nodes: Vec::new(),
        sources: Vec::new(),
        indices: IntMap::new(),
        queue: Vec::new(),
        warnings: Vec::new(),
        more_warnings,
        copied: 0,
        instructions: 0,
        cells: MAX_CELLS,
    };
    let root = documents.root();
    refuse_vocabularies(schema, &documents, root.base)?;
    compiler.queue(root.schema, root.base, root.location);
    let mut next = 0;
    while let Some(queued) = compiler.queue.get(next) {
        let Queued { index, schema, base, location } = queued.clone();
        compiler.fill(index, schema, base, &SchemaLocation::starting_at(&location), 0)?;
        next += 1;
    }
    Ok(compiler.finish()?)
}

/// Refuses a dialect that says which keywords count: its `$schema` is a document that was given, and has `$vocabulary`.
fn refuse_vocabularies(schema: &Json, documents: &Documents<'_>, base: Base) -> Result<(), Refused> {
    let at = &SchemaLocation::ROOT.join("$schema");
    let dialect = schema["$schema"].as_str().and_then(|uri| documents.resolve(base, uri, at).ok());
    match dialect {
        Some(dialect) if dialect.schema.get("$vocabulary").is_some() => {
            Err(at.refuse("a dialect with a \"$vocabulary\" of its own is not supported: name none"))
        }
        _ => Ok(()),
    }
}

/// Refuses a number beyond the largest f64 anywhere in a schema, also in an annotation: its canonical form is null.
pub(super) fn refuse_infinite(schema: &Json) -> Result<(), SchemaError> {
    Ok(finite(schema, &SchemaLocation::ROOT)?)
}

fn finite(value: &Json, at: &SchemaLocation<'_>) -> Result<(), Refused> {
    match value {
        Json::Number(number) if !number.as_f64().is_finite() => Err(at.refuse("Infinity is no JSON value")),
        Json::Array(items) => {
            items.iter().zip(0_u32..).try_for_each(|(item, index)| finite(item, &at.join(&index.to_json_string())))
        }
        Json::Object(members) => members.into_iter().try_for_each(|(name, inner)| finite(inner, &at.join(name))),
        _ => Ok(()),
    }
}

struct Compiler<'d> {
    documents: &'d Documents<'d>,
    /// The formats that the root takes as annotations.
    opted_in: &'d [&'d str],
    nodes: Vec<Node>,
    /// What each node was compiled from; `None` for a node that stands for no schema.
    sources: Vec<Option<CompiledFrom<'d>>>,
    /// The node of each schema object, by the object's address: a schema that is referenced twice is compiled once.
    indices: IntMap,
    /// The schemas that references name, in the order in which they are compiled. A queue, because a chain of references
    /// may be long.
    queue: Vec<Queued<'d>>,
    warnings: Vec<SchemaWarning>,
    /// How many bytes the warnings after the first 100 may still take.
    more_warnings: usize,
    /// How many nodes, names and values are in copies of nodes.
    copied: usize,
    /// How many instructions all patterns have.
    instructions: u32,
    /// How many cells the tables of patterns may still have.
    cells: usize,
}

/// The schema that a node was compiled from, and what its references resolve against.
#[derive(Clone, Copy)]
struct CompiledFrom<'d> {
    schema: &'d Json,
    base: Base,
}

/// A schema that is compiled on its own, because it is the root or a reference names it.
#[derive(Clone)]
struct Queued<'d> {
    index: NodeIndex,
    schema: &'d Json,
    base: Base,
    location: String,
}

impl<'d> Compiler<'d> {
    /// The node of a schema, and whether it is new.
    fn index_of(&mut self, schema: &'d Json) -> (NodeIndex, bool) {
        let address = core::ptr::from_ref(schema) as usize as u64;
        if let Some(index) = self.indices.get(address) {
            return (index, false);
        }
        let index = self.add(Node::any());
        self.indices.insert(address, index);
        (index, true)
    }

    fn add(&mut self, node: Node) -> NodeIndex {
        let index = NodeIndex::try_from(self.nodes.len()).unwrap_or(NodeIndex::MAX);
        self.nodes.push(node);
        self.sources.push(None);
        index
    }

    /// The node of a schema that a reference names. It is compiled later.
    fn queue(&mut self, schema: &'d Json, base: Base, location: String) -> NodeIndex {
        let (index, is_new) = self.index_of(schema);
        if is_new {
            self.queue.push(Queued { index, schema, base, location });
        }
        index
    }

    /// Compiles a subschema.
    fn node(&mut self, schema: &'d Json, scope: Scope, at: &SchemaLocation<'_>) -> Result<NodeIndex, Refused> {
        let (index, is_new) = self.index_of(schema);
        // A subschema that a reference named before is in the queue.
        if is_new {
            self.fill(index, schema, scope.base, at, scope.depth)?;
        }
        Ok(index)
    }

    /// Compiles the subschemas of a list.
    fn list(&mut self, value: &'d Json, scope: Scope, at: &SchemaLocation<'_>) -> Result<Vec<NodeIndex>, Refused> {
        let schemas = value.as_array().map_or(&[][..], Vec::as_slice);
        if schemas.is_empty() {
            return Err(at.refuse("must be a list of at least one schema"));
        }
        let mut nodes = Vec::new();
        for (schema, index) in schemas.iter().zip(0_u32..) {
            nodes.push(self.node(schema, scope, &at.join(&index.to_json_string()))?);
        }
        Ok(nodes)
    }

    /// Compiles a pattern.
    fn pattern(&mut self, text: &str, at: &SchemaLocation<'_>) -> Result<Pattern, Refused> {
        /// How many instructions all patterns of a schema may have. One alone has at most 4,096.
        const MAX_INSTRUCTIONS: u32 = 1 << 22;
        let pattern = values::pattern(text, &mut self.cells, at)?;
        self.instructions = self.instructions.saturating_add(pattern.instructions());
        if self.instructions > MAX_INSTRUCTIONS {
            return Err(at.refuse("the patterns of the schema expand to more than 4,194,304 instructions in all"));
        }
        Ok(pattern)
    }

    fn warn(&mut self, at: &SchemaLocation<'_>, message: &[&str]) {
        /// Nobody reads more, and a hostile schema would have a million.
        const MAX_WARNINGS: usize = 100;
        let is_more = self.warnings.len() >= MAX_WARNINGS;
        if !is_more || self.more_warnings > 0 {
            let warning = SchemaWarning::new(at.pointer(), crate::strings::join(message, ""));
            if is_more {
                let bytes = warning.pointer().len() + warning.message().len();
                self.more_warnings = self.more_warnings.saturating_sub(bytes);
            }
            self.warnings.push(warning);
        }
    }
}

/// Refuses names that no keyword, property or option can have.
fn refuse_ill_formed_names(object: &Object, at: &SchemaLocation<'_>) -> Result<(), Refused> {
    if object.ill_formed_names().is_empty() { Ok(()) } else { Err(at.refuse("each name must be Unicode text")) }
}

/// The members of an object whose names are Unicode text.
fn members<'j>(value: &'j Json, at: &SchemaLocation<'_>) -> Result<&'j Object, Refused> {
    match value {
        Json::Object(members) => {
            refuse_ill_formed_names(members, at)?;
            Ok(members)
        }
        _ => Err(at.wrong("must be an object, not ", value)),
    }
}

/// The names in a list: texts, each of them once.
fn names<'j>(value: &'j Json, at: &SchemaLocation<'_>) -> Result<Vec<&'j str>, Refused> {
    const ONCE: &str = "must be a list of names, each of them once: ";
    let expected = || at.refuse(ONCE.split_at(ONCE.len() - ": ".len()).0);
    let list = value.as_array().ok_or_else(expected)?;
    let mut names = vec![];
    for name in list {
        match name {
            Json::String(name) => names.push(&**name),
            Json::IllFormed(_) => return Err(at.refuse("each name must be Unicode text")),
            _ => return Err(expected()),
        }
    }
    let mut sorted = names.clone();
    crate::sort::texts(&mut sorted);
    let mut previous = None;
    for name in sorted {
        if previous == Some(name) {
            return Err(at.error(ONCE, Found::Name(name), &[" stands twice"]));
        }
        previous = Some(name);
    }
    Ok(names)
}
