import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

type End = { redis: Promise<Bun.Socket>; subscribes: boolean; deaf: boolean };

/** A link to a Redis that can go deaf: what Redis says to its subscribers is swallowed, and nobody is told. */
export function startLossyProxy(redisSocket: string) {
  const path = join(tmpdir(), `andon-link-${crypto.randomUUID()}.sock`);
  const ends = new Set<End>();
  const listener = Bun.listen<End>({
    unix: path,
    socket: {
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
    },
  });
  return {
    url: path,
    /** The subscribers of this moment are deaf from now on; those that come later hear. */
    deafen() {
      for (const end of ends) end.deaf = end.subscribes;
    },
    stop() {
      listener.stop(true);
      rmSync(path, { force: true });
    },
  };
}
