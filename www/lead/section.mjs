// The section with the lead form: the form on one side, the three verdicts on the other.
import { bindForm } from "/pkg/esm/form.js";
import { newIdempotencyKey, schema } from "/pkg/esm/index.js";
import { agreement } from "./agreement.mjs";
import { cardOf, showAgreement } from "./cards.mjs";
import { askApi, judgeInBrowser } from "./judges.mjs";
import { latest } from "./latest.mjs";

/** How long the page waits after the last key before it asks the two servers. */
const DEBOUNCE_MS = 250;

export function startLead(document, { edge, leadSchema }) {
  const lead = schema(leadSchema);
  const form = document.getElementById("lead-form");
  const cards = {
    browser: cardOf(document.getElementById("verdict-browser"), "the npm package, in this page"),
    edge: cardOf(document.getElementById("verdict-edge"), edge ?? "not started"),
    server: cardOf(document.getElementById("verdict-server"), document.location.origin),
  };
  const summary = document.getElementById("agreement");

  const askServers = latest(async (signal, data, browserVerdict, key) => {
    const ask = async (name, origin) => {
      const verdict = await askApi({ origin, data, key, signal });
      if (!signal.aborted) cards[name].show(verdict);
      return verdict;
    };
    const [edgeVerdict, serverVerdict] = await Promise.all([
      ask("edge", edge),
      ask("server", document.location.origin),
    ]);
    if (!signal.aborted) showAgreement(summary, agreement(browserVerdict, edgeVerdict, serverVerdict));
  });

  /** Shows all three verdicts on the data. With a key, the servers create the lead as well. */
  const judge = (data, key) => {
    const browserVerdict = judgeInBrowser(lead.validate(data), key !== undefined);
    cards.browser.show(browserVerdict);
    cards.edge.wait();
    cards.server.wait();
    showAgreement(summary, { state: "waiting", text: "Asking the edge function and the Rust server…" });
    askServers(key === undefined ? DEBOUNCE_MS : 0, data, browserVerdict, key);
  };

  const send = () => judge(bound.value, newIdempotencyKey());
  // An invalid lead is sent too, because the page shows whether the servers give the same verdict.
  const bound = bindForm(form, lead, { onSubmit: send, onInvalid: send });
  form.addEventListener("input", () => judge(bound.value));
  // The form may have input already: typed before this script ran, or restored by the browser.
  if (Object.keys(bound.value).length > 0) judge(bound.value);
  // The button is disabled until this script handles `submit`. Otherwise the browser would put the input into the URL.
  form.querySelector("button").disabled = false;
}
