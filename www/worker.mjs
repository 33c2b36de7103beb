// The edge function as a platform's entry, `export default { fetch }`, for runtimes and bundlers that can import JSON.
import leadSchema from "./lead.schema.json" with { type: "json" };
import { createEdge } from "./edge.mjs";

export default createEdge(leadSchema);
