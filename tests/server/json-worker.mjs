// A Worker that answers with `json`.
import { json } from "unanimous/server";

export default { fetch: () => json({ a: "\u00fc" }, { status: 201 }) };
