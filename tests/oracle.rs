//! Compares the email rule `html` with the crate `validator`, which implements the same production.
//!
//! Every difference is listed here with its reason. A listed difference that no case shows any more fails the test.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;
use unanimous::rule::email::{Rule, check_as};
use validator::ValidateEmail;

/// The reason why the two may differ on an address, if there is one. `validator` splits at the last `@` and has rules
/// that the HTML production has not.
fn deliberate(address: &str, ours: bool) -> Option<&'static str> {
    let (local, domain) = address.rsplit_once('@')?;
    match ours {
        true if local.chars().count() > 64 => {
            Some("validator limits the local part to 64 characters; HTML sets no limit")
        }
        true if domain.chars().count() > 255 => {
            Some("validator limits the domain to 255 characters; HTML sets no limit")
        }
        false if domain.ends_with(']') => {
            Some("validator takes address literals, any text before them; HTML takes none")
        }
        false if !domain.is_ascii() => Some("validator converts U-labels; HTML's production is ASCII"),
        _ => None,
    }
}

fn corpus() -> Vec<String> {
    let file: Value = serde_json::from_str(include_str!("cases/emails.json")).expect("emails.json");
    let cases = file["cases"].as_array().expect("cases");
    let mut addresses: Vec<_> =
        cases.iter().map(|case| case["address"].as_str().expect("address").to_owned()).collect();
    // No mail server takes so long a domain, but the HTML production does.
    addresses.push(format!("a@{}example", "label.".repeat(50)));
    addresses
}

#[test]
fn every_difference_from_the_oracle_is_listed() {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for address in corpus() {
        let ours = check_as(&address, Rule::Html).is_ok();
        if ours == address.validate_email() {
            continue;
        }
        let reason = deliberate(&address, ours);
        *seen.entry(reason.unwrap_or_else(|| panic!("{address:?}: ours says {ours}"))).or_default() += 1;
    }
    let shown: Vec<_> = seen.iter().map(|(reason, count)| format!("{count} × {reason}")).collect();
    println!("{}", shown.join("\n"));
    assert_eq!(seen.len(), 4, "a listed difference is shown by no case any more: {shown:?}");
}

fn address() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a", "Z", "9", ".", "-", "@", "+", "_", "'", "\"", " ", "[", "]", "(", "é", "ü", "\n", "\\", "example", "com",
        "xn--", "1.2.3.4", ":",
    ]);
    let pieces = |range| prop::collection::vec(piece.clone(), range).prop_map(|pieces| pieces.concat());
    (pieces(0..6), pieces(0..8)).prop_map(|(local, domain)| format!("{local}@{domain}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_difference_on_generated_addresses_is_listed(address in address()) {
        let ours = check_as(&address, Rule::Html).is_ok();
        prop_assert!(
            ours == address.validate_email() || deliberate(&address, ours).is_some(),
            "{:?}: ours says {}", address, ours
        );
    }
}
