//! Runs the shared cases natively: each case gives what it expects, and all outputs together are
//! `tests/cases/outputs.txt`, with which the other runtimes are compared.
// The cases need every format and every API, so this test needs the default features.
#![cfg(all(
    feature = "api-error",
    feature = "idn",
    feature = "safe-url",
    feature = "serde_json",
    not(target_arch = "wasm32")
))]

mod unanimity;

use std::path::Path;

#[test]
fn every_case_gives_what_it_expects() {
    let mut differences = Vec::new();
    let lines = unanimity::lines();
    for line in &lines {
        for expected in line.expected.iter().filter(|expected| !line.output.contains(expected.as_str())) {
            let output: String = line.output.chars().take(300).collect();
            differences.push(format!("{}\n   expected {expected}\n   gave     {output}", line.name));
        }
    }
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
    println!("UNANIMITY | native Rust | {} | 0", lines.len());
}

#[test]
fn the_outputs_are_those_of_outputs_txt() {
    let lines: Vec<_> = unanimity::lines().iter().map(|line| format!("{} {}", line.name, line.output)).collect();
    assert_recorded("outputs.txt", &lines);
}

#[test]
fn the_messages_in_every_locale_are_those_of_localized_txt() {
    assert_recorded("localized.txt", &unanimity::locales::localized(&unanimity::lines()));
}

#[test]
fn the_texts_of_every_locale_are_those_of_locales_txt() {
    let record = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/locales.txt"));
    let record = record.expect("locales.txt");
    for (found, recorded) in unanimity::locales::texts(&record).iter().zip(record.lines()) {
        assert_eq!(found, recorded);
    }
}

#[test]
fn every_catalogue_of_the_folder_is_compared() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales");
    let files =
        std::fs::read_dir(folder).expect("the folder `locales`").map(|entry| entry.expect("a file").file_name());
    let mut tags: Vec<_> = files.map(|name| name.to_string_lossy().replace(".json", "")).collect();
    tags.sort();
    assert_eq!(tags, unanimity::locales::CATALOGUES.map(|(tag, _)| tag), "tests/unanimity/locales.rs");
}

/// `UPDATE_OUTPUTS=1 cargo test --test native` rewrites the files, so that a reviewer sees the change as a diff.
fn assert_recorded(name: &str, lines: &[String]) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name);
    let outputs = lines.join("\n") + "\n";
    if std::env::var_os("UPDATE_OUTPUTS").is_some() {
        std::fs::write(&path, &outputs).expect("the record can be written");
    }
    let record = std::fs::read_to_string(&path).unwrap_or_default();
    for (found, recorded) in outputs.lines().zip(record.lines()) {
        assert_eq!(found, recorded, "the output changed; if it should, run with UPDATE_OUTPUTS=1");
    }
    assert_eq!(outputs.lines().count(), record.lines().count(), "cases came or went: run with UPDATE_OUTPUTS=1");
}
