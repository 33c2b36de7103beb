/** Compares the three verdicts. */
export function agreement(browser, edge, server) {
  const names = [
    ["The edge function", edge],
    ["The Rust server", server],
  ];
  const missing = names.filter(([, verdict]) => verdict.state === "down").map(([name]) => name);
  if (missing.length > 0) {
    const subject = missing.length === 2 ? "The edge function and the Rust server do" : `${missing[0]} does`;
    return { state: "missing", text: `${subject} not answer` };
  }
  const bodies = [browser.body, edge.body, server.body].filter((body) => body !== undefined);
  const isEqual = browser.state === edge.state && edge.state === server.state && new Set(bodies).size === 1;
  if (!isEqual) return { state: "differ", text: "The answers differ" };
  // A lead that was sent has two answers: the browser gives none.
  const text =
    browser.body === undefined
      ? "All three accept the lead, and both servers give the same answer, byte for byte"
      : "All three answers are equal, byte for byte";
  return { state: "agree", text };
}
