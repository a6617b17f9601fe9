/** Says that something happened to listeners that the speaker does not know. */
export type Signal = {
  fire(): void;
  /** Calls the listener, which must not throw, each time from now on. */
  listen(listener: () => void): void;
};

export function createSignal(): Signal {
  const listeners: (() => void)[] = [];
  return {
    fire: () => listeners.forEach((listener) => listener()),
    listen: (listener) => void listeners.push(listener),
  };
}
