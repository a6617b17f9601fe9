import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

type End = { redis: Promise<Bun.Socket>; subscribes: boolean; deaf: boolean };

/**
 * A link to a Redis that can lose messages to subscribers without an error on either side, or be cut.
 */
export function startLossyProxy(redisSocket: string) {
  const path = join(tmpdir(), `andon-link-${crypto.randomUUID()}.sock`);
  const ends = new Set<End>();
  const socket: Bun.SocketHandler<End> = {
    open(client) {
      const redis = Bun.connect({
        unix: redisSocket,
        socket: {
          data(_, bytes) {
            if (!client.data.deaf) client.write(bytes);
          },
          close: () => void client.end(),
        },
      });
      client.data = { redis, subscribes: false, deaf: false };
      ends.add(client.data);
    },
    async data(client, bytes) {
      if (bytes.includes("subscribe")) client.data.subscribes = true;
      (await client.data.redis).write(bytes);
    },
    async close(client) {
      (await client.data.redis).end();
    },
  };
  let listener = Bun.listen<End>({ unix: path, socket });

  /** Breaks every connection, and makes none until mended. */
  function cut() {
    listener.stop(true);
    rmSync(path, { force: true });
  }
  return {
    url: path,
    /** From now on the present subscribers receive nothing; later ones do. */
    deafen() {
      for (const end of ends) end.deaf = end.subscribes;
    },
    cut,
    mend: () => void (listener = Bun.listen<End>({ unix: path, socket })),
    stop: cut,
  };
}
