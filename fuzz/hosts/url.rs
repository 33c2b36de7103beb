//! URLs, hosts and addresses, with policies.

#[path = "../grammar.rs"]
mod grammar;

use crate::json::{list, object, quote, texts};
use crate::random::Random;
use crate::{number, text, value};

const URLS: &[&str] = &[
    "https://example.com/",
    "https://example.com/a/b?c=d#e",
    "HTTPS://EXAMPLE.com:443/../a",
    "http://example.com:80/%7Ea",
    "https://exämple.com/",
    "https://xn--exmple-cua.com/",
    "https://ßß.de/",
    "https://faß.de/?ü#ä",
    "https://example.com\\@evil.com/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[2606:4700::1111]:8443/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0177.0.0.01/",
    "http://127.1/",
    "https://user:pass@example.com/",
    "https://example.com:0/",
    "https://example.com:65535/x",
    "https://a.b.example.com./",
    "https://例え.jp/パス",
    "https://example.com/^`{}|\"<>",
    "https://%65xample.com/",
    "https://exa%6dple.com/",
];

const ADDRESSES: &[&str] = &[
    "1.1.1.1",
    "8.8.8.8",
    "127.0.0.1",
    "10.1.2.3",
    "169.254.169.254",
    "192.168.0.1",
    "100.64.0.1",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1111",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "fd00:ec2::254",
    "0.0.0.0",
    "255.255.255.255",
    "1.1.1",
    "01.1.1.1",
    "1.1.1.1 ",
    "::ffff:1.1.1.1",
    "2001:db8::1",
    "1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7:8:9",
    "[::1]",
    "",
];

const HOSTS: &[&str] = &[
    "example.com",
    "*.example.com",
    "EXAMPLE.com",
    "exämple.com",
    "a.b",
    "localhost",
    "127.0.0.1",
    "[::1]",
    "::1",
    "*.",
    "*",
    "10.1",
];

const BLOCKS: &[&str] = &[
    "10.1.0.0/16",
    "10.0.0.1/8",
    "127.0.0.0/8",
    "fd00::/8",
    "::/0",
    "0.0.0.0/0",
    "169.254.169.254/32",
    "1.2.3.4",
    "1.2.3.4/33",
    "64:ff9b::/96",
    "2001:db8::/33",
];

pub(crate) fn any(random: &mut Random) -> String {
    match random.below(10) {
        0 => random.word(URLS).to_owned(),
        1..5 => {
            let url = random.word(URLS);
            text::mutate(random, url)
        }
        5..9 => {
            let bytes = random.several(8, 30, |random| u8::try_from(random.below(256)).unwrap_or(0));
            let url = grammar::url(&bytes);
            if random.one_in(4) { text::mutate(random, &url) } else { url }
        }
        _ if random.one_in(4) => format!("https://example.com/{}", "a/".repeat(random.between(1000, 4100))),
        _ => text::any(random),
    }
}

fn host(random: &mut Random) -> String {
    let list = if random.one_in(2) { HOSTS } else { ADDRESSES };
    let known = random.word(list);
    if random.one_in(3) { text::mutate(random, known) } else { known.to_owned() }
}

fn block(random: &mut Random) -> String {
    let known = random.word(BLOCKS);
    if random.one_in(4) { text::mutate(random, known) } else { known.to_owned() }
}

/// The members of a policy. A few are wrong.
pub(crate) fn policy_members(random: &mut Random) -> Vec<(&'static str, String)> {
    let mut members = Vec::new();
    if random.below(3) > 0 {
        members.push((
            "schemes",
            match random.below(12) {
                0 => random.word(&["[]", r#"["ftp"]"#, r#"["https","https"]"#, "[1e-7]"]),
                _ => random.word(&[r#"["https","http"]"#, r#"["http"]"#, r#"["https"]"#]),
            }
            .to_owned(),
        ));
    }
    for name in ["allowHosts", "denyHosts"] {
        if random.one_in(4) {
            members.push((name, texts(&random.several(0, 2, host))));
        }
    }
    for name in ["allowCidrs", "nat64Prefixes"] {
        if random.one_in(4) {
            members.push((name, texts(&random.several(0, 2, block))));
        }
    }
    if random.one_in(5) {
        let port = |random: &mut Random| {
            if random.one_in(4) {
                number::finite(random)
            } else {
                random.word(&["443", "80", "8443", "443.0", "65535", "0", "22", "1e2"]).to_owned()
            }
        };
        members.push(("ports", list(&random.several(0, 3, port))));
    }
    if random.one_in(8) {
        members.push(("maxLength", random.word(&["1", "100", "2048.0", "8000", "65535", "0", "1e9"]).to_owned()));
    }
    if random.one_in(20) {
        members.push((
            random.word(&["ports", "schemes", "other", "__proto__", "allowHosts", "maxBytes"]),
            value::any(random, 2),
        ));
    }
    random.shuffle(&mut members);
    members
}

/// `{"url", "policy"?, "host", "addresses"}`
pub(crate) fn line(random: &mut Random) -> String {
    let mut members = vec![("url", quote(&any(random)))];
    if random.one_in(2) {
        members.push(("policy", object(&policy_members(random))));
    }
    members.push(("host", quote(&host(random))));
    let address = |random: &mut Random| {
        let known = random.word(ADDRESSES);
        if random.one_in(4) { text::mutate(random, known) } else { known.to_owned() }
    };
    members.push(("addresses", texts(&random.several(0, 3, address))));
    object(&members)
}
