import { Redis } from "ioredis";
import { instant, processorMs, until } from "../measure";
import type { Peer } from "../peers/peers";
import type { Screens } from "./screens";
import type { Heard } from "./screens_process";

/** A server with its screens, and the link by which the bench publishes. */
export type Loaded = {
  peer: Peer;
  framed: boolean;
  group: string;
  screens: Screens;
  redis: Redis;
  sockets: number;
};

/**
 * The cost of a number of events: processor time of the server, and the latency of each to the last screen.
 */
export type Cost = {
  events: number;
  processorMs: number;
  redisMs: number;
  latenciesMs: number[];
  lastAfterMs: number;
  frames: number;
};

const CHANNEL = "anomaly.detected";
const SETTLE_MS = 250;
const LOOK_EVERY_MS = 60;
const ALL_HEARD_WITHIN_MS = 60_000;
let published = 0;
let lastAt = 0;

export async function loadUp(peer: Peer, framed: boolean, group: string, screens: Screens, sockets: number) {
  const { port, path, socketIo } = peer;
  await screens.connect(group, { port, path, socketIo, count: sockets });
  return { peer, framed, group, screens, redis: new Redis(peer.redis), sockets } satisfies Loaded;
}

export async function unload({ peer, screens, group, redis }: Loaded) {
  redis.disconnect();
  await screens.close(group);
  await peer[Symbol.asyncDispose]();
}

/**
 * An event as another program publishes it. No two are of the same instant: rows that have no room go by
 * that.
 */
export function anomaly(name: string, machine: string): string {
  lastAt = Math.max(Date.now(), lastAt + 1);
  const timestamp = new Date(lastAt).toISOString();
  return JSON.stringify({
    event_type: "anomaly_detected",
    anomaly_id: name,
    machine_id: machine,
    machine_name: "Press-1",
    metric: "power_kw",
    value: 61.4,
    expected_value: 48.2,
    unit: "kW",
    anomaly_score: 0.87,
    severity: "warning",
    anomaly_type: "spike",
    deviation_percent: 27.4,
    timestamp,
    published_at: timestamp,
  });
}

/** Events one by one, `rate` a second. */
export function steady(loaded: Loaded, rate: number, seconds: number): Promise<Cost> {
  return cost(loaded, async (publish) => {
    const began = performance.now();
    for (let sent = 0; sent < rate * seconds; sent++) {
      const due = began + (sent * 1000) / rate;
      if (due > performance.now()) await Bun.sleep(due - performance.now());
      publish();
    }
  });
}

/** All at once. */
export function burst(loaded: Loaded, events: number): Promise<Cost> {
  return cost(loaded, async (publish) => {
    for (let sent = 0; sent < events; sent++) publish();
  });
}

async function cost(loaded: Loaded, send: (publish: () => void) => Promise<void>): Promise<Cost> {
  const { peer, screens, group, redis, framed, sockets } = loaded;
  const sentAt = new Map<string, number>();
  function publish() {
    const name = `bench-${++published}`;
    sentAt.set(name, instant());
    void redis.publish(CHANNEL, anomaly(name, peer.machine));
  }

  await screens.watch(group);
  const before = processorMs(peer.pid);
  const redisBefore = processorMs(peer.redisPid);
  await send(publish);
  const names = [...sentAt.keys()];
  let heard: Heard[] = [];
  await until(
    async () => {
      await Bun.sleep(LOOK_EVERY_MS);
      heard = await screens.heard(group);
      const last = framed
        ? heard.findLast((frame) => frame.names.includes(names.at(-1)!))
        : heard[names.length - 1];
      return last?.screens === sockets;
    },
    `the last of ${names.length} events is on all ${sockets} screens`,
    ALL_HEARD_WITHIN_MS,
  );
  await Bun.sleep(SETTLE_MS);
  const spent = processorMs(peer.pid) - before;
  const redisMs = processorMs(peer.redisPid) - redisBefore;
  const heardAt = framed ? byName(heard) : new Map(names.map((name, place) => [name, heard[place]!.at]));
  const first = sentAt.values().next().value ?? 0;
  return {
    events: names.length,
    processorMs: spent,
    redisMs,
    // Of a burst some rows are left out of the frame, since a page would not keep them.
    latenciesMs: names.flatMap((name) => (heardAt.has(name) ? heardAt.get(name)! - sentAt.get(name)! : [])),
    lastAfterMs: heardAt.get(names.at(-1)!)! - first,
    frames: heard.length,
  };
}

function byName(heard: readonly Heard[]): Map<string, number> {
  const at = new Map<string, number>();
  for (const frame of heard) for (const name of frame.names) if (!at.has(name)) at.set(name, frame.at);
  return at;
}
