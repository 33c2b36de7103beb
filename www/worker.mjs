// The edge function as a platform wants it: `export default { fetch }`. For runtimes and bundlers that import JSON.
import leadSchema from "./lead.schema.json" with { type: "json" };
import { createEdge } from "./edge.mjs";

export default createEdge(leadSchema);
