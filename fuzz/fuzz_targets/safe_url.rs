//! Fuzzes `safe_url::check`: `cargo +nightly fuzz run safe_url`. The first byte decides whether the other bytes are a text or
//! pick the pieces of a URL.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use unanimous::rule::safe_url::{self, Policy};

#[path = "../grammar.rs"]
mod grammar;
#[path = "../invariants.rs"]
mod invariants;

static POLICIES: LazyLock<[Policy; 2]> = LazyLock::new(|| {
    let open = r#"{"schemes": ["https", "http"], "allowHosts": ["localhost"], "allowCidrs": ["0.0.0.0/0", "::/0"]}"#;
    [Policy::default(), Policy::from_options(&serde_json::from_str(open).unwrap()).unwrap()]
});

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, rest)) = bytes.split_first() else { return };
    let text = match kind % 3 {
        0 => String::from_utf8_lossy(rest).into_owned(),
        1 => format!("https://{}", String::from_utf8_lossy(rest)),
        _ => grammar::url(rest),
    };
    for policy in POLICIES.iter() {
        invariants::hold(&text, policy);
        let _ = safe_url::check_address_texts(&text, &[&text], policy);
    }
});
