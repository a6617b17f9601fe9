import type { Redis } from "ioredis";

/** A message of this process's own, never recorded, that shows whether published messages arrive here. */
export type Canary = {
  readonly channel: string;
  /** Milliseconds since it last came back; before the first time, since it was made. */
  age(): number;
  /** Takes a message if it is this canary. */
  take(channel: string): boolean;
  /** Publishes it; false when it has not come back in time. Rejects when Redis does not take it. */
  comesBack(): Promise<boolean>;
};

export function createCanary(commands: Pick<Redis, "publish">, timeoutMs: number): Canary {
  const channel = `andon:canary:${crypto.randomUUID()}`;
  let cameBack = () => {};
  let cameBackAt = performance.now();

  return {
    channel,
    age: () => performance.now() - cameBackAt,
    take(on) {
      if (on !== channel) return false;
      cameBackAt = performance.now();
      cameBack();
      return true;
    },
    async comesBack() {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const timeout = setTimeout(() => resolve(false), timeoutMs);
      cameBack = () => resolve(true);
      try {
        await commands.publish(channel, "");
        return await promise;
      } finally {
        clearTimeout(timeout);
      }
    },
  };
}
