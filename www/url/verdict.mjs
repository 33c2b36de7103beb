// Describes a URL's verdict in words.
import { explain } from "./reasons.mjs";

/**
 * @param {string} url the URL as typed
 * @param {import("unanimous").UrlCheckResult} result
 * @returns {{ state: string, badge: string, text: string, facts: Record<string, string> }}
 */
export function verdictOf(url, result) {
  if (url === "") return { state: "idle", badge: "", text: "No URL yet", facts: {} };
  if (!result.ok) {
    const explanation = explain(result.code, result.detail);
    const facts = {
      ...(explanation === undefined ? {} : { Why: explanation }),
      Code: result.code,
      ...(result.detail === undefined ? {} : { Detail: result.detail }),
    };
    return { state: "rejected", badge: "Not safe", text: result.reason, facts };
  }
  const canonical = result.value === url ? `${result.value} (as you typed it)` : result.value;
  return {
    state: "accepted",
    badge: "The text is safe",
    text: result.needsResolution
      ? "The text hides no private address. The name must still be resolved."
      : "The host is a public IP address",
    facts: { "Canonical URL": canonical, "DNS check": result.needsResolution ? DNS_NEEDED : DNS_NOT_NEEDED },
  };
}

const DNS_NEEDED = "Needed: check the addresses that the name resolves to, and connect only to these";
const DNS_NOT_NEEDED = "Not needed: the host is an IP address, which is checked already";
