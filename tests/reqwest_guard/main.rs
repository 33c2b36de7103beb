//! Tests the guard of `interop::reqwest` with real sockets on loopback: addresses that are not allowed are never reached.
//!
//! `127.0.0.2` stands for a public address and is allowed by `allowCidrs`; `127.0.0.1` is the victim. Both listen on the
//! same port, so that only the address tells them apart. Linux answers on all of 127/8; other systems may not.
#![cfg(target_os = "linux")]

mod options;
mod servers;

use serde_json::json;
use unanimous::interop::reqwest::{Lookup as _, SystemLookup};
use unanimous::rule::safe_url::Policy;

use servers::{OPEN, Scripted, VICTIM, deliver, guard, open_only, servers};

#[tokio::test]
async fn a_delivery_goes_to_the_address_that_was_checked() {
    let servers = servers(None);
    let lookup = Scripted::new(&[&[OPEN], &[VICTIM]]);
    let guard = guard(lookup.clone(), &open_only());
    assert_eq!(deliver(&guard, &servers.url("hooks.example.com")).await, Ok(204));
    // There is one look-up for each connection: the connection goes to the address that was checked.
    assert_eq!((servers.reached(), lookup.asked()), ((1, 0), 1));
}

#[tokio::test]
async fn a_host_that_the_operator_allows_is_reached() {
    let servers = servers(None);
    let options = json!({"schemes": ["http"], "allowHosts": ["localhost"]});
    let guard = guard(SystemLookup, &options);
    // `localhost` may be ::1 too, where nothing listens: reqwest then takes the next address.
    assert_eq!(deliver(&guard, &servers.url("localhost")).await, Ok(200));
    assert_eq!(servers.reached(), (0, 1));
}

/// The control: without the guard the same answers lead to the victim, which proves that the tests below can fail.
#[tokio::test]
async fn an_unguarded_client_is_rebound() {
    let servers = servers(Some("http://hooks.example.com:PORT/again"));
    let lookup = Scripted::new(&[&[OPEN], &[VICTIM]]);
    let options = json!({"schemes": ["http"], "allowHosts": ["hooks.example.com"]});
    assert_eq!(deliver(&guard(lookup, &options), &servers.url("hooks.example.com")).await, Ok(200));
    assert_eq!(servers.reached(), (1, 1));
}

#[tokio::test]
async fn rebinding_between_two_connections_of_one_delivery_is_refused() {
    let servers = servers(Some("http://hooks.example.com:PORT/again"));
    let lookup = Scripted::new(&[&[OPEN], &[VICTIM]]);
    let guard = guard(lookup.clone(), &open_only());
    assert_eq!(deliver(&guard, &servers.url("hooks.example.com")).await, Err("loopback".to_owned()));
    assert_eq!((servers.reached(), lookup.asked()), ((1, 0), 2));
}

#[tokio::test]
async fn rebinding_between_the_check_and_the_delivery_is_refused() {
    let servers = servers(None);
    let lookup = Scripted::new(&[&["93.184.215.14"], &[VICTIM]]);
    let guard = guard(lookup.clone(), &open_only());
    // A check before the delivery sees a public address …
    let seen = lookup.lookup("hooks.example.com".to_owned()).await.unwrap();
    let policy = Policy::default();
    assert!(unanimous::rule::safe_url::check_addresses("hooks.example.com", &seen, &policy).is_ok());
    // … and the delivery would connect to a private one.
    assert_eq!(deliver(&guard, &servers.url("hooks.example.com")).await, Err("loopback".to_owned()));
    assert_eq!(servers.reached(), (0, 0));
}

#[tokio::test]
async fn mixed_disguised_and_empty_answers_are_refused() {
    let answers: [(&[&str], &str); 7] = [
        (&[OPEN, VICTIM], "loopback"),
        (&[VICTIM, OPEN], "loopback"),
        (&["::ffff:127.0.0.1"], "loopback"),
        (&["64:ff9b::127.0.0.1"], "loopback"),
        (&["::1"], "loopback"),
        (&["169.254.169.254"], "metadata"),
        (&[], "no_address"),
    ];
    for (answer, detail) in answers {
        let servers = servers(None);
        let guard = guard(Scripted::new(&[answer]), &open_only());
        assert_eq!(deliver(&guard, &servers.url("hooks.example.com")).await, Err(detail.to_owned()), "{answer:?}");
        assert_eq!(servers.reached(), (0, 0), "{answer:?}");
    }
}

#[tokio::test]
async fn address_literals_are_checked_without_a_look_up() {
    for (host, detail) in [
        (VICTIM, "loopback"),
        ("[::1]", "loopback"),
        ("[::ffff:127.0.0.1]", "loopback"),
        ("2130706433", "non_canonical_ipv4"),
        ("localhost", "special_name"),
    ] {
        let servers = servers(None);
        let guard = guard(SystemLookup, &open_only());
        assert_eq!(deliver(&guard, &servers.url(host)).await, Err(detail.to_owned()), "{host}");
        assert_eq!(servers.reached(), (0, 0), "{host}");
    }
}

#[tokio::test]
async fn each_redirect_is_checked() {
    for (location, detail) in [
        ("http://127.0.0.1:PORT/", "loopback"),
        ("//127.0.0.1:PORT/", "loopback"),
        ("http:\\\\127.0.0.1:PORT/", "loopback"),
        ("http://2130706433:PORT/", "loopback"),
        ("http://[::ffff:7f00:1]:PORT/", "loopback"),
        ("http://localhost:PORT/", "special_name"),
        ("http://user@hooks.example.com:PORT/", "user_name"),
        ("file:///etc/passwd", "not_allowed"),
        ("ftp://hooks.example.com/", "not_allowed"),
        ("gopher://127.0.0.1:PORT/_x", "not_allowed"),
        ("data:,x", "not_allowed"),
        ("javascript:alert(1)", "not_allowed"),
        ("mailto:ann@example.com", "not_allowed"),
        ("http://[", "invalid_ipv6"),
        ("http://", "empty"),
    ] {
        let servers = servers(Some(location));
        let guard = guard(Scripted::new(&[&[OPEN]]), &open_only());
        let told = deliver(&guard, &servers.url("hooks.example.com")).await;
        assert_eq!(told, Err(detail.to_owned()), "{location}");
        assert_eq!(servers.reached(), (1, 0), "{location}");
    }
}

#[tokio::test]
async fn the_number_of_redirects_is_limited() {
    let servers = servers(Some("http://hooks.example.com:PORT/again"));
    let guard = guard(Scripted::new(&[&[OPEN]]), &open_only());
    let told = deliver(&guard, &servers.url("hooks.example.com")).await.unwrap_err();
    assert!(told.contains("too many redirects"), "{told}");
    assert_eq!(servers.reached(), (6, 0), "the first request and five redirects");
}
