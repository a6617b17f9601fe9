import type { Socket } from "bun";

/** Bytes received from this end and not yet passed on, and bytes waiting to be written to it. */
type End = { other?: Socket<End>; received: Uint8Array[]; waiting: Uint8Array[] };

/** A TCP cable between screens and a server, that can be cut. */
export type TcpProxy = AsyncDisposable & {
  /** The server's address at this end of the cable. */
  readonly url: string;
  /** Breaks every connection, and makes none until mended. */
  cut(): void;
  mend(): void;
  /** Passes nothing on, in neither direction, and breaks nothing; bytes sent meanwhile arrive on release. */
  hold(): void;
  release(): void;
};

/** @param to the server's address */
export function startTcpProxy(to: string): TcpProxy {
  const target = new URL(to);
  const ends = new Set<Socket<End>>();
  let held = false;
  let listener: Bun.TCPSocketListener<End>;

  const ending = {
    data(end: Socket<End>, chunk: Uint8Array) {
      end.data.received.push(new Uint8Array(chunk));
      if (!held) flow(end);
    },
    drain: (end: Socket<End>) => write(end),
    close: (end: Socket<End>) => void end.data.other?.end(),
    error: (end: Socket<End>) => void end.data.other?.terminate(),
  };

  function open(port: number) {
    listener = Bun.listen<End>({
      hostname: "127.0.0.1",
      port,
      socket: {
        ...ending,
        async open(near) {
          near.data = { received: [], waiting: [] };
          ends.add(near);
          try {
            const far = await Bun.connect<End>({
              hostname: target.hostname,
              port: Number(target.port),
              socket: ending,
              data: { other: near, received: [], waiting: [] },
            });
            ends.add(far);
            near.data.other = far;
            if (!held) flow(near);
          } catch {
            near.terminate();
          }
        },
      },
    });
    return listener.port;
  }

  const port = open(0);

  function cut() {
    listener.stop(true);
    for (const end of ends) end.terminate();
    ends.clear();
  }

  return {
    url: `http://127.0.0.1:${port}${target.pathname.replace(/\/$/, "")}`,
    cut,
    mend: () => void open(port),
    hold: () => void (held = true),
    release() {
      held = false;
      ends.forEach(flow);
    },
    [Symbol.asyncDispose]: async () => cut(),
  };
}

/** Passes on the bytes of this end. */
function flow({ data }: Socket<End>) {
  if (!data.other) return;
  data.other.data.waiting.push(...data.received.splice(0));
  write(data.other);
}

/** Bytes that the socket does not accept at once wait, in order. */
function write(to: Socket<End>) {
  const { waiting } = to.data;
  for (let chunk = waiting.shift(); chunk; chunk = waiting.shift()) {
    const taken = Math.max(0, to.write(chunk));
    if (taken < chunk.length) return void waiting.unshift(chunk.subarray(taken));
  }
}
