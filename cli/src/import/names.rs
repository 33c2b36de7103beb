//! The names of the files, and of the constants in `index.ts`.

use std::collections::{HashMap, HashSet};

/// The longest name of a file, in bytes, before a number and its extensions.
const MAX_NAME: usize = 100;

/// Names that Windows keeps for devices, whatever the extension.
const DEVICES: [&str; 22] = [
    "aux", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con", "lpt1", "lpt2", "lpt3",
    "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9", "nul", "prn",
];

/// Words that cannot name a constant in a module. TypeScript keeps `Object`, `exports`, `require` and `__esModule` in
/// CommonJS.
const RESERVED: [&str; 53] = [
    "Object",
    "__esModule",
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "exports",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "require",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// The name of an operation's files: letters, digits, `.`, `-` and `_` of its id, or of the fallback if the id has
/// none.
pub(super) fn file_name(id: Option<&str>, fallback: &str) -> String {
    let name = id.map(slug).filter(|name| !name.is_empty()).unwrap_or_else(|| slug(fallback));
    match name.split('.').next().unwrap_or_default().to_ascii_lowercase() {
        _ if name.is_empty() => "operation".to_owned(),
        first if DEVICES.contains(&first.as_str()) => format!("_{name}"),
        _ => name,
    }
}

fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '.' | '_') {
            slug.push(c);
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(MAX_NAME);
    slug.trim_matches(['-', '.']).to_owned()
}

/// The same names, each once: a name that came before gets a number. Names that differ only in case count as equal,
/// because some file systems think so. A name that needs no number never loses its place to one that got its number.
pub(super) fn each_once(names: Vec<String>, separator: &str) -> Vec<String> {
    let wanted: HashSet<_> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
    let mut taken = HashSet::new();
    // The number at which the search goes on, so that many equal names take no longer than others.
    let mut next = HashMap::new();
    let once = names.into_iter().map(|name| {
        let lower = name.to_ascii_lowercase();
        if taken.insert(lower.clone()) {
            return name;
        }
        let number = next.entry(lower.clone()).or_insert(2_u32);
        loop {
            let suffix = format!("{separator}{number}");
            *number += 1;
            let numbered = lower.clone() + &suffix;
            if !wanted.contains(&numbered) && taken.insert(numbered) {
                return name + &suffix;
            }
        }
    });
    once.collect()
}

/// The name of the constant for a file: `create-lead.200` is `createLead200`.
pub(super) fn constant(file_name: &str) -> String {
    let mut constant = String::new();
    for word in file_name.split(['-', '.']) {
        let mut characters = word.chars();
        match characters.next() {
            Some(first) if !constant.is_empty() => constant.push(first.to_ascii_uppercase()),
            Some(first) => constant.push(first),
            None => {}
        }
        constant.push_str(characters.as_str());
    }
    if constant.starts_with(|first: char| first.is_ascii_digit()) {
        constant.insert(0, '_');
    }
    if RESERVED.contains(&constant.as_str()) {
        constant.push('_');
    }
    constant
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_safe() {
        let long = "x".repeat(300);
        let cases = [
            (Some("createLead"), "createLead"),
            (Some("leads.create_v2"), "leads.create_v2"),
            (Some("../../etc/passwd"), "etc-passwd"),
            (Some("Leads / create: a \"lead\"?"), "Leads-create-a-lead"),
            (Some("CON"), "_CON"),
            (Some("nul.x"), "_nul.x"),
            (Some("新規"), "post-leads-id"),
            (Some("."), "post-leads-id"),
            (Some(""), "post-leads-id"),
            (None, "post-leads-id"),
            (Some(long.as_str()), &long[..100]),
        ];
        for (id, expected) in cases {
            assert_eq!(file_name(id, "post /leads/{id}"), expected, "{id:?}");
        }
        assert_eq!(file_name(None, "/"), "operation");
    }

    #[test]
    fn equal_names_get_numbers() {
        let cases: [(&[&str], &[&str]); 3] = [
            (&["a", "b", "a", "a"], &["a", "b", "a-2", "a-3"]),
            (&["a", "A"], &["a", "A-2"]),
            (&["a", "a", "a-2"], &["a", "a-3", "a-2"]),
        ];
        for (names, expected) in cases {
            assert_eq!(each_once(names.iter().map(|name| (*name).to_owned()).collect(), "-"), expected);
        }
    }

    #[test]
    fn constants_are_identifiers() {
        let cases = [
            ("createLead", "createLead"),
            ("create-lead.200", "createLead200"),
            ("post-leads-id.form", "postLeadsIdForm"),
            ("create_lead", "create_lead"),
            ("2fa", "_2fa"),
            ("delete", "delete_"),
            ("exports", "exports_"),
            ("require", "require_"),
            ("__esModule", "__esModule_"),
            ("Object", "Object_"),
            ("_-x", "_X"),
        ];
        for (file_name, expected) in cases {
            assert_eq!(constant(file_name), expected, "{file_name}");
        }
    }
}
