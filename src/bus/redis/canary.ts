import type { Redis } from "ioredis";

/** A message of this process's own, never recorded, that shows whether published messages arrive here. */
export type Canary = {
  readonly channel: string;
  /** Milliseconds since it last came back; before the first time, since it was made. */
  age(): number;
  /** Takes a message if it is this canary; any other shows that messages still arrive. */
  take(channel: string): boolean;
  /**
   * Publishes it; false when nothing has arrived for as long as the timeout, or not the canary in ten of
   * them. Rejects when Redis does not take it.
   */
  comesBack(): Promise<boolean>;
};

/**
 * Messages come in the order of publishing: behind a backlog the canary is late, and the link is not broken.
 */
const TIMEOUTS_IN_BACKLOG = 10;
const PARTS = 4;

export function createCanary(commands: Pick<Redis, "publish">, timeoutMs: number): Canary {
  const channel = `andon:canary:${crypto.randomUUID()}`;
  let cameBack = () => {};
  let arrived = () => {};
  let cameBackAt = performance.now();

  return {
    channel,
    age: () => performance.now() - cameBackAt,
    take(on) {
      arrived();
      if (on !== channel) return false;
      cameBackAt = performance.now();
      cameBack();
      return true;
    },
    async comesBack() {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const giveUp = () => resolve(false);
      const latest = setTimeout(giveUp, timeoutMs * TIMEOUTS_IN_BACKLOG);
      let silent = 0;
      arrived = () => void (silent = 0);
      // In parts: a pause of this process is one of them, and what waits in the connection is read before the
      // next.
      const silence = setInterval(() => ++silent === PARTS && giveUp(), timeoutMs / PARTS);
      cameBack = () => resolve(true);
      try {
        await commands.publish(channel, "");
        return await promise;
      } finally {
        arrived = () => {};
        clearInterval(silence);
        clearTimeout(latest);
      }
    },
  };
}
