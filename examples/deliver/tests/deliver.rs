//! Runs the command with a proxy in its environment. The guard itself is tested beside the library.
#![cfg(target_os = "linux")]

#[path = "../../../tests/reqwest_guard/servers.rs"]
#[allow(dead_code, reason = "the tests of the guard use more of it")]
mod servers;

use std::process::Command;

use servers::{OPEN, TestProxy, VICTIM, open_only, servers};

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

#[test]
fn the_command_reports() {
    let (servers, proxy) = (servers(None), TestProxy::start(None));
    let (status, decisions) =
        command(&proxy, &["--report", "--policy", r#"{"schemes":["http"]}"#, &servers.url(VICTIM)]);
    assert_eq!(status, "200 OK");
    assert!(decisions.contains("Url") && decisions.contains("loopback"), "{decisions}");
    assert_eq!(servers.reached(), (0, 1));
}
