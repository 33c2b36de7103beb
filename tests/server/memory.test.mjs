import { MemoryStore } from "unanimous/server";
import { conforms } from "./conformance.mjs";

conforms("memory", (options) => new MemoryStore(options), { isShared: false });
