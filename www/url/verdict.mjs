// What there is to say about a URL, in words.

/**
 * @param {string} url as it was typed
 * @param {import("unanimous").UrlCheckResult} result
 * @returns {{ state: string, badge: string, text: string, facts: Record<string, string> }}
 */
export function verdictOf(url, result) {
  if (url === "") return { state: "idle", badge: "", text: "No URL yet", facts: {} };
  if (!result.ok) {
    const facts = { Reason: result.code, ...(result.detail === undefined ? {} : { Detail: result.detail }) };
    return { state: "rejected", badge: "Not safe", text: result.reason, facts };
  }
  const canonical = result.value === url ? `${result.value} (as you wrote it)` : result.value;
  return {
    state: "accepted",
    badge: "Safe as written",
    text: result.needsResolution ? "No trick in its text; DNS has the last word" : "A public address, written plainly",
    facts: { "Call it as": canonical, "DNS must decide": result.needsResolution ? DNS_DECIDES : DNS_IS_NOT_ASKED },
  };
}

const DNS_DECIDES = "Yes: check what the name resolves to, and connect to just those addresses";
const DNS_IS_NOT_ASKED = "No: the host is an IP address, and it was judged already";
