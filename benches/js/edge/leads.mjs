// Bodies for the servers: 256 valid and 256 invalid leads, all distinct.

const COUNT = 256;

const lead = (n) => ({ name: `Ann ${n}`, email: `ann.${n}@example.com`, phone: `+1 555 ${n}`, status: "new" });

/** The mistakes of an invalid lead. Each lead has two, and neighbours have different ones. */
const FAULTS = [
  (n) => ({ name: "", email: `ann ${n}` }),
  (n) => ({ email: undefined, status: `status ${n}` }),
  (n) => ({ phone: n, name: "x".repeat(201) }),
  (n) => ({ email: `@${n}.example`, budget: n }),
];

const list = (make) => Array.from({ length: COUNT }, (_, n) => JSON.stringify(make(n)));

export const bodies = {
  valid: list(lead),
  invalid: list((n) => ({ ...lead(n), ...FAULTS[n % FAULTS.length](n) })),
};
