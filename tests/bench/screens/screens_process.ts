/** The screens of the bench, in a process of their own: raw sockets that only count their messages. */
import type { Socket } from "bun";
import { clientFrame, createFrameReader, type FrameReader } from "./frames";
import { instant, until } from "../measure";

export type Ask =
  | { ask: "connect"; group: string; port: number; path: string; count: number; socketIo: boolean }
  /** From now on frames are counted anew. */
  | { ask: "watch"; group: string }
  | { ask: "report"; group: string }
  | { ask: "close"; group: string };

/** A frame: when the last screen had it whole, how many have it, its size, and the events that it names. */
export type Heard = { at: number; screens: number; size: number; names: string[] };
export type Answer = { heard?: Heard[]; sockets?: number; error?: string };

type Screen = { answered: boolean; joined: boolean; frames: number; reader: FrameReader };
type Group = { sockets: Socket<Screen>[]; heard: Heard[]; heardAt: number };

const TOGETHER = 250;
const QUIET_MS = 60;
/** Pings of Socket.IO and the like are no events. */
const FRAME_AT_LEAST_BYTES = 20;
const PONG = 10;
const TEXT = 1;
const groups = new Map<string, Group>();

async function connect({ group: name, port, path, count, socketIo }: Extract<Ask, { ask: "connect" }>) {
  const group: Group = groups.get(name) ?? { sockets: [], heard: [], heardAt: 0 };
  groups.set(name, group);
  const wanted = group.sockets.length + count;
  while (group.sockets.length < wanted) {
    const more = Math.min(TOGETHER, wanted - group.sockets.length);
    const opened = Array.from({ length: more }, () => open(group, port, path, socketIo));
    group.sockets.push(...(await Promise.all(opened)));
  }
  return { sockets: group.sockets.length };
}

async function open(group: Group, port: number, path: string, socketIo: boolean): Promise<Socket<Screen>> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const isFirst = () => group.sockets[0] === socket;
  const screen: Screen = { answered: false, joined: false, frames: 0, reader: { read() {} } };
  const socket: Socket<Screen> = await Bun.connect<Screen>({
    hostname: "127.0.0.1",
    port,
    data: screen,
    socket: {
      data(_, chunk) {
        if (screen.answered) return screen.reader.read(chunk);
        const end = chunk.indexOf("\r\n\r\n");
        if (!chunk.toString("latin1").startsWith("HTTP/1.1 101"))
          return reject(new Error(`No socket: ${chunk.toString("latin1").slice(0, 200)}`));
        screen.answered = true;
        if (!socketIo) resolve();
        screen.reader.read(chunk.subarray(end + 4));
      },
      close: () => reject(new Error("The server has closed a socket")),
      error: (_, error) => reject(error),
    },
  });
  screen.reader = createFrameReader(
    (size, payload) => {
      group.heardAt = instant();
      if (socketIo && payload.startsWith("0{")) socket.write(clientFrame(TEXT, "40"));
      if (socketIo && payload.startsWith("40")) resolve();
      if (size >= FRAME_AT_LEAST_BYTES) note(group, screen.frames++, size, payload);
    },
    () => void socket.write(clientFrame(PONG)),
    () => isFirst() || !screen.joined,
  );
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
  );
  await promise;
  screen.joined = true;
  return socket;
}

function note({ heard, heardAt }: Group, frame: number, size: number, payload: string) {
  const entry = (heard[frame] ??= { at: 0, screens: 0, size, names: [] });
  entry.at = heardAt;
  entry.screens += 1;
  for (const [, name] of payload.matchAll(/data-anomaly-id="([\w-]+)"/g)) entry.names.push(name!);
}

/**
 * Counting begins when nothing is under way, or the same frame would have different numbers on different
 * screens.
 */
async function watch(group: Group) {
  await until(() => instant() - group.heardAt > QUIET_MS, "the screens hear nothing");
  group.heard = [];
  for (const { data } of group.sockets) data.frames = 0;
  return {};
}

async function answer(ask: Ask): Promise<Answer> {
  if (ask.ask === "connect") return connect(ask);
  const group = groups.get(ask.group);
  if (!group) throw new Error(`There are no screens ${ask.group}`);
  if (ask.ask === "watch") return watch(group);
  if (ask.ask === "report") return { heard: group.heard, sockets: group.sockets.length };
  for (const socket of group.sockets) socket.terminate();
  groups.delete(ask.group);
  return {};
}

process.on("message", ({ number, ...ask }: Ask & { number: number }) => {
  void answer(ask)
    .catch((error: unknown): Answer => ({ error: error instanceof Error ? error.message : String(error) }))
    .then((said) => process.send?.({ number, ...said }));
});
// Without whoever asks there is nothing to do.
process.on("disconnect", () => process.exit(0));
