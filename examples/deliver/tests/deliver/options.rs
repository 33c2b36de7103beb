//! Tests the options of a guard: proxies, decisions, and the mode that only reports.

use std::process::Command;
use std::sync::{Arc, Mutex};

use serde_json::json;
use unanimous_example_deliver::{Check, Decision, Lookup, Mode, OnDecision, Options, SystemLookup};

use crate::servers::{OPEN, Scripted, TestProxy, VICTIM, deliver, guard_with, open_only, servers};

fn through(host: &str, proxy: &TestProxy) -> Options {
    let url = format!("http://{host}:{}", proxy.port).parse().unwrap();
    Options { guarding_proxy: Some(url), ..Options::default() }
}

#[tokio::test]
async fn a_guarding_proxy_gets_what_passes_the_check_of_its_text() {
    let proxy = TestProxy::start(None);
    // Only the name of the proxy is resolved here, and its address is the operator's own.
    let lookup = Scripted::new(&[&[VICTIM]]);
    let guard = guard_with(lookup.clone(), &json!({"schemes": ["http"]}), through("egress.corp", &proxy));
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
    let guard = guard_with(Arc::new(SystemLookup), &json!({"schemes": ["http"]}), through(VICTIM, &proxy));
    assert_eq!(deliver(&guard, "http://hooks.example.com/hook").await, Err("loopback".to_owned()));
    assert_eq!(proxy.lines().len(), 1);
}

/// Runs the command with a proxy in its environment, in each variable that `reqwest` reads.
fn command(proxy: &TestProxy, arguments: &[&str]) -> (String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_unanimous-example-deliver"));
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        let url = format!("http://{VICTIM}:{}", proxy.port);
        command.env(name, &url).env(name.to_lowercase(), url);
    }
    let output = command.env_remove("NO_PROXY").env_remove("no_proxy").args(arguments).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().trim_end().to_owned();
    (text(output.stdout), text(output.stderr))
}

#[test]
fn no_proxy_is_taken_from_the_environment() {
    let (servers, proxy) = (servers(None), TestProxy::start(None));
    let (policy, url) = (open_only().to_string(), servers.url(OPEN));
    assert_eq!(command(&proxy, &["--policy", &policy, &url]).0, "204 No Content");
    assert_eq!((servers.reached(), proxy.lines().len()), ((1, 0), 0));
    // The control: the same proxy is used if the command says that it guards.
    let guarding = format!("http://{VICTIM}:{}", proxy.port);
    assert_eq!(command(&proxy, &["--policy", &policy, "--guarding-proxy", &guarding, &url]).0, "204 No Content");
    assert_eq!((servers.reached(), proxy.lines().len()), ((1, 0), 1));
}

/// Records decisions as texts.
fn recorder() -> (OnDecision, Arc<Mutex<Vec<String>>>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let list = Arc::clone(&told);
    let hook: OnDecision = Arc::new(move |decision: &Decision<'_>| {
        let Decision { check, mode, host, address, refusal } = decision;
        let address = address.map_or(String::new(), |address| format!(" {address}"));
        let verdict = refusal
            .map_or("allowed".to_owned(), |reason| format!("{} {}", reason.code().as_str(), reason.detail().unwrap()));
        list.lock().unwrap().push(format!("{check:?} {mode:?} {host}{address} {verdict}"));
    });
    (hook, told)
}

fn recorded(list: &Mutex<Vec<String>>) -> Vec<String> {
    std::mem::take(&mut *list.lock().unwrap())
}

#[tokio::test]
async fn the_hook_gets_each_decision() {
    let servers = servers(Some("http://user:s3cret@[::1]:PORT/s3cret?s3cret"));
    let (hook, list) = recorder();
    let options = || Options { on_decision: Some(hook.clone()), ..Options::default() };
    let guard = guard_with(Scripted::new(&[&[OPEN]]), &open_only(), options());
    deliver(&guard, &servers.url("hooks.example.com")).await.unwrap_err();
    assert_eq!(
        recorded(&list),
        [
            "Url Enforce hooks.example.com allowed",
            "Address Enforce hooks.example.com 127.0.0.2 allowed",
            "Redirect Enforce ::1 ::1 url_credentials password",
        ]
    );
    let guard = guard_with(Scripted::new(&[&[OPEN, VICTIM], &[]]), &open_only(), options());
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
        let (hook, list) = recorder();
        let options = Options { on_decision: Some(hook), mode, ..Options::default() };
        let guard = guard_with(Scripted::new(&[&[OPEN]]), &open_only(), options);
        assert_eq!(deliver(&guard, &servers.url("hooks.example.com")).await, told);
        assert_eq!(recorded(&list).last().unwrap(), &format!("Redirect {mode:?}  url_scheme not_allowed"));
    }
}

#[tokio::test]
async fn no_error_holds_a_password() {
    let servers = servers(Some("http://user:s3cret@127.0.0.1:1/s3cret"));
    for mode in [Mode::Enforce, Mode::Report] {
        for url in [servers.url("hooks.example.com"), "http://user:s3cret@127.0.0.1:1/s3cret".to_owned()] {
            let options = Options { mode, ..Options::default() };
            let guard = guard_with(Scripted::new(&[&[OPEN]]), &open_only(), options);
            let told = guard.deliver(&url, "{}".to_owned()).await.unwrap_err();
            assert!(!format!("{told} {told:?}").contains("s3cret"), "{told:?}");
        }
    }
}

#[tokio::test]
async fn a_hook_that_panics_changes_no_verdict() {
    let servers = servers(None);
    let hook: OnDecision = Arc::new(|_: &Decision<'_>| panic!("the hook's own bug"));
    let options = || Options { on_decision: Some(hook.clone()), ..Options::default() };
    let guard = guard_with(Scripted::new(&[&[VICTIM]]), &open_only(), options());
    assert_eq!(deliver(&guard, &servers.url("bad.example.com")).await, Err("loopback".to_owned()));
    assert_eq!(deliver(&guard, &servers.url(VICTIM)).await, Err("loopback".to_owned()));
    let guard = guard_with(Scripted::new(&[&[OPEN]]), &open_only(), options());
    assert_eq!(deliver(&guard, &servers.url("hooks.example.com")).await, Ok(204));
    assert_eq!(servers.reached(), (1, 0));
}

#[tokio::test]
async fn the_mode_report_refuses_nothing() {
    let servers = servers(Some("http://127.0.0.1:PORT/"));
    let (hook, list) = recorder();
    let options = Options { on_decision: Some(hook), mode: Mode::Report, ..Options::default() };
    let lookup: Arc<dyn Lookup> = Scripted::new(&[&["::ffff:127.0.0.2"]]);
    let guard = guard_with(lookup, &json!({"schemes": ["http"]}), options);
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

#[test]
fn the_command_reports() {
    let (servers, proxy) = (servers(None), TestProxy::start(None));
    let (status, decisions) =
        command(&proxy, &["--report", "--policy", r#"{"schemes":["http"]}"#, &servers.url(VICTIM)]);
    assert_eq!(status, "200 OK");
    assert!(decisions.contains(&format!("{:?}", Check::Url)) && decisions.contains("loopback"), "{decisions}");
    assert_eq!(servers.reached(), (0, 1));
}
