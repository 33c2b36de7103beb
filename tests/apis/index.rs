//! The alphabetical tables, one row an API or framework.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::cases::{Case, folded};
use crate::markdown::{code, head, row, words};
use crate::reading;
use crate::seeds;

/// The cases of each name, in the order of the alphabet.
fn groups(cases: &[Case]) -> BTreeMap<String, Vec<&Case>> {
    let mut groups: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for case in cases {
        groups.entry(folded(&case.api)).or_default().push(case);
    }
    groups
}

fn letter(name: &str) -> String {
    name.chars().take(1).flat_map(char::to_uppercase).collect()
}

/// How many there are, and links to the sections.
pub(crate) fn contents(cases: &[Case]) -> String {
    let groups = groups(cases);
    let links = |names: Vec<String>| {
        let link = |name: &String| format!("[{name}](#{})", name.to_lowercase().replace(' ', "-"));
        names.iter().map(link).collect::<Vec<_>>().join(" · ")
    };
    let mut letters: Vec<_> = groups.keys().map(|name| letter(name)).collect();
    letters.dedup();
    let five = links(seeds::names().into_iter().map(str::to_owned).collect());
    format!(
        "{} APIs, frameworks and standards, {} responses.\n\nCode by code: {five}\n\nBy name: {}\n",
        groups.len(),
        cases.len(),
        links(letters)
    )
}

/// A section for each letter.
pub(crate) fn sections(cases: &[Case]) -> String {
    let mut out = String::from("## By name\n");
    let mut last = String::new();
    for (name, cases) in groups(cases) {
        if letter(&name) != last {
            last = letter(&name);
            out.extend(["\n### ", &last, "\n\n"]);
            out += &head(&["name", "response → error", "retry", "other cases"]);
        }
        out += &if seeds::names().contains(&cases[0].api.as_str()) { seed(&cases) } else { entry(&cases) };
    }
    out
}

/// A row that leads to the section of one of the five APIs.
fn seed(cases: &[&Case]) -> String {
    let name = &cases[0].api;
    let link = format!("[code by code](#{})", name.to_lowercase().replace(' ', "-"));
    row(&[words(name, 80), link, String::new(), String::new()])
}

fn entry(cases: &[&Case]) -> String {
    // The response that most can be read from, fields above all; of two such, the shorter one.
    let worth = |case: &&&Case| {
        let error = &case.error;
        let has_field = error.fields.iter().any(|field| !field.path.is_empty());
        let parts = [error.code.is_some(), error.request_id.is_some(), error.retry_after.is_some(), case.status >= 400];
        let parts = parts.into_iter().filter(|part| *part).count();
        let is_whole = case.body.len() <= reading::BODY;
        (2 * usize::from(has_field) + parts + usize::from(is_whole), Reverse(case.body.len()))
    };
    // Of equals `max_by_key` returns the last.
    let example = cases.iter().rev().max_by_key(worth).expect("a case");
    let mut versions: Vec<&str> = cases.iter().filter_map(|case| case.version.as_deref()).collect();
    versions.sort_unstable();
    versions.dedup();
    let mut name = words(&example.api, 80);
    for version in versions {
        name.extend(["<br>", &words(version, 80)]);
    }
    row(&[name, reading::read(example), reading::again(&example.error), others(cases, example)])
}

/// The statuses and categories of the other cases, each with the number of cases.
fn others(cases: &[&Case], example: &Case) -> String {
    let mut kinds: BTreeMap<_, usize> = BTreeMap::new();
    for case in cases.iter().filter(|case| case.id != example.id) {
        *kinds.entry((case.status, case.error.category.as_str())).or_default() += 1;
    }
    let kind = |((status, category), count)| {
        let times = if count > 1 { format!(" × {count}") } else { String::new() };
        format!("{status} {}{times}", code(category, 80))
    };
    kinds.into_iter().map(kind).collect::<Vec<_>>().join("<br>")
}
