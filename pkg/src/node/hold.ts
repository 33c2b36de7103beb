import { MAX_TIMER_MS } from "../time-limit.js";

/**
 * Keeps the process alive, and returns the function that ends this. A socket whose host is being resolved does not keep
 * it alive, so the process would end before the resolver answers or a time limit is over.
 */
export function holdProcess(): () => void {
  const timer = setInterval(() => {}, MAX_TIMER_MS);
  return () => clearInterval(timer);
}
