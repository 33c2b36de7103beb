// The cases of safe URLs: the text of a URL, the addresses it resolves to, and single addresses. `urls.rs` in this
// folder does the same in Rust.

/** The host for cases that have only an address. */
const HOST = "hooks.example.com";

/** Returns the policy of a case: its options, with both schemes allowed by default. */
const policy = ({ options }) => ({ schemes: ["https", "http"], ...options });

/** Returns the URL of a case. `urlGen` describes a long URL with a repeated part. */
const urlOf = ({ url, urlGen: gen }) => (gen ? gen.before + gen.repeat.repeat(gen.times) + gen.then : url);

/** Returns the host of a canonical URL. */
const hostOf = (url) => url.split(/[/:]/)[3];

export function urlLines(api, files, line) {
  files["safe-urls"].cases.forEach((item, at) => {
    const check = () => api.checkUrl(urlOf(item), policy(item));
    line(`safe-urls ${at}`, check);
    if (!item.resolves) return;
    line(`safe-urls ${at} resolved`, () => api.checkAddresses(hostOf(check().value), item.resolves, policy(item)));
  });
  files.addresses.cases.forEach((item, at) => {
    line(`addresses ${at}`, () => api.checkAddresses(item.host ?? HOST, [item.addr], policy(item)));
  });
}
