import { MemoryStore } from "unanimous/server";
import { conforms } from "./conformance.mjs";

// Its short leases are its own, so a busy machine could let them end too early.
let time = 0;
const now = () => time;
const pass = (ms) => void (time += ms);

conforms("memory", (options) => new MemoryStore({ now, ...options }), { isShared: false, pass });
