//! Tests the options of a guard: proxies, decisions, and the mode that only reports.

use std::sync::{Arc, Mutex};

use serde_json::json;
use unanimous::interop::reqwest::{Decision, Guard, Mode, SystemLookup};

use crate::servers::{OPEN, Scripted, TestProxy, VICTIM, deliver, guard, open_only, send, servers};

fn through(host: &str, proxy: &TestProxy, guard: Guard) -> Guard {
    guard.guarding_proxy(format!("http://{host}:{}", proxy.port).parse().unwrap())
}

#[tokio::test]
async fn a_guarding_proxy_gets_what_passes_the_check_of_its_text() {
    let proxy = TestProxy::start(None);
    // Only the name of the proxy is resolved here, and its address is the operator's own.
    let lookup = Scripted::new(&[&[VICTIM]]);
    let guard = through("egress.corp", &proxy, guard(lookup.clone(), &json!({"schemes": ["http"]})));
    assert_eq!(deliver(&guard, "http://hooks.example.com/hook").await, Ok(204));
    assert_eq!(proxy.lines(), ["POST http://hooks.example.com/hook HTTP/1.1"]);
    for (host, detail) in [(VICTIM, "loopback"), ("[::1]", "loopback"), ("localhost", "special_name")] {
        assert_eq!(deliver(&guard, &format!("http://{host}/")).await, Err(detail.to_owned()), "{host}");
    }
    assert_eq!((proxy.lines().len(), lookup.asked()), (1, 1));
}

#[tokio::test]
async fn a_redirect_from_a_guarding_proxy_is_checked() {
    let proxy = TestProxy::start(Some("http://127.0.0.1/"));
    let guard = through(VICTIM, &proxy, guard(SystemLookup, &json!({"schemes": ["http"]})));
    assert_eq!(deliver(&guard, "http://hooks.example.com/hook").await, Err("loopback".to_owned()));
    assert_eq!(proxy.lines().len(), 1);
}

type Recorded = Arc<Mutex<Vec<String>>>;

/// A guard that records its decisions as texts.
fn recording(guard: Guard) -> (Guard, Recorded) {
    let told = Recorded::default();
    let list = Arc::clone(&told);
    let guard = guard.on_decision(move |decision: &Decision<'_>| {
        let Decision { check, mode, host, address, refusal, .. } = decision;
        let address = address.map_or(String::new(), |address| format!(" {address}"));
        let verdict = refusal
            .map_or("allowed".to_owned(), |reason| format!("{} {}", reason.code().as_str(), reason.detail().unwrap()));
        list.lock().unwrap().push(format!("{check:?} {mode:?} {host}{address} {verdict}"));
    });
    (guard, told)
}

fn recorded(list: &Mutex<Vec<String>>) -> Vec<String> {
    std::mem::take(&mut *list.lock().unwrap())
}

#[tokio::test]
async fn the_hook_gets_each_decision() {
    let servers = servers(Some("http://user:s3cret@[::1]:PORT/s3cret?s3cret"));
    let (first, list) = recording(guard(Scripted::new(&[&[OPEN]]), &open_only()));
    deliver(&first, &servers.url("hooks.example.com")).await.unwrap_err();
    assert_eq!(
        recorded(&list),
        [
            "Url Enforce hooks.example.com allowed",
            "Address Enforce hooks.example.com 127.0.0.2 allowed",
            "Redirect Enforce ::1 ::1 url_credentials password",
        ]
    );
    let (guard, list) = recording(guard(Scripted::new(&[&[OPEN, VICTIM], &[]]), &open_only()));
    deliver(&guard, &servers.url("bad.example.com")).await.unwrap_err();
    deliver(&guard, &servers.url("none.example.com")).await.unwrap_err();
    assert_eq!(
        recorded(&list),
        [
            "Url Enforce bad.example.com allowed",
            "Address Enforce bad.example.com 127.0.0.2 allowed",
            "Address Enforce bad.example.com 127.0.0.1 url_private loopback",
            "Url Enforce none.example.com allowed",
            "Address Enforce none.example.com url_host no_address",
        ]
    );
    for url in ["http://user:s3cret@x.com/s3cret", "//s3cret@x", "s3cret", "data:s3cret", "http://x:s3cret/"] {
        deliver(&guard, url).await.unwrap_err();
    }
    let rest = recorded(&list);
    assert!(rest.len() == 5 && rest.iter().all(|one| !one.contains("s3cret")), "{rest:?}");
    assert_eq!(servers.reached(), (1, 0));
}

#[tokio::test]
async fn the_hook_gets_a_redirect_that_reqwest_does_not_follow() {
    for (mode, told) in [(Mode::Enforce, Err("not_allowed".to_owned())), (Mode::Report, Ok(307))] {
        let servers = servers(Some("file:///etc/passwd"));
        let (guard, list) = recording(guard(Scripted::new(&[&[OPEN]]), &open_only()).mode(mode));
        assert_eq!(deliver(&guard, &servers.url("hooks.example.com")).await, told);
        assert_eq!(recorded(&list).last().unwrap(), &format!("Redirect {mode:?}  url_scheme not_allowed"));
    }
}

#[tokio::test]
async fn no_error_holds_a_password() {
    let servers = servers(Some("http://user:s3cret@127.0.0.1:1/s3cret"));
    for mode in [Mode::Enforce, Mode::Report] {
        for url in [servers.url("hooks.example.com"), "http://user:s3cret@127.0.0.1:1/s3cret".to_owned()] {
            let guard = guard(Scripted::new(&[&[OPEN]]), &open_only()).mode(mode);
            let told = send(&guard, &url).await.unwrap_err();
            assert!(!format!("{told} {told:?}").contains("s3cret"), "{told:?}");
        }
    }
}

#[tokio::test]
async fn a_hook_that_panics_changes_no_verdict() {
    let servers = servers(None);
    let guard_of = |answer| {
        guard(Scripted::new(&[&[answer]]), &open_only()).on_decision(|_: &Decision<'_>| panic!("the hook's own bug"))
    };
    let guard = guard_of(VICTIM);
    assert_eq!(deliver(&guard, &servers.url("bad.example.com")).await, Err("loopback".to_owned()));
    assert_eq!(deliver(&guard, &servers.url(VICTIM)).await, Err("loopback".to_owned()));
    assert_eq!(deliver(&guard_of(OPEN), &servers.url("hooks.example.com")).await, Ok(204));
    assert_eq!(servers.reached(), (1, 0));
}

#[tokio::test]
async fn the_mode_report_refuses_nothing() {
    let servers = servers(Some("http://127.0.0.1:PORT/"));
    let lookup = Scripted::new(&[&["::ffff:127.0.0.2"]]);
    let (guard, list) = recording(guard(lookup, &json!({"schemes": ["http"]})).mode(Mode::Report));
    assert_eq!(deliver(&guard, &servers.url("printer")).await, Ok(200));
    assert_eq!(
        recorded(&list),
        [
            "Url Report printer url_host single_label",
            "Address Report printer ::ffff:127.0.0.2 url_private loopback",
            "Redirect Report 127.0.0.1 127.0.0.1 url_private loopback",
        ]
    );
    assert_eq!(servers.reached(), (1, 1));
}
