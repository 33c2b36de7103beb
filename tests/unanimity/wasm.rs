//! The body of both wasm tests: compares every case byte for byte with the native outputs.

/// Compares every case with `outputs.txt`, and in every locale with `localized.txt` and `locales.txt`.
///
/// # Panics
/// If an output differs from the native one.
pub(crate) fn compare() {
    let record: Vec<_> = include_str!("../cases/outputs.txt").lines().collect();
    let lines = super::unanimity::lines();
    let differences: Vec<_> = lines
        .iter()
        .zip(&record)
        .map(|(line, recorded)| (format!("{} {}", line.name, line.output), *recorded))
        .filter(|(found, recorded)| found != recorded)
        .collect();
    assert!(differences.is_empty(), "{} of {} differ: {:?}", differences.len(), lines.len(), differences.first());
    assert_eq!(lines.len(), record.len());

    let localized = super::unanimity::locales::localized(&lines);
    assert!(localized.iter().eq(include_str!("../cases/localized.txt").lines()), "the messages in the locales differ");
    let texts = include_str!("../cases/locales.txt");
    assert!(super::unanimity::locales::texts(texts).iter().eq(texts.lines()), "the texts of the locales differ");
}
