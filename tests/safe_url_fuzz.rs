//! A bounded fuzz run with the same strings every time: 3,000,000 in a release build, fewer in a debug build.
//!
//! Run it with `cargo test --release --test safe_url_fuzz`. The coverage-guided fuzzer in `fuzz/` has the same grammar
//! and invariants.
#![cfg(all(feature = "safe-url", feature = "serde_json", not(target_arch = "wasm32")))]

use std::time::{Duration, Instant};

use serde_json::json;
use unanimous::rule::safe_url::{MAX_BYTES, Policy, check};

#[path = "../fuzz/grammar.rs"]
mod grammar;
#[path = "../fuzz/invariants.rs"]
mod invariants;
mod random;

use random::Random;

const COUNT: u32 = if cfg!(debug_assertions) { 20_000 } else { 1_000_000 };

fn bytes(random: &mut Random, most: usize) -> Vec<u8> {
    (0..random.below(most + 1)).map(|_| random.next().to_le_bytes()[0]).collect()
}

fn policies() -> [Policy; 2] {
    let open = json!({"schemes": ["https", "http"], "allowHosts": ["localhost"], "allowCidrs": ["0.0.0.0/0", "::/0"]});
    [Policy::default(), Policy::from_options(&open.into()).unwrap()]
}

fn run(seed: u64, mut make: impl FnMut(&mut Random) -> String) -> u32 {
    let (mut random, policies, mut accepted) = (Random(seed), policies(), 0);
    for _ in 0..COUNT {
        let text = make(&mut random);
        for policy in &policies {
            accepted += u32::from(invariants::hold(&text, policy));
        }
    }
    println!("{COUNT} strings, {accepted} acceptances");
    accepted
}

#[test]
fn arbitrary_bytes() {
    run(1, |random| String::from_utf8_lossy(&bytes(random, 80)).into_owned());
}

#[test]
fn arbitrary_bytes_in_a_url_keep_the_invariants() {
    let starts = ["https://", "https://example.com/", "https://example.com:", "https://[", "http://1", "https://a."];
    let accepted = run(2, |random| {
        let start = starts[usize::from(random.next().to_le_bytes()[0]) % starts.len()];
        // Mostly printable ASCII, which gets furthest into the parser.
        let tail =
            bytes(random, 24).into_iter().map(|b| if b % 16 == 0 { char::from(b) } else { char::from(b' ' + b % 95) });
        format!("{start}{}", tail.collect::<String>())
    });
    assert!(accepted > COUNT / 50, "a run that accepts nothing proves little");
}

#[test]
fn urls_of_the_grammar() {
    let accepted = run(3, |random| grammar::url(&bytes(random, 24)));
    assert!(accepted > COUNT / 50, "a run that accepts nothing proves little");
}

/// The time of a check is bounded: a longer text costs no more than one of the greatest length.
#[test]
fn the_time_of_a_check_is_bounded() {
    const LONGEST: Duration = Duration::from_millis(500);
    let policy = Policy::default();
    let mut texts = vec![];
    for piece in [
        "a", "a.", ".", "1.", "xn--a.", "xn--", "ü", "ü.", "@", "%", "/../", "[", ":", "١", "\u{300}", "a\u{ad}", "?",
        "#", "//",
    ] {
        for length in [MAX_BYTES, 4 * 1024 * 1024] {
            for start in ["", "https://", "https://[", "https://example.com/", "https://xn--"] {
                let count = (length - start.len()) / piece.len();
                texts.push(format!("{start}{}", piece.repeat(count)));
            }
        }
    }
    for text in &texts {
        let spent = || {
            let start = Instant::now();
            let _ = check(text, &policy);
            start.elapsed()
        };
        // A check takes about a thousandth of this. On a machine under load one may take longer, but not each of ten.
        let is_quick = (0..10).any(|_| spent() < LONGEST);
        assert!(
            is_quick,
            "ten checks took {LONGEST:?} or longer each: {:?}…",
            text.chars().take(40).collect::<String>()
        );
    }
}
