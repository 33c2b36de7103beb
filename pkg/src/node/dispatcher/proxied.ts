// A dispatcher that sends requests to a guarding proxy, which makes the connections.
/** @ts-ignore undici is optional; its types are needed only where it is installed */
import type { Dispatcher } from "undici";
import type { Guard } from "../guard.js";
import { isForProxy, judgeRequests, originOf } from "./requests.js";

/** Makes a dispatcher that judges the host of each request, and passes the allowed ones to that of a proxy. */
export function proxiedDispatcher(guard: Guard, proxy: Dispatcher): Dispatcher {
  if (typeof proxy?.dispatch !== "function")
    throw new TypeError("safeDispatcher: guardingProxy must be a dispatcher of undici");
  return judgeRequests(proxy, (request) => {
    const target = originOf(request.origin);
    if (isForProxy(request)) return guard.refuseProxy(target?.host ?? "");
    // undici 6 would follow the redirects itself, and they would not be judged.
    if ((request as { maxRedirections?: number }).maxRedirections)
      throw new TypeError("safeDispatcher: maxRedirections has no meaning beside guardingProxy: compose a redirect");
    return target === undefined ? undefined : guard.refuse(target.scheme, target.host, target.port);
  });
}
