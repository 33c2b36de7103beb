// Starts the page: one module per section.
import { startError } from "./error/section.mjs";
import { startLead } from "./lead/section.mjs";
import { startRetry } from "./retry/section.mjs";
import { startUrl } from "./url/section.mjs";

startUrl(document);

const fetchJson = async (path) => (await fetch(path)).json();

const FILES = ["/config.json", "/lead.schema.json", "/error/examples.json"];
const [config, leadSchema, examples] = await Promise.all(FILES.map(fetchJson));
startLead(document, { edge: config.edge, leadSchema });
startError(document, { examples });
startRetry(document, { edge: config.edge });
