// The safe-URL cases, as urls.rs beside this file does them: the text of a URL, the addresses it resolves to, and
// addresses by themselves.

/** The host of an address that stands by itself in a case. */
const HOST = "hooks.example.com";

/** The policy of a case: its options, on top of both schemes. */
const policy = ({ options }) => ({ schemes: ["https", "http"], ...options });

/** `urlGen` stands for a URL too long to write. */
const urlOf = ({ url, urlGen: made }) => (made ? made.before + made.repeat.repeat(made.times) + made.then : url);

/** The host of a canonical URL that names one. */
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
