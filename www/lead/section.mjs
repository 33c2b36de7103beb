// The lead's section: the form on one side, three verdicts on the other.
import { bindForm } from "/pkg/esm/form.js";
import { newIdempotencyKey, schema } from "/pkg/esm/index.js";
import { agreement } from "./agreement.mjs";
import { cardOf, showAgreement } from "./cards.mjs";
import { askApi, judgeHere } from "./judges.mjs";
import { latest } from "./latest.mjs";

/** How long after the last key the other two are asked. */
const PAUSE_MS = 250;

export function startLead(document, { edge, leadSchema }) {
  const lead = schema(leadSchema);
  const form = document.getElementById("lead-form");
  const cards = {
    browser: cardOf(document.getElementById("verdict-browser"), "the npm package, in this page"),
    edge: cardOf(document.getElementById("verdict-edge"), edge ?? "not started"),
    server: cardOf(document.getElementById("verdict-server"), document.location.origin),
  };
  const summary = document.getElementById("agreement");

  const askOthers = latest(async (signal, data, here, key) => {
    const ask = async (name, origin) => {
      const verdict = await askApi({ origin, data, key, signal });
      if (!signal.aborted) cards[name].show(verdict);
      return verdict;
    };
    const [atEdge, atServer] = await Promise.all([ask("edge", edge), ask("server", document.location.origin)]);
    if (!signal.aborted) showAgreement(summary, agreement(here, atEdge, atServer));
  });

  /** Asks all three about this; with a key, the lead is sent as well. */
  const judge = (data, key) => {
    const here = judgeHere(lead.validate(data), key !== undefined);
    cards.browser.show(here);
    cards.edge.wait();
    cards.server.wait();
    showAgreement(summary, { state: "waiting", text: "Asking the edge function and the Rust server…" });
    askOthers(key === undefined ? PAUSE_MS : 0, data, here, key);
  };

  const send = () => judge(bound.value, newIdempotencyKey());
  // All three are asked even if this browser says no already: to see whether they agree is what the page is for.
  const bound = bindForm(form, lead, { onSubmit: send, onInvalid: send });
  form.addEventListener("input", () => judge(bound.value));
  // Typed before this ran, or restored by the browser.
  if (Object.keys(bound.value).length > 0) judge(bound.value);
  // Disabled until now: a browser sends a form by itself, with what was typed in the address.
  form.querySelector("button").disabled = false;
}
