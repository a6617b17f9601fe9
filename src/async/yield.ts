/** Lets timers, sockets and requests run before the caller's long work goes on. */
export function yieldToLoop(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
