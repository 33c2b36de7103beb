// Light objects: they stand for a `Request` or a `Response` of the platform, which is made when a member needs it.
//
// In Node 20 a `Request` and a `Response` take longer to make than Node takes to read a request and to write a
// response.

/** The `process` of Node. Other platforms have one, too. */
const { process } = globalThis as { process?: { versions?: Readonly<Record<string, string | undefined>> } };

/**
 * Whether this is Node, whose servers are written in JavaScript and ask a `Response` for its members. Bun, Deno and
 * workerd read what the platform itself has put into it.
 */
export function isNode(): boolean {
  const { node, bun, deno } = process?.versions ?? {};
  const isScript = !/\[native code\]/.test(Function.prototype.toString.call(Response.prototype.clone));
  return isScript && Boolean(node && !bun && !deno);
}

/**
 * Makes a class light: its instances are instances of the platform's class, and have all members of it. A member that
 * the class does not define is that of the real object.
 *
 * Node's own code reads the state of a `Request` and of a `Response` from properties of the object, named by symbols.
 * They are forwarded, too, so that `fetch(light)` and `new Request(light)` work.
 *
 * @param sample an instance of the platform's class
 * @param real returns the real object that an instance stands for
 */
export function makeLight<Light extends object>(
  { prototype }: { readonly prototype: Light },
  sample: object,
  real: (light: Light) => object,
): void {
  const base: object = Object.getPrototypeOf(sample);
  const forward = (name: string | symbol, descriptor: PropertyDescriptor) => {
    const { enumerable = false } = descriptor;
    if (Object.hasOwn(prototype, name)) return void Object.defineProperty(prototype, name, { enumerable });
    const member = (light: Light) => (real(light) as Record<string | symbol, unknown>)[name];
    const isMethod = typeof descriptor.value === "function";
    const forwarded: PropertyDescriptor & ThisType<Light> = isMethod
      ? {
          value(...args: unknown[]) {
            return (member(this) as (...args: unknown[]) => unknown).apply(real(this), args);
          },
          writable: true,
        }
      : {
          get() {
            return member(this);
          },
        };
    Object.defineProperty(prototype, name, { ...forwarded, configurable: true, enumerable });
  };
  // A server's library may have put its own class between the two.
  for (let from = base; from !== Object.prototype; from = Object.getPrototypeOf(from))
    for (const name of Object.getOwnPropertyNames(from))
      forward(name, Object.getOwnPropertyDescriptor(from, name) as PropertyDescriptor);
  for (const symbol of Object.getOwnPropertySymbols(sample)) forward(symbol, {});
  // From here on, `constructor` is the platform's.
  Reflect.deleteProperty(prototype, "constructor");
  Object.setPrototypeOf(prototype, base);
}

/**
 * Whether a value is an instance of the platform's class, of this realm or, by its tag, of another one.
 *
 * The tag is read last: a light object, of this package or of `@hono/node-server`, makes a real one when its tag is
 * read, which is slow.
 */
export const isInstance = (type: typeof Request | typeof Response, tag: string, value: unknown): boolean =>
  value instanceof type || Object.prototype.toString.call(value) === tag;
