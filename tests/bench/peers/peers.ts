import { existsSync } from "node:fs";
import { join } from "node:path";
import { register } from "../../support/actions";
import { startAndon } from "../../support/andon";
import { bundleForNode } from "../../support/node_bundle";
import { startRedis } from "../../support/redis";

const BENCH = "tests/bench";
/** Debian's packages are this Python's. */
const PYTHON = "/usr/bin/python3";
const PYTHON_PACKAGES = "python3-fastapi python3-uvicorn python3-redis python3-websockets";

/** A server under load: where it listens, what it is, and the Redis that is its alone. */
export type Peer = AsyncDisposable & {
  readonly pid: number;
  readonly port: number;
  readonly path: string;
  readonly redis: string;
  readonly redisPid: number;
  readonly socketIo: boolean;
  /** The machine that events are about. */
  readonly machine: string;
};

/** A peer that the bench can start, or the reason why it cannot, in a sentence. */
export type PeerKind = {
  name: string;
  /** Gathers several events into one frame, which names them; the others send something for each event. */
  framed: boolean;
  cannot(): string | undefined;
  /** @param fragment a file with the text that is sent for each event */
  start(fragment: string): Promise<Peer>;
};

/** Andon with a Redis of its own, and a machine that events are about. */
export async function startServer(settings: Record<string, string> = {}): Promise<Peer & { url: string }> {
  const redis = await startRedis();
  const andon = await startAndon({ REDIS_URL: redis.url, LOG_LEVEL: "error", ...settings });
  const machine = await register(andon, "Press-1");
  return {
    url: andon.url,
    pid: andon.pid,
    port: Number(new URL(andon.url).port),
    path: "/live?page=board",
    redis: redis.url,
    redisPid: redis.pid,
    socketIo: false,
    machine,
    async [Symbol.asyncDispose]() {
      await andon[Symbol.asyncDispose]();
      await redis.stop();
    },
  };
}

export const ANDON: PeerKind = {
  name: "Andon",
  framed: true,
  cannot: () => undefined,
  start: () => startServer(),
};

export const FLOOR: PeerKind = {
  name: "the floor (constant fragment, `server.publish`)",
  framed: false,
  cannot: () => undefined,
  start: (fragment) => launch([process.execPath, `${BENCH}/peers/floor.ts`], fragment),
};

/** In the order of the table; the others are measured against the first two. */
export const PEERS: readonly PeerKind[] = [
  ANDON,
  FLOOR,
  {
    name: "Andon on Node (`@hono/node-server`, `@hono/node-ws`; nothing on disk)",
    framed: true,
    cannot: noNode,
    start: (fragment) => onNode("node", fragment, "/live?page=board"),
  },
  { name: "`ws` on Node", framed: false, cannot: noNode, start: (fragment) => onNode("ws", fragment, "/") },
  {
    name: "Socket.IO on Node",
    framed: false,
    cannot: noNode,
    start: (fragment) => onNode("socket_io", fragment, "/socket.io/?EIO=4&transport=websocket"),
  },
  {
    name: "the reference's design (FastAPI, uvicorn, redis-py)",
    framed: false,
    cannot: noFastApi,
    start: (fragment) => launch([PYTHON, `${BENCH}/peers/fast_api.py`], fragment),
  },
];

function noNode(): string | undefined {
  if (!existsSync(`${BENCH}/node_modules/ws`)) return "its packages could not be installed";
  return Bun.which("node") ? undefined : "Node is not installed";
}

function noFastApi(): string | undefined {
  const tried =
    existsSync(PYTHON) && Bun.spawnSync([PYTHON, "-c", "import fastapi, uvicorn, redis, websockets"]);
  return tried && tried.success ? undefined : `Debian's ${PYTHON_PACKAGES} are not installed`;
}

async function onNode(entry: string, fragment: string, path: string): Promise<Peer> {
  const bundle = await bundleForNode(`${BENCH}/peers/${entry}.ts`, join(fragment, ".."));
  return launch(["node", bundle], fragment, path);
}

async function launch(command: string[], fragment: string, path = "/live"): Promise<Peer> {
  const redis = await startRedis();
  const environment = { PATH: process.env.PATH, PEER_REDIS: redis.url, PEER_FRAGMENT: fragment };
  const child = Bun.spawn(command, { env: environment, stdout: "pipe", stderr: "inherit" });
  async function end() {
    child.kill("SIGKILL");
    await child.exited;
    await redis.stop();
  }
  for await (const chunk of child.stdout) {
    const port = /listening (\d+)/.exec(new TextDecoder().decode(chunk))?.[1];
    if (!port) continue;
    const socketIo = path.includes("socket.io");
    const where = { pid: child.pid, port: Number(port), path, redis: redis.url, redisPid: redis.pid };
    return { ...where, socketIo, machine: "press-1", [Symbol.asyncDispose]: end };
  }
  await end();
  throw new Error(`${command.at(-1)} did not start: its output is above`);
}
