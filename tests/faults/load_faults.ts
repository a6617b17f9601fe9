import { joinRedis } from "../support/redis";
import { type Fault, onFloor, onFloorWithRedis, pick, seconds } from "./fault";
import type { Floor, FloorOptions } from "./floor";
import { until } from "./result";

const MEMORY = "process_resident_memory_bytes";
const SOCKETS = "andon_sockets";
const BURST = 5_000;
/** Each page is drawn five thousand rows: the suite has one. */
const SMALL: FloorOptions = { pages: ["/anomalies"], programs: 1 };
/** Sockets that come and go at the same time. */
const LANES = 50;
const SETTLED_WITHIN_MS = 10_000;

/** Much at once. Each keeps the whole machine busy: nothing is to be measured beside it. */
export const loadFaults: Fault[] = [
  {
    name: "burst of 5,000 events",
    run: (browser, length) =>
      onFloorWithRedis(browser, pick(length, SMALL, {}), async (floor, redis) => {
        using program = joinRedis(redis);
        const pipeline = program.pipeline();
        for (let place = 0; place < BURST; place++) {
          const anomaly_id = crypto.randomUUID();
          const event = { event_type: "anomaly_detected", anomaly_id, severity: "warning", machine_id: null };
          const text = JSON.stringify({ ...event, timestamp: new Date().toISOString() });
          pipeline.publish("anomaly.detected", text);
          floor.accepted.push(anomaly_id);
        }
        await pipeline.exec();
        return await floor.result(Date.now());
      }),
  },
  {
    name: "tablets that read nothing",
    run: (browser, length) =>
      onFloorWithRedis(browser, {}, async (floor, redis) => {
        const before = await gauge(floor, MEMORY);
        const paths = ["/live?page=anomalies", "/api/v1/ws/anomalies"];
        const others = await gauge(floor, SOCKETS);
        const count = pick(length, 4, 50);
        const deaf = await Promise.all(
          Array.from({ length: count }, (_, place) => openDeafReader(floor.andon.url, paths[place % 2]!)),
        );
        await until(async () => (await gauge(floor, SOCKETS)) === others + count, "all are connected");
        const stop = floor.stream(50);
        using program = joinRedis(redis);
        await flood(program, async () => (await gauge(floor, SOCKETS)) === others);
        for (const socket of deaf) socket.terminate();
        await stop();
        const after = await gauge(floor, MEMORY);
        return await floor.result(Date.now(), `${count} dropped, server ${mb(before)} → ${mb(after)} MB`);
      }),
  },
  {
    name: "connects and disconnects",
    run: (browser, length) =>
      onFloor(browser, {}, async (floor) => {
        const rounds = pick(length, 5_000, 100_000);
        // A first round leaves behind what any busy server holds: buffers, compiled code.
        await comeAndGo(floor, pick(length, 5_000, 50_000));
        const before = await gauge(floor, MEMORY);
        await comeAndGo(floor, rounds);
        // Few rounds say little: garbage that is not yet collected weighs more than any leak.
        const most = pick(length, 1.25, 1.05) * before;
        const after = await settledMemory(floor, most);
        if (after > most) throw new Error(`Memory went from ${mb(before)} to ${mb(after)} MB`);
        await floor.report();
        return floor.result(Date.now(), `${rounds}×, server ${mb(before)} → ${mb(after)} MB`);
      }),
  },
];

/** Sockets of pages and programs that come and go. */
async function comeAndGo({ andon }: Floor, count: number) {
  const paths = ["/live?page=board", "/live?page=anomalies", "/api/v1/ws/dashboard"];
  const url = andon.url.replace("http", "ws");
  let left = count;
  const one = (path: string) =>
    new Promise<void>((resolve) => {
      const socket = new WebSocket(url + path);
      socket.onopen = () => socket.close();
      socket.onclose = () => resolve();
    });
  const lane = async () => {
    while (left-- > 0) await one(paths[left % paths.length]!);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/**
 * The server's memory once it has had time to tidy up: the lowest in ten seconds, or as soon as it is low
 * enough.
 */
async function settledMemory(floor: Floor, enough: number): Promise<number> {
  let lowest = Infinity;
  const deadline = performance.now() + SETTLED_WITHIN_MS;
  while (performance.now() < deadline && lowest > enough) {
    lowest = Math.min(lowest, await gauge(floor, MEMORY));
    await seconds(0.2);
  }
  return lowest;
}

/** A reader that asks for everything and reads nothing. */
function openDeafReader(url: string, path: string) {
  const { hostname, port, host } = new URL(url);
  const request = [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  ];
  return Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      open(socket) {
        socket.write(`${request.join("\r\n")}\r\n\r\n`);
        socket.pause();
      },
      data() {},
    },
  });
}

/**
 * Adds long events until it is over: the buffers of all deaf readers must be full (the kernel's own hold 10
 * MB).
 */
async function flood(program: ReturnType<typeof joinRedis>, isOver: () => Promise<boolean>) {
  const long = { event_type: "anomaly_detected", severity: "normal", metric: "x".repeat(4_000) };
  const text = JSON.stringify({
    ...long,
    timestamp: new Date().toISOString(),
    details: { filler: "y".repeat(20_000) },
  });
  const isDone = async () => {
    const pipeline = program.pipeline();
    for (let place = 0; place < 100; place++) pipeline.xadd("andon:in", "*", "event", text);
    await pipeline.exec();
    return isOver();
  };
  await until(isDone, "every deaf reader is dropped");
}

/** A value that the server reports to Prometheus. */
async function gauge({ andon }: Floor, name: string): Promise<number> {
  return Number(new RegExp(`^${name} (\\S+)`, "m").exec(await andon.text("/metrics"))?.[1]);
}

const mb = (bytes: number) => Math.round(bytes / 1e6);
