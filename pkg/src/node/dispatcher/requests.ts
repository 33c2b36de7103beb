// Requests to a dispatcher, judged before it sees them.
/** @ts-ignore undici is optional; its types are needed only where it is installed */
import type { Dispatcher } from "undici";
import type { UnsafeUrlError } from "../error.js";

/** Whether a request's target has a form that is only for proxies: RFC 9112 sections 3.2.2 and 3.2.3. */
export const isForProxy = ({ path, method }: Dispatcher.DispatchOptions): boolean =>
  method === "CONNECT" || /^https?:/i.test(path);

export interface Origin {
  readonly scheme: string;
  readonly host: string;
  readonly port: string;
}

/** Returns the parts of a request's origin; undefined if there is none, which undici refuses. */
export function originOf(origin: string | URL | undefined): Origin | undefined {
  if (origin === undefined) return undefined;
  const { protocol, hostname, port } = new URL(String(origin));
  return { scheme: protocol.slice(0, -1), host: hostname.replace(/^\[(.*)\]$/, "$1"), port };
}

/** Returns a dispatcher that judges each request first. It does not change the given one, because others may use it. */
export function judgeRequests(
  dispatcher: Dispatcher,
  judge: (request: Dispatcher.DispatchOptions) => UnsafeUrlError | undefined,
): Dispatcher {
  const dispatch = dispatcher.dispatch.bind(dispatcher);
  return new Proxy(dispatcher, {
    get(target, name) {
      if (name !== "dispatch") return Reflect.get(target, name);
      return (request: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean => {
        const error = judge(request);
        if (error !== undefined) throw error;
        return dispatch(request, handler);
      };
    },
  });
}
