//! The cases of safe URLs: the text of a URL, the addresses that it resolves to, and single addresses.

use serde_json::{Value, json};
use unanimous::rule::safe_url::Policy;

use super::calls::{check_addresses, check_url, text};
use super::{Line, line, list};

/// The host of a case that has an address only. `urls.mjs` has the same.
const HOST: &str = "hooks.example.com";

pub(super) fn lines(urls: &Value, addresses: &Value, lines: &mut Vec<Line>) {
    for (at, case) in list(urls, "cases").iter().enumerate() {
        let (url, policy) = (url(case), policy(case));
        let output = check_url(&url, &policy);
        lines.push(expect(format!("safe-urls {at}"), &output, case, "safe"));
        if let Some(resolved) = case["resolves"].as_array() {
            let host = host(output["value"].as_str().expect("an accepted URL"));
            let output = check_addresses(host, resolved, &policy);
            lines.push(expect(format!("safe-urls {at} resolved"), &output, case, "deliverySafe"));
        }
    }
    for (at, case) in list(addresses, "cases").iter().enumerate() {
        let host = case["host"].as_str().unwrap_or(HOST);
        let output = check_addresses(host, &[case["addr"].clone()], &policy(case));
        lines.push(expect(format!("addresses {at}"), &output, case, "safe"));
    }
}

/// The line of an output, with the verdict that the case expects, and the other members that it names.
fn expect(name: String, output: &Value, case: &Value, verdict: &str) -> Line {
    let mut line = line(name, output);
    line.expected.push(format!("{{\"ok\":{}", case[verdict]));
    // In a case with addresses, code and detail are those of the delivery.
    let named = case.get("resolves").is_none() || verdict == "deliverySafe";
    let members: &[_] = match output["ok"] == false {
        true if named => &[("code", "code"), ("detail", "detail")],
        false if verdict == "safe" => &[("href", "value"), ("needsResolution", "needsResolution")],
        _ => &[],
    };
    let found = members.iter().filter_map(|(member, name)| Some(format!("\"{name}\":{}", case.get(member)?)));
    line.expected.extend(found);
    line
}

/// The policy of a case: both schemes, then the options of the case.
fn policy(case: &Value) -> Policy {
    let mut options = json!({ "schemes": ["https", "http"] });
    for (name, value) in case["options"].as_object().into_iter().flatten() {
        options[name] = value.clone();
    }
    Policy::from_options(&options.into()).expect("a policy")
}

/// The host name of a canonical URL.
fn host(url: &str) -> &str {
    url.split(['/', ':']).nth(3).expect("a host")
}

/// The URL of a case. `urlGen` describes one that is too long to write: `before`, `repeat` written `times` times,
/// `then`.
fn url(case: &Value) -> String {
    let Some(made) = case.get("urlGen") else { return text(&case["url"]).to_owned() };
    let times = usize::try_from(made["times"].as_u64().expect("a count")).expect("a count");
    [text(&made["before"]), &text(&made["repeat"]).repeat(times), text(&made["then"])].concat()
}
