import { join } from "node:path";
import { tmpdir } from "node:os";

/** A link to a Redis that can go deaf: what Redis says to its subscribers is swallowed, and nobody is told. */
export function startDeafLink(redisSocket: string) {
  const path = join(tmpdir(), `andon-link-${crypto.randomUUID()}.sock`);
  let deaf = false;
  const listener = Bun.listen<{ redis: Promise<Bun.Socket>; subscribes: boolean }>({
    unix: path,
    socket: {
      open(client) {
        const redis = Bun.connect({
          unix: redisSocket,
          socket: {
            data: (_, bytes) => void (deaf && client.data.subscribes ? 0 : client.write(bytes)),
            close: () => void client.end(),
          },
        });
        client.data = { redis, subscribes: false };
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
    /** The links that exist are deaf from now on; those made after `heal` are not. */
    deafen: () => void (deaf = true),
    heal: () => void (deaf = false),
    stop: () => listener.stop(true),
  };
}
