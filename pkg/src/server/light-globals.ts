// The globals of a platform whose `Request` keeps its state private, such as Node 24: there `fetch(light)` and
// `new Request(light)` find no request in a light one.

/**
 * Replaces the globals `Request` and `fetch` by ones that take a light request, too, and are the same otherwise.
 * `@hono/node-server` replaces `Request`, too.
 *
 * @param real returns the real request of a light one, and any other value as it is
 * @throws TypeError if the globals are frozen
 */
export function replaceGlobals(real: (input: unknown) => unknown): void {
  const { Request, fetch } = globalThis;
  const withReal = (given: unknown[]) => given.map((value, at) => (at === 0 ? real(value) : value));
  globalThis.fetch = new Proxy(fetch, { apply: (target, self, given) => Reflect.apply(target, self, withReal(given)) });
  const replaced: typeof Request = new Proxy(Request, {
    construct: (target, given, made) => Reflect.construct(target, withReal(given), made),
    // A class may define `Symbol.hasInstance` and compare `this` with itself there, which fails for a proxy. So
    // `instanceof` asks the class. A subclass of the proxy is asked itself.
    get: (target, name, receiver) =>
      name === Symbol.hasInstance && receiver === replaced
        ? (value: unknown) => value instanceof target
        : Reflect.get(target, name, receiver),
  });
  globalThis.Request = Request.prototype.constructor = replaced;
}
