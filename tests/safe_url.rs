//! Runs the cases of `tests/cases/safe-urls.json` and `tests/cases/addresses.json`, each under its policy.
#![cfg(all(feature = "safe-url", feature = "serde_json"))]

use serde_json::{Value, json};
use unanimous::rule::safe_url::{
    MAX_BYTES, Policy, SafeUrl, check, check_address_texts, check_addresses, check_by_slow_path, parse_address,
};
use unanimous::{Code, Reason};

fn cases(text: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(text).unwrap();
    file["cases"].as_array().unwrap().clone()
}

/// The policy of a case: its options, on top of both schemes.
fn policy(case: &Value) -> Policy {
    let mut options = json!({"schemes": ["https", "http"]});
    for (name, value) in case["options"].as_object().into_iter().flatten() {
        options[name] = value.clone();
    }
    Policy::from_options(&options.into()).unwrap()
}

fn url(case: &Value) -> String {
    let Some(made) = case.get("urlGen") else { return case["url"].as_str().unwrap().to_owned() };
    let text = |name: &str| made[name].as_str().unwrap();
    let times = usize::try_from(made["times"].as_u64().unwrap()).unwrap();
    format!("{}{}{}", text("before"), text("repeat").repeat(times), text("then"))
}

/// Compares code and detail of a rejection with those that the case names.
fn compare_reason(case: &Value, reason: &Reason, what: &str, wrong: &mut Vec<String>) {
    let said = (Some(reason.code().as_str()), reason.detail());
    let expected = (case["code"].as_str().or(said.0), case["detail"].as_str().or(said.1));
    if said != expected {
        wrong.push(format!("{what}: {said:?}, expected {expected:?}"));
    }
    if reason.detail().is_none() {
        wrong.push(format!("{what}: {said:?} has no detail"));
    }
}

#[test]
fn every_url_has_the_expected_verdict() {
    let mut wrong = Vec::new();
    for case in cases(include_str!("cases/safe-urls.json")) {
        let (url, policy) = (url(&case), policy(&case));
        // A build without the feature `idn` refuses every host outside ASCII.
        if cfg!(not(feature = "idn")) && !url.is_ascii() && case["safe"] == true {
            continue;
        }
        let what: String = format!("{} ({})", url.escape_debug(), case["why"]).chars().take(200).collect();
        match (check(&url, &policy), case["safe"].as_bool().unwrap()) {
            (Ok(_), false) => wrong.push(format!("{what}: falsely accepted")),
            (Err(reason), true) => wrong.push(format!("{what}: falsely rejected: {:?}", reason.detail())),
            (Err(reason), false) if cfg!(feature = "idn") || url.is_ascii() => {
                compare_reason(&case, &reason, &what, &mut wrong);
            }
            (Err(_), false) => {}
            (Ok(safe), true) => {
                if case["href"].as_str().is_some_and(|href| href != safe.href) {
                    wrong.push(format!("{what}: href {}", safe.href));
                }
                if case["needsResolution"].as_bool().is_some_and(|needs| needs != safe.needs_resolution) {
                    wrong.push(format!("{what}: needs_resolution {}", safe.needs_resolution));
                }
                compare_delivery(&case, &safe, &policy, &what, &mut wrong);
            }
        }
        assert_eq!(check(&url, &policy), check_by_slow_path(&url, &policy), "{what}: the fast path and the slow path");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn compare_delivery(case: &Value, safe: &SafeUrl<'_>, policy: &Policy, what: &str, wrong: &mut Vec<String>) {
    let Some(addresses) = case["resolves"].as_array() else { return };
    let addresses: Vec<&str> = addresses.iter().map(|address| address.as_str().unwrap()).collect();
    let host = url::Url::parse(&safe.href).unwrap().host_str().unwrap().to_owned();
    match (check_address_texts(&host, &addresses, policy), case["deliverySafe"].as_bool().unwrap()) {
        (Ok(()), false) => wrong.push(format!("{what}: falsely delivered")),
        (Err(reason), true) => wrong.push(format!("{what}: falsely kept back: {:?}", reason.detail())),
        (Err(reason), false) => compare_reason(case, &reason, what, wrong),
        (Ok(()), true) => {}
    }
}

#[test]
fn every_address_has_the_expected_verdict() {
    let mut wrong = Vec::new();
    for case in cases(include_str!("cases/addresses.json")) {
        let (policy, address) = (policy(&case), case["addr"].as_str().unwrap());
        let host = case["host"].as_str().unwrap_or("hooks.attacker-a.com");
        let what = format!("{address} ({})", case["why"]);
        match (check_address_texts(host, &[address], &policy), case["safe"].as_bool().unwrap()) {
            (Ok(()), false) => wrong.push(format!("{what}: falsely accepted")),
            (Err(reason), true) => wrong.push(format!("{what}: falsely rejected: {:?}", reason.detail())),
            (Err(reason), false) => compare_reason(&case, &reason, &what, &mut wrong),
            (Ok(()), true) => {}
        }
        // The same address in a URL has the same verdict. A zone id is refused in both, because no URL can contain one.
        let literal =
            if address.contains(':') { format!("https://[{address}]/") } else { format!("https://{address}/") };
        if case.get("host").is_none() && check(&literal, &policy).is_ok() != case["safe"].as_bool().unwrap() {
            wrong.push(format!("{what}: judged otherwise as {literal}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_code_has_its_text_and_the_text_reads_back() {
    let https = Policy::default();
    let both = Policy::from_options(&json!({"schemes": ["https", "http"], "ports": [443]}).into()).unwrap();
    let long = format!("https://example.com/{}", "a".repeat(MAX_BYTES));
    let cases = [
        (&https, "http://example.com/", Code::UrlScheme, "URL must use https"),
        (&both, "ftp://example.com/", Code::UrlScheme, "URL must use https or http"),
        (&both, "example.com", Code::InvalidUrl, "Invalid URL"),
        (&both, "https://a:b@example.com/", Code::UrlCredentials, "URL must not hold a user name or password"),
        (&both, "https://localhost/", Code::UrlHost, "URL host is not allowed"),
        (&both, "https://example.com:8443/", Code::UrlPort, "URL port is not allowed"),
        (&both, "https://127.0.0.1/", Code::UrlPrivate, "URL points at a private network"),
        (&both, &long, Code::UrlTooLong, "URL must be at most 8000 bytes"),
    ];
    for (policy, url, code, text) in cases {
        let reason = check(url, policy).unwrap_err();
        assert_eq!((reason.code(), reason.to_string().as_str()), (code, text), "{url}");
        assert_eq!(Reason::from_text(text).code(), code, "{text} reads back");
    }
}

#[test]
fn the_policy_limits_the_written_and_the_canonical_url() {
    let start = "https://example.com/";
    let limits =
        [21, 63, 64, 65, 2048, 8000, 65536].map(|bytes| (Policy::default().with_max_length(bytes).unwrap(), bytes));
    for (policy, bytes) in limits.into_iter().chain([(Policy::default(), MAX_BYTES)]) {
        let just = format!("{start}{}", "a".repeat(bytes - start.len()));
        assert!(check(&just, &policy).is_ok(), "{bytes}");
        let reason = check(&format!("{just}a"), &policy).unwrap_err();
        assert_eq!((reason.code(), reason.detail()), (Code::UrlTooLong, Some("written")));
        assert_eq!(reason.to_string(), format!("URL must be at most {bytes} bytes"));
        // The canonical form is longer than the written one: ^ becomes three bytes.
        let grows = format!("{start}{}", "^".repeat(bytes - start.len()));
        assert_eq!(check(&grows, &policy).unwrap_err().detail(), Some("canonical"));
    }
}

#[test]
fn a_host_without_addresses_is_rejected() {
    let reason = check_addresses("example.com", &[], &Policy::default()).unwrap_err();
    assert_eq!((reason.code(), reason.detail()), (Code::UrlHost, Some("no_address")));
    let reason = check_addresses("own.corp", &[], &Policy::default().with_allow_hosts(&["own.corp"]).unwrap());
    assert_eq!(reason.unwrap_err().detail(), Some("no_address"));
}

#[test]
fn addresses_are_read_in_their_canonical_notation_only() {
    let cases = [
        ("8.8.8.8", None),
        ("::ffff:8.8.8.8", None),
        ("2001:4860:4860:0:0:0:0:8888", None),
        ("fe80::1%eth0", Some("zone_id")),
        ("2001:4860:4860::8888%25lo", Some("zone_id")),
        ("010.8.8.8", Some("not_an_address")),
        ("0x8.8.8.8", Some("not_an_address")),
        ("8.8", Some("not_an_address")),
        ("134744072", Some("not_an_address")),
        ("[::1]", Some("not_an_address")),
        ("8.8.8.8 ", Some("not_an_address")),
        ("8.8.8.8:80", Some("not_an_address")),
        ("", Some("not_an_address")),
        ("٨.8.8.8", Some("not_an_address")),
    ];
    for (text, detail) in cases {
        assert_eq!(parse_address(text).err().as_ref().and_then(Reason::detail), detail, "{text}");
    }
}

#[test]
fn a_policy_is_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Policy>();
}
