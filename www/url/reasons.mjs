// Explains in plain words why a URL was rejected: a sentence for each code and detail of `checkUrl`.

const REASONS = {
  invalid_url: {
    empty: "The URL is empty.",
    control: "The URL contains a control character, such as a tab or a line break.",
    whitespace: "The URL begins or ends with a space.",
    backslash: "The URL contains a backslash. Browsers read it as a slash, other programs do not.",
    no_scheme: "The URL does not begin with a scheme, such as https.",
    slashes: "The scheme must be followed by exactly two slashes.",
    syntax: "The text is not a URL.",
  },
  url_scheme: {
    not_allowed: "This scheme is not allowed. Choose above which schemes are.",
  },
  url_credentials: {
    user_name: "The part before @ is a user name. The real host stands after the @.",
    password: "The URL contains a password.",
  },
  url_host: {
    empty: "The URL names no host.",
    character: "The host contains a character that no host name may contain.",
    percent_encoded: "The host contains a percent-encoded character, which programs decode differently.",
    zone_id: "The IPv6 address names a network interface of one machine.",
    invalid_ipv6: "The host looks like an IPv6 address, but is not a valid one.",
    invalid_ipv4: "The host looks like an IPv4 address, but is not a valid one.",
    non_canonical_ipv4: "The host is an IPv4 address in an unusual spelling, which can hide a private address.",
    mapped_character: "The host contains a character that browsers replace with another one.",
    invalid_idn: "The host is not a valid international domain name.",
    empty_label: "The host has an empty part between two dots.",
    label_too_long: "A part of the host is longer than 63 characters.",
    too_long: "The host is longer than 253 characters.",
    special_name: "This host name is reserved for private networks or for special use.",
    single_label: "The host has no dot, so it is a name in a private network.",
    numeric_tld: "The host ends in a number, but is not an IP address.",
    denied: "The policy denies this host.",
  },
  url_port: {
    not_a_number: "The port is not a number.",
    out_of_range: "The port is greater than 65535.",
    zero: "Port 0 cannot be called.",
    bad_port: "This port belongs to another protocol. Browsers block it too.",
    not_allowed: "The policy does not allow this port.",
  },
  url_private: {
    loopback: "The address is the machine itself.",
    metadata: "The address is a cloud's metadata service, which gives out credentials.",
    private: "The address belongs to a private network.",
    link_local: "The address is valid only in the local network.",
    unspecified: "The address 0.0.0.0 or :: leads to the machine itself.",
  },
  url_too_long: {
    written: "The URL is longer than 8,000 bytes.",
    canonical: "The URL in its canonical form is longer than 8,000 bytes.",
  },
};

const PRIVATE = "The address belongs to a range that is not part of the public internet.";

/**
 * Explains a rejection in one sentence.
 *
 * @param {string} code
 * @param {string | undefined} detail
 * @returns {string | undefined} undefined for a code or detail that has no sentence
 */
export const explain = (code, detail) => REASONS[code]?.[detail] ?? (code === "url_private" ? PRIVATE : undefined);
