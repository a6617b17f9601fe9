import type { Socket } from "bun";

type End = { other?: Socket<End>; waiting: Uint8Array[] };

/** A TCP cable between screens and a server, that can be cut. */
export type Cable = AsyncDisposable & {
  /** The server's address at this end of the cable. */
  readonly url: string;
  /** Breaks every connection, and makes none until mended. */
  cut(): void;
  mend(): void;
};

/** @param to the server's address */
export function layCable(to: string): Cable {
  const target = new URL(to);
  const ends = new Set<Socket<End>>();
  let listener: Bun.TCPSocketListener<End>;
  const port = open(0);

  function open(port: number) {
    listener = Bun.listen<End>({
      hostname: "127.0.0.1",
      port,
      socket: {
        async open(near) {
          near.data = { waiting: [] };
          ends.add(near);
          try {
            const far = await Bun.connect<End>({
              hostname: target.hostname,
              port: Number(target.port),
              socket: ending,
              data: { other: near, waiting: [] },
            });
            ends.add(far);
            near.data.other = far;
            for (const chunk of near.data.waiting.splice(0)) pass(far, chunk);
          } catch {
            near.terminate();
          }
        },
        ...ending,
      },
    });
    return listener.port;
  }

  function cut() {
    listener.stop(true);
    for (const end of ends) end.terminate();
    ends.clear();
  }

  return {
    url: `http://127.0.0.1:${port}${target.pathname.replace(/\/$/, "")}`,
    cut,
    mend: () => void open(port),
    [Symbol.asyncDispose]: async () => cut(),
  };
}

const ending = {
  data(end: Socket<End>, chunk: Uint8Array) {
    if (end.data.other) pass(end.data.other, chunk);
    else end.data.waiting.push(new Uint8Array(chunk));
  },
  drain(end: Socket<End>) {
    const rest = end.data.waiting.splice(0);
    for (const chunk of rest) pass(end, chunk);
  },
  close: (end: Socket<End>) => void end.data.other?.end(),
  error: (end: Socket<End>) => void end.data.other?.terminate(),
};

/** What the socket does not take at once waits in its own `waiting`, in order. */
function pass(to: Socket<End>, chunk: Uint8Array) {
  if (to.data.waiting.length > 0) return void to.data.waiting.push(new Uint8Array(chunk));
  const taken = to.write(chunk);
  if (taken < chunk.length) to.data.waiting.push(new Uint8Array(chunk.subarray(Math.max(0, taken))));
}
