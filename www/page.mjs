// The page: one module a section.
import { startLead } from "./lead/section.mjs";
import { startRetry } from "./retry/section.mjs";

const fetchJson = async (path) => (await fetch(path)).json();

const [config, leadSchema] = await Promise.all([fetchJson("/config.json"), fetchJson("/lead.schema.json")]);
startLead(document, { edge: config.edge, leadSchema });
startRetry(document, { edge: config.edge });
