//! One schema object: each keyword goes to the function for its kind of value.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::super::document::{Base, Draft};
use super::super::error::{Refused, SchemaLocation};
use super::super::keyword::{self, Action, Keyword};
use super::super::multiple::Decimal;
use super::super::node::{Count, Edge, Node, NodeIndex, Role, Type};
use super::{CompiledFrom, Compiler, extension, members, numbers, refuse_ill_formed_names, required, unused, values};
use crate::json::{Json, Object, ToJson as _};

/// How many schemas may stand inside one another.
const MAX_SCHEMA_DEPTH: usize = 100;

/// Where the subschemas of a schema stand.
#[derive(Clone, Copy)]
pub(super) struct Scope {
    /// What their references resolve against.
    pub(super) base: Base,
    /// How many levels they lie below a schema of the queue.
    pub(super) depth: usize,
}

impl<'d> Compiler<'d> {
    /// Fills in the node of a schema.
    pub(super) fn fill(
        &mut self,
        index: NodeIndex,
        schema: &'d Json,
        base: Base,
        at: &SchemaLocation<'_>,
        depth: usize,
    ) -> Result<(), Refused> {
        let mut node = Node::any();
        match schema {
            Json::Bool(true) => {}
            Json::Bool(false) => {
                node.is_false = true;
                node.type_mask = 0;
            }
            Json::Object(object) => {
                refuse_ill_formed_names(object, at)?;
                if depth > MAX_SCHEMA_DEPTH {
                    return Err(at.refuse("nested too deeply: schemas nest to 100 levels"));
                }
                let inner = Scope { base: self.documents.base_of(base, schema), depth: depth + 1 };
                for (name, value) in object {
                    self.keyword(&mut node, object, name, value, inner, at)?;
                }
                self.complete(&mut node, object, at)?;
            }
            _ => return Err(at.wrong("a schema must be an object or a boolean, not ", schema)),
        }
        self.nodes[index as usize] = node;
        self.sources[index as usize] = Some(CompiledFrom { schema, base });
        Ok(())
    }

    /// Compiles one keyword of a schema.
    fn keyword(
        &mut self,
        node: &mut Node,
        schema: &'d Object,
        name: &str,
        value: &'d Json,
        scope: Scope,
        at: &SchemaLocation<'_>,
    ) -> Result<(), Refused> {
        let here = &at.join(name);
        let Some(keyword) = Keyword::from_name(name) else {
            let is_id = || name == "id" && self.documents.draft(scope.base) == Draft::Draft04;
            let is_known = keyword::is_annotation(name) || is_id();
            return if is_known { Ok(()) } else { Err(unused::unknown(name, schema, here)) };
        };
        match keyword.action() {
            Action::Count(count) => {
                node.counts[count as usize] = Some(values::count(value, count.is_maximum(), here)?);
                if count as usize >= Count::MinProperties as usize {
                    node.more();
                }
                Ok(())
            }
            // OpenAPI 3.0 has a boolean that makes the limit beside it an exclusive one: see `complete`.
            Action::Bound(_) if keyword.is_exclusive() && value.as_bool().is_some() => Ok(()),
            Action::Bound(limit) => values::bound(node, limit, value, here),
            Action::Schema(role) => self.schema(node, schema, role, value, scope, here),
            Action::List(role) => self.schemas(node, role, value, scope, here),
            Action::Map => {
                for (key, value) in members(value, here)? {
                    self.member(node, keyword, key, value, scope, &here.join(key))?;
                }
                Ok(())
            }
            Action::Own => self.own(node, schema, keyword, value, scope, here, at),
        }
    }

    /// A keyword whose value is one schema.
    fn schema(
        &mut self,
        node: &mut Node,
        schema: &Object,
        role: Role,
        value: &'d Json,
        scope: Scope,
        at: &SchemaLocation<'_>,
    ) -> Result<(), Refused> {
        if let (Role::Rest, Json::Bool(allowed)) = (role, value) {
            node.additional = *allowed;
            return Ok(());
        }
        let inner = self.node(value, scope, at)?;
        // Without `if` they judge nothing, but they must be schemas.
        let is_idle = matches!(role, Role::Then | Role::Else) && schema.get("if").is_none();
        if !is_idle {
            node.more().add(role, inner);
        }
        Ok(())
    }

    /// A list in `items`. Unlike `prefixItems`, it may be empty: draft-07, validation, section 6.4.1. `TypeBox` writes that.
    fn items_of_draft_07(
        &mut self,
        node: &mut Node,
        value: &'d Json,
        scope: Scope,
        here: &SchemaLocation<'_>,
    ) -> Result<(), Refused> {
        match value.as_array() {
            Some(list) if list.is_empty() => Ok(()),
            _ => self.schemas(node, Role::Prefix, value, scope, here),
        }
    }

    /// A keyword whose value is a list of schemas.
    fn schemas(
        &mut self,
        node: &mut Node,
        role: Role,
        value: &'d Json,
        scope: Scope,
        at: &SchemaLocation<'_>,
    ) -> Result<(), Refused> {
        let nodes = self.list(value, scope, at)?;
        let more = node.more();
        for inner in nodes {
            more.add(role, inner);
        }
        Ok(())
    }

    /// A member of a keyword whose value is an object.
    fn member(
        &mut self,
        node: &mut Node,
        keyword: Keyword,
        key: &str,
        value: &'d Json,
        scope: Scope,
        at: &SchemaLocation<'_>,
    ) -> Result<(), Refused> {
        let has_names = match keyword {
            Keyword::DependentRequired => true,
            Keyword::Dependencies => value.is_array(),
            _ => false,
        };
        if has_names {
            return required::dependent(node, key, value, at);
        }
        let pattern = if keyword == Keyword::PatternProperties { Some(self.pattern(key, at)?) } else { None };
        let inner = self.node(value, scope, at)?;
        if keyword == Keyword::Properties {
            // The keys of an object are in JavaScript's order.
            required::add_property(node, key).node = Some(inner);
        } else {
            let role = if pattern.is_some() { Role::Pattern } else { Role::Dependent };
            node.more().edges.push(Edge { role, node: inner, name: String::from(key), pattern });
        }
        Ok(())
    }

    /// A keyword that no other has a value like. `at` is the schema's location, `here` the keyword's.
    #[allow(clippy::too_many_arguments, reason = "`here` is `at` and the keyword's name")]
    fn own(
        &mut self,
        node: &mut Node,
        schema: &'d Object,
        keyword: Keyword,
        value: &'d Json,
        scope: Scope,
        here: &SchemaLocation<'_>,
        at: &SchemaLocation<'_>,
    ) -> Result<(), Refused> {
        match keyword {
            Keyword::Type => values::types(node, value, here)?,
            Keyword::Items => self.items(node, schema, value, scope, here)?,
            Keyword::AdditionalItems => self.additional_items(node, schema, value, scope, here)?,
            Keyword::UniqueItems if values::boolean(value, here)? => node.more().unique_items = true,
            Keyword::Pattern => node.pattern = Some(self.pattern(values::text(value, here)?, here)?),
            Keyword::MultipleOf => {
                if !value.as_f64().is_some_and(|divisor| divisor > 0.0) {
                    return Err(here.wrong("must be a number above 0, not ", value));
                }
                node.more().multiple_of = Some((Decimal::of_text(&value.to_json_string()), value.clone()));
            }
            Keyword::Enum => match value.as_array().map(Vec::as_slice) {
                Some([]) => return Err(here.refuse("must be a list of at least one value")),
                Some(_) => values::allow(node, value.clone(), here)?,
                None => return Err(here.wrong("must be a list of at least one value, not ", value)),
            },
            Keyword::Const => values::allow(node, Json::Array(vec![value.clone()]), here)?,
            Keyword::Ref => {
                let target = self.documents.resolve(scope.base, values::text(value, here)?, here)?;
                let target = self.queue(target.schema, target.base, target.location);
                node.more().add(Role::All, target);
            }
            Keyword::AnyOf | Keyword::OneOf => {
                let union = self.union(keyword == Keyword::OneOf, schema, value, scope, here, at)?;
                node.more().unions.push(union);
            }
            // `required`, `nullable`, `format` and `x-unanimous` need the whole schema: see `complete`. The
            // discriminator belongs to the union beside it.
            _ => {}
        }
        Ok(())
    }

    /// `items`. A list can mean nothing else than in draft-07, so a document that names no draft may have one.
    fn items(
        &mut self,
        node: &mut Node,
        schema: &Object,
        value: &'d Json,
        scope: Scope,
        here: &SchemaLocation<'_>,
    ) -> Result<(), Refused> {
        if !value.is_array() {
            node.items = Some(self.node(value, scope, here)?);
            return Ok(());
        }
        if self.documents.draft(scope.base) != Draft::Current && schema.get("prefixItems").is_none() {
            return self.items_of_draft_07(node, value, scope, here);
        }
        Err(here.refuse("must be one schema: use \"prefixItems\" for a list of schemas"))
    }

    /// `additionalItems`. Without a list of items it judges nothing.
    fn additional_items(
        &mut self,
        node: &mut Node,
        schema: &Object,
        value: &'d Json,
        scope: Scope,
        here: &SchemaLocation<'_>,
    ) -> Result<(), Refused> {
        let has_item_list = schema.get("items").is_some_and(Json::is_array);
        let is_refused = match self.documents.draft(scope.base) {
            Draft::Draft04 | Draft::Old => false,
            Draft::Unnamed => !has_item_list,
            Draft::Current => true,
        };
        if is_refused {
            return Err(here.refuse("is a keyword of draft-07: use \"items\" beside \"prefixItems\""));
        }
        if has_item_list {
            node.items = Some(self.node(value, scope, here)?);
        }
        Ok(())
    }

    /// Compiles the keywords that depend on others, and looks at all of them together.
    fn complete(&mut self, node: &mut Node, schema: &Object, at: &SchemaLocation<'_>) -> Result<(), Refused> {
        values::exclusive(node, schema, at)?;
        if let Some(required) = schema.get("required") {
            self.required(node, required, &at.join("required"))?;
        }
        if let Some(value) = schema.get("nullable")
            && values::boolean(value, &at.join("nullable"))?
        {
            if node.types.is_empty() {
                node.accepts_null = true;
            } else if node.type_mask & Type::Null as u8 == 0 {
                node.types.push(Type::Null);
                node.type_mask |= Type::Null as u8;
            }
        }
        // `minContains` and `maxContains` belong to `contains`.
        if schema.get("contains").is_some() {
            node.counts[Count::MinContains as usize].get_or_insert(1);
        } else {
            node.counts[Count::MinContains as usize] = None;
            node.counts[Count::MaxContains as usize] = None;
        }
        extension::compile(self, node, schema, at)?;
        numbers::refuse_contradictions(node, schema, at)?;
        self.warn_of_unused(node, schema, at);
        Ok(())
    }
}
