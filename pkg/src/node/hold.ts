/** The longest delay of a timer, in milliseconds. */
const MAX_DELAY = 2 ** 31 - 1;

/**
 * Keeps the process alive, and returns the function that ends this. A socket whose host is being resolved does not keep
 * it alive, so the process would end before the resolver answers or a time limit is over.
 */
export function holdProcess(): () => void {
  const timer = setInterval(() => {}, MAX_DELAY);
  return () => clearInterval(timer);
}
