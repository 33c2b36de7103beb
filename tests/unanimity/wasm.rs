//! The body of both wasm tests: compares every case byte for byte with the native outputs.

/// Compares every case with `outputs.txt`.
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
}
