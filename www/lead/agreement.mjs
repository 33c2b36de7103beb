/** Whether the three verdicts are one. */
export function agreement(browser, edge, server) {
  const names = [["The edge function", edge], ["The Rust server", server]];
  const missing = names.filter(([, verdict]) => verdict.state === "down").map(([name]) => name);
  if (missing.length > 0) {
    const who = missing.length === 2 ? "The edge function and the Rust server are" : `${missing[0]} is`;
    return { state: "missing", text: `${who} not answering` };
  }
  const bodies = [browser.body, edge.body, server.body].filter((body) => body !== undefined);
  const isOne = browser.state === edge.state && edge.state === server.state && new Set(bodies).size === 1;
  return isOne ? { state: "agree", text: "All three agree, to the byte" } : { state: "differ", text: "They differ" };
}
