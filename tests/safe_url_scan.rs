//! Compares the fast path of `check` with its slow path, and both with the crate `url`.
#![cfg(all(feature = "safe-url", feature = "serde_json", not(target_arch = "wasm32")))]

use std::borrow::Cow;
use std::path::PathBuf;
use std::process::Command;

use proptest::prelude::*;
use serde_json::{Value, json};
use unanimous::rule::safe_url::{Policy, check, check_by_slow_path};

#[path = "../fuzz/invariants.rs"]
#[allow(dead_code, reason = "the fuzzers use the rest")]
mod invariants;

fn policies() -> [Policy; 3] {
    [
        Policy::default(),
        Policy::from_options(&json!({"schemes": ["https", "http"]}).into()).unwrap(),
        // A policy that allows as much as a policy can, so that it rejects few URLs.
        Policy::from_options(&json!({
            "schemes": ["http", "https"], "allowCidrs": ["0.0.0.0/0", "::/0"], "allowHosts": ["localhost", "a", "a.corp"],
        }).into())
        .unwrap(),
    ]
}

/// Asserts that the fast and the slow path give the same result, that an accepted href is what `url` prints, and that
/// it is accepted again.
fn agree(url: &str) {
    for policy in policies() {
        let verdict = check(url, &policy);
        assert_eq!(verdict, check_by_slow_path(url, &policy), "{url:?}");
        let Ok(safe) = verdict else { continue };
        let parsed = url::Url::parse(url).unwrap();
        if !invariants::has_drive(url) {
            assert_eq!(invariants::canonical(&parsed), safe.href, "{url:?}");
        }
        assert_eq!(url::Url::parse(&safe.href).unwrap().as_str(), safe.href, "{url:?} reparses to itself");
        assert_eq!(matches!(parsed.host(), Some(url::Host::Domain(_))), safe.needs_resolution, "{url:?}");
        let again = check(&safe.href, &policy).unwrap();
        assert_eq!((again.href.as_ref(), again.needs_resolution), (safe.href.as_ref(), safe.needs_resolution));
        assert!(matches!(again.href, Cow::Borrowed(_)));
    }
}

/// The fast path reads several bytes at a time. Each rest stands before, at and after the end of such a group.
#[test]
fn fast_and_slow_path_agree_on_each_rest_at_each_index() {
    let rests = [
        "",
        "/",
        "/a",
        "/.",
        "/..",
        "/./a",
        "/.a",
        "/a./b",
        "/%2e",
        "/%2E%2e/",
        "/%2f",
        "//",
        "/?a=/.b",
        "?",
        "/?",
        "/#",
        "/#a",
        "/a b",
        "/é",
        "/'",
        "/<",
        "/^",
        "/\\",
        "/\u{7f}",
        ":8080/",
        ":8080",
        ":443/",
        ":0/",
        ":65536/",
        ":/",
        ".",
        "./",
        "..",
        "-/",
        "--a.com/",
        ".xn--a/",
        ".xn--e1afmkfd/",
        ".localhost/",
        ".1/",
        ".1.1/",
        "_",
        "A/",
        "@b.com/",
        "/~a/@b/!$&()*+,;=:",
    ];
    for length in 0..140 {
        let x = "x".repeat(length);
        for rest in rests {
            agree(&format!("https://a{x}.com{rest}"));
            agree(&format!("http://{}.com{rest}", "ab.".repeat(length / 3) + "c"));
            agree(&format!("https://a.com/{x}{rest}"));
            agree(&format!("https://a.com/?{x}{rest}"));
        }
    }
}

/// URLs near the canonical form: each part is mostly right, and sometimes nearly so.
fn near_canonical() -> impl Strategy<Value = String> {
    let scheme = prop_oneof![6 => Just("https://"), 4 => Just("http://"), 1 => Just("HTTPS://"), 1 => Just("https:/")];
    let label = prop_oneof![
        8 => "[a-z0-9_-]{1,8}",
        1 => Just("xn--e1afmkfd".to_owned()),
        1 => "xn--[a-z0-9-]{0,6}",
        1 => "[a-zA-Z0-9._%!'-]{0,5}",
        1 => "[0-9]{1,3}",
        1 => "0x[0-9a-f]{0,3}",
    ];
    let tld =
        prop_oneof![6 => "[a-z]{1,5}", 1 => "[a-z0-9]{1,4}", 1 => Just("corp".to_owned()), 1 => Just("a.".to_owned())];
    let name = (prop::collection::vec(label, 0..4), tld).prop_map(|(mut labels, tld)| {
        labels.push(tld);
        labels.join(".")
    });
    let ipv4 = prop_oneof![3 => any::<std::net::Ipv4Addr>().prop_map(|ip| ip.to_string()), 1 => "[0-9]{1,3}(\\.[0-9]{1,3}){3}"];
    let ipv6 = any::<std::net::Ipv6Addr>().prop_map(|ip| format!("[{ip}]"));
    let host = prop_oneof![6 => name, 2 => ipv4, 1 => ipv6];
    let port = prop_oneof![6 => Just(String::new()), 2 => any::<u16>().prop_map(|p| format!(":{p}")), 1 => ":[0-9+]{0,6}",
        1 => Just(":443".to_owned()), 1 => Just(":80".to_owned())];
    let segment = prop_oneof![6 => "[a-zA-Z0-9._~!$&'()*+,;=:@%-]{0,6}", 1 => Just(".".to_owned()), 1 => Just("..".to_owned()),
        1 => "(\\.|%2e|%2E){1,3}", 1 => "\\PC{0,4}"];
    let path = prop::collection::vec(segment, 1..5).prop_map(|segments| format!("/{}", segments.join("/")));
    let query =
        prop_oneof![4 => Just(String::new()), 4 => "\\?[a-zA-Z0-9/?:@!$&()*+,;=%._~'-]{0,8}", 1 => "\\?[ -~]{0,6}"];
    let fragment =
        prop_oneof![6 => Just(String::new()), 2 => "#[a-zA-Z0-9/?:@!$&()*+,;=%._~'-]{0,8}", 1 => "#[ -~]{0,6}"];
    (scheme, host, port, path, query, fragment).prop_map(|(s, h, p, path, q, f)| format!("{s}{h}{p}{path}{q}{f}"))
}

#[test]
fn drive_letters_mean_nothing_outside_file_urls() {
    let open = &policies()[1];
    for (url, href) in [
        ("https://example.com/a/C:/../b", "https://example.com/a/b"),
        ("https://example.com/C|/..", "https://example.com/"),
        ("https://example.com/c:/./%2E%2e/x", "https://example.com/x"),
    ] {
        assert_eq!(check(url, open).unwrap().href, href);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn fast_and_slow_path_agree_on_urls_near_the_canonical_form(url in near_canonical()) {
        agree(&url);
    }

    #[test]
    fn fast_and_slow_path_agree_on_any_text(text in "\\PC{0,40}") {
        agree(&text);
        agree(&format!("https://{text}"));
        agree(&format!("https://example.com/{text}"));
    }
}

/// The byte table of the fast path agrees with the parser for each ASCII byte in each part of a URL.
#[test]
fn fast_and_slow_path_agree_on_each_byte_in_each_part() {
    for byte in 0..=127_u8 {
        let c = char::from(byte);
        for url in [
            format!("https://ex{c}ample.com/"),
            format!("https://example.com{c}/"),
            format!("https://{c}example.com/"),
            format!("https://example.com:8{c}/"),
            format!("https://example.com/a{c}b"),
            format!("https://example.com/{c}"),
            format!("https://example.com/.{c}"),
            format!("https://example.com/.{c}/"),
            format!("https://example.com/..{c}"),
            format!("https://example.com/?a{c}b"),
            format!("https://example.com/?{c}"),
            format!("https://example.com/#a{c}b"),
            format!("https://example.com/#{c}"),
        ] {
            agree(&url);
        }
    }
}

/// Each part of a URL encodes the characters of the URL standard's percent-encode sets (section 1.3), which are those of
/// the crate `url` but for the listed ones.
#[test]
fn each_part_encodes_what_the_standard_says() {
    let policy = Policy::default();
    let encode = |byte: u8| format!("%{byte:02X}");
    for byte in b' '..=b'~' {
        let c = char::from(byte);
        // A backslash is refused; `?` and `#` begin another part; a space at the end is refused.
        if matches!(c, '\\' | '?' | '#') {
            continue;
        }
        let sets = [
            ("/", " \"<>`^{}", "the path percent-encode set, but for # and ?"),
            ("/?", " \"<>'", "the special-query percent-encode set, but for #"),
            ("/#", " \"<>`", "the fragment percent-encode set"),
        ];
        for (start, encoded, set) in sets {
            let expected = if encoded.contains(c) { encode(byte) } else { c.to_string() };
            let url = format!("https://example.com{start}a{c}b");
            let safe = check_by_slow_path(&url, &policy).unwrap();
            assert_eq!(safe.href, format!("https://example.com{start}a{expected}b"), "{set}");
        }
    }
    for (kept, code) in invariants::NOT_ENCODED_IN_PATHS {
        let url = format!("https://example.com/{kept}?{kept}#{kept}");
        assert_eq!(check(&url, &policy).unwrap().href, format!("https://example.com/{code}?{kept}#{kept}"));
        assert_eq!(url::Url::parse(&url).unwrap().as_str(), url, "`url` follows the standard now: remove {kept:?}");
    }
}

/// The URLs of the web platform tests, from the package of the crate `url` that this build uses.
#[test]
fn fast_and_slow_path_agree_on_the_urls_of_the_web_platform_tests() {
    let text = std::fs::read_to_string(urltestdata()).unwrap();
    let data: Vec<Value> = serde_json::from_str(&text).unwrap();
    let mut count = 0;
    for case in data.iter().filter_map(Value::as_object) {
        let Some(input) = case.get("input").and_then(Value::as_str) else { continue };
        agree(input);
        if let Some(href) = case.get("href").and_then(Value::as_str) {
            agree(href);
        }
        // Most inputs are relative or have another scheme, so they serve as hosts and paths too.
        agree(&format!("https://{input}"));
        agree(&format!("https://example.com/{input}"));
        count += 1;
    }
    assert!(count > 800, "only {count} inputs");
}

/// The path of `tests/urltestdata.json` in the package of the crate `url`. Cargo knows where the package is: in the
/// registry's cache, a vendor folder or elsewhere.
fn urltestdata() -> PathBuf {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    // Only the packages for this platform are certainly on the disk.
    let rustc = Command::new("rustc").arg("-vV").output().unwrap();
    let rustc = String::from_utf8(rustc.stdout).unwrap();
    let host = rustc.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let arguments =
        ["metadata", "--format-version=1", "--offline", "--filter-platform", host, "--manifest-path", manifest];
    let output = Command::new(cargo).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let url = packages.iter().find(|package| package["name"] == "url").unwrap();
    let manifest = PathBuf::from(url["manifest_path"].as_str().unwrap());
    manifest.with_file_name("tests").join("urltestdata.json")
}
