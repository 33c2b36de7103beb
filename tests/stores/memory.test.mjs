import { MemoryStore } from "unanimous/server";
import { conforms, LEASE_MS } from "./conformance.mjs";

conforms("memory", () => new MemoryStore({ leaseMs: LEASE_MS }));
