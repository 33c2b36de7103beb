// Bodies for the servers: 256 valid and 256 invalid leads, all distinct.

const COUNT = 256;

const lead = (n) => ({ name: `Ann ${n}`, email: `ann.${n}@example.com`, phone: `+1 555 ${n}`, status: "new" });

/** What is wrong with an invalid lead. Every lead has two faults, and each pair of neighbours has others. */
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
