//! A JavaScript value as a schema's checker sees it.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};
use std::collections::HashMap;

use unanimous::Json;
use unanimous::json::Object;
use unanimous::schema::{Input, Kind};

/// The parts of a value that a walk has read: those that the schema asks for.
#[derive(Debug)]
pub(super) enum Tree {
    /// `undefined`
    Missing,
    Null,
    Bool(bool),
    /// A finite number.
    Number(f64),
    /// A string of Unicode text.
    String(String),
    /// A string that is not Unicode text: each lone surrogate has become U+FFFD.
    IllFormed(String),
    /// A list that the schema describes.
    List(Vec<Tree>),
    /// A list that no schema describes: how many items, and which of them are nested too deeply.
    Counted(usize, Vec<u32>),
    Object(Members),
    /// What JSON cannot hold, by its name in an issue.
    Other(Cow<'static, str>),
    /// A value that no schema describes, and that is nested too deeply.
    TooDeep,
}

/// An object's members, each name once. A name that the schema has and the object has not is [`Tree::Missing`].
#[derive(Debug, Default)]
pub(super) struct Members {
    entries: Vec<(String, Tree)>,
    /// The names that are not Unicode text: each lone surrogate has become U+FFFD.
    ill_formed: Vec<String>,
    /// The index after the last entry found. The checker usually asks for that entry next.
    next: Cell<usize>,
    by_name: OnceCell<HashMap<String, usize>>,
}

impl FromIterator<(String, Tree)> for Members {
    fn from_iter<I: IntoIterator<Item = (String, Tree)>>(entries: I) -> Self {
        Self::of(entries.into_iter().collect(), Vec::new())
    }
}

impl Members {
    /// The members with these names and values, and the names that are not Unicode text.
    pub(super) const fn of(entries: Vec<(String, Tree)>, ill_formed: Vec<String>) -> Self {
        Self { entries, ill_formed, next: Cell::new(0), by_name: OnceCell::new() }
    }

    fn get(&self, name: &str) -> Option<&Tree> {
        let is_here = |at: &usize| self.entries.get(*at).is_some_and(|(known, _)| known == name);
        let found = Some(self.next.get()).filter(is_here).or_else(|| self.by_name().get(name).copied())?;
        self.next.set(found + 1);
        Some(&self.entries[found].1)
    }

    /// The index of each entry. It is made for the first name that is asked for out of order.
    fn by_name(&self) -> &HashMap<String, usize> {
        self.by_name.get_or_init(|| self.entries.iter().map(|(name, _)| name.clone()).zip(0..).collect())
    }

    fn present(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter(|(_, value)| !matches!(value, Tree::Missing)).map(|(name, _)| name.as_str())
    }
}

/// A part of a value.
#[derive(Clone, Copy, Debug)]
pub(super) enum TreeValue<'v> {
    Tree(&'v Tree),
    /// An item that no schema describes, and that is not too deep.
    Any,
    /// A list that holds itself, so that it has more levels than any limit.
    TooDeep,
}

impl<'v> Input<'v> for TreeValue<'v> {
    fn kind(self) -> Kind<'v> {
        match self {
            TreeValue::Any | TreeValue::Tree(Tree::Null) => Kind::Null,
            TreeValue::TooDeep | TreeValue::Tree(Tree::TooDeep) => Kind::List(1),
            TreeValue::Tree(Tree::Missing) => Kind::Missing,
            TreeValue::Tree(Tree::Bool(value)) => Kind::Boolean(*value),
            TreeValue::Tree(Tree::Number(_)) => Kind::Number,
            TreeValue::Tree(Tree::String(text)) => Kind::String(text.as_bytes()),
            TreeValue::Tree(Tree::IllFormed(_)) => Kind::IllFormedString,
            TreeValue::Tree(Tree::List(items)) => Kind::List(items.len()),
            TreeValue::Tree(Tree::Counted(count, _)) => Kind::List(*count),
            TreeValue::Tree(Tree::Object(_)) => Kind::Object,
            TreeValue::Tree(Tree::Other(name)) => Kind::Other(name),
        }
    }

    fn number(self) -> f64 {
        if let TreeValue::Tree(Tree::Number(value)) = self { *value } else { 0.0 }
    }

    fn item(self, index: usize) -> Self {
        match self {
            TreeValue::Tree(Tree::List(items)) => TreeValue::Tree(&items[index]),
            TreeValue::Tree(Tree::Counted(_, deep)) => {
                let is_deep = u32::try_from(index).is_ok_and(|index| deep.binary_search(&index).is_ok());
                if is_deep { TreeValue::TooDeep } else { TreeValue::Any }
            }
            _ => TreeValue::TooDeep,
        }
    }

    fn known_deep_items(self) -> Option<Vec<u32>> {
        if let TreeValue::Tree(Tree::Counted(_, deep)) = self { Some(deep.clone()) } else { None }
    }

    fn property(self, name: &str) -> Option<Self> {
        if let TreeValue::Tree(Tree::Object(members)) = self { members.get(name).map(TreeValue::Tree) } else { None }
    }

    fn keys(self) -> impl Iterator<Item = &'v str> {
        let members = if let TreeValue::Tree(Tree::Object(members)) = self { Some(members) } else { None };
        members.into_iter().flat_map(Members::present)
    }

    fn ill_formed_keys(self) -> impl Iterator<Item = &'v str> {
        let members = if let TreeValue::Tree(Tree::Object(members)) = self { Some(members) } else { None };
        members.into_iter().flat_map(|members| &members.ill_formed).map(String::as_str)
    }
}

/// The value as JSON. What JSON cannot hold becomes `null`.
impl From<Tree> for Json {
    fn from(value: Tree) -> Self {
        match value {
            Tree::Missing | Tree::Null | Tree::Other(_) | Tree::TooDeep | Tree::Counted(..) => Self::Null,
            Tree::Bool(value) => Self::from(value),
            Tree::Number(value) => Self::from(value),
            Tree::String(text) => Self::from(text),
            Tree::IllFormed(text) => Self::IllFormed(text),
            Tree::List(items) => items.into_iter().map(Self::from).collect(),
            Tree::Object(members) => {
                let entries = members.entries.into_iter().map(|(name, value)| (name, Self::from(value)));
                Self::Object(entries.collect::<Object>().with_ill_formed_names(members.ill_formed))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use unanimous::Schema;

    /// A JSON value as a walk finds it.
    fn tree(value: &Json) -> Tree {
        match value {
            Json::Null => Tree::Null,
            Json::Bool(value) => Tree::Bool(*value),
            Json::Number(number) => Tree::Number(number.as_f64()),
            Json::String(text) => Tree::String(text.clone()),
            Json::IllFormed(text) => Tree::IllFormed(text.clone()),
            Json::Array(items) => Tree::List(items.iter().map(tree).collect()),
            Json::Object(members) => {
                Tree::Object(members.iter().map(|(name, value)| (name.to_owned(), tree(value))).collect())
            }
        }
    }

    fn message(schema: &str, value: &Tree) -> String {
        let schema: Schema = schema.parse().unwrap();
        schema.check(TreeValue::Tree(value)).map_or_else(|report| report.to_string(), |()| String::new())
    }

    fn object(members: Vec<(&str, Tree)>) -> Tree {
        Tree::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    #[test]
    fn a_tree_gets_the_verdict_of_its_json() {
        let schemas = [
            r#"{"type": "object", "required": ["a", "z"], "properties": {"a": {"type": "integer"}, "b": {"items": {"maxLength": 1}}}}"#,
            r#"{"properties": {"a": {}}, "additionalProperties": false}"#,
            r#"{"enum": [{"a": 1, "b": ["x", true, null]}, 5]}"#,
        ];
        let values = [
            r#"{"b": ["x", "xy", 5], "a": 1.5, "c": [[]]}"#,
            r#"{"b": ["x", true, null], "a": 1}"#,
            "5",
            "[5]",
            "\"x\"",
        ];
        for (schema, value) in schemas.iter().flat_map(|schema| values.map(|value| (schema, value))) {
            let json: Json = value.parse().unwrap();
            let compiled: Schema = schema.parse().unwrap();
            assert_eq!(compiled.check(TreeValue::Tree(&tree(&json))), compiled.check(&json), "{schema} {value}");
        }
    }

    #[test]
    fn what_no_schema_describes_is_missing_or_too_deep() {
        let open = r#"{"required": ["a"], "properties": {"a": {}}}"#;
        let value = object(vec![("a", Tree::Missing), ("b", Tree::TooDeep), ("c", Tree::Null)]);
        assert_eq!(message(open, &value), "Validation error: a: Required; b: Nested too deeply");
        let value = object(vec![("a", Tree::Counted(5, vec![1, 4]))]);
        assert_eq!(message(open, &value), "Validation error: a.1: Nested too deeply; a.4: Nested too deeply");
        let closed = r#"{"additionalProperties": false}"#;
        let value = object(vec![("x", Tree::Null), ("gone", Tree::Missing)]);
        assert_eq!(message(closed, &value), "Validation error: x: Unrecognized key");
    }

    #[test]
    fn what_json_cannot_hold_is_named() {
        let value = Tree::Other("Date".into());
        assert_eq!(message(r#"{"type": "object"}"#, &value), "Validation error: $: Expected object, received Date");
        assert_eq!(Json::from(object(vec![("a", value)])).to_string(), r#"{"a":null}"#);
    }
}
