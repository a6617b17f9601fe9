import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import type { Browser } from "playwright-core";
import { otherBuild } from "../support/build";
import { startRedis } from "../support/redis";
import { openScreen } from "../support/screen";
import { type Floor, type FloorOptions, openFloor, type Result, until } from "./plant_floor";

/** How long a fault lasts, how often it comes, how much happens meanwhile. */
export type Length = "short" | "long";
export type Fault = {
  name: string;
  /** Why it cannot be tried here; undefined when it can. */
  cannot?(): string | undefined;
  /** It keeps the whole machine busy: nothing else is to be measured beside it. */
  takesAll?: true;
  run(browser: Browser, length: Length): Promise<Result>;
};

const pick = <T>(length: Length, short: T, long: T) => (length === "short" ? short : long);
const MEMORY = "process_resident_memory_bytes";
const seconds = (count: number) => Bun.sleep(count * 1000);

/** Every fault that Andon must survive without a hand. Add one here, and it is tried in both forms. */
export const FAULTS: Fault[] = [
  {
    name: "server killed (-9) in mid-stream",
    run: (browser, length) =>
      onFloor(browser, {}, async (floor) => {
        let goneAt = 0;
        for (let time = 0; time < pick(length, 1, 5); time++) {
          const stop = floor.stream(20);
          await seconds(1);
          await floor.andon.kill();
          await seconds(pick(length, 1, 3));
          await floor.andon.start();
          goneAt = Date.now();
          await until(() => floor.screens.every((screen) => screen.isLive()), "every screen is live again");
          await stop();
        }
        return floor.reckon("server killed (-9) in mid-stream", goneAt, `${pick(length, 1, 5)}×`);
      }),
  },
  {
    name: "Redis killed",
    run: (browser, length) =>
      withRedis(browser, async (floor, redis) => {
        const stop = floor.stream(50);
        await seconds(1);
        await redis.kill();
        await busIs(floor, "away");
        const before = floor.accepted.length;
        const beganAt = Date.now();
        await until(() => floor.accepted.length > before, "an alarm is accepted without Redis");
        const late = floor.accepted[before]!;
        await until(() => floor.pages.every(({ shown }) => shown.has(late)), "it is on every page");
        const shownAfter = (Date.now() - beganAt) / 1000;
        if (shownAfter > 3) throw new Error(`A new alarm took ${shownAfter} s without Redis`);
        await seconds(pick(length, 1, 20));
        await redis.start();
        const goneAt = Date.now();
        const busAfter = await busBack(floor, goneAt);
        await stop();
        const note = `new alarm on screen ${shownAfter.toFixed(1)} s without Redis`;
        return busAfter(await floor.reckon("Redis killed", goneAt, note));
      }),
  },
  {
    name: "Redis restarted empty",
    run: (browser, length) =>
      withRedis(browser, async (floor, redis) => {
        const stop = floor.stream(20);
        await seconds(pick(length, 1, 5));
        await redis.restart("empty");
        const goneAt = Date.now();
        const busAfter = await busBack(floor, goneAt);
        await stop();
        const result = busAfter(await floor.reckon("Redis restarted empty", goneAt));
        const lines = await Promise.all(
          floor.pages.map(({ page }) => page.locator('[data-gap="epoch"]').count()),
        );
        if (lines.some((count) => count === 0))
          throw new Error("A page does not say that the log began anew");
        return result;
      }),
  },
  {
    name: "Redis stopped (SIGSTOP)",
    run: (browser, length) =>
      withRedis(browser, async (floor, redis) => {
        const stop = floor.stream(50);
        await seconds(0.5);
        redis.freeze();
        await busIs(floor, "away");
        await seconds(pick(length, 1, 26));
        redis.thaw();
        const goneAt = Date.now();
        const busAfter = await busBack(floor, goneAt);
        await stop();
        return busAfter(await floor.reckon("Redis stopped (SIGSTOP)", goneAt, pick(length, "5 s", "30 s")));
      }),
  },
  {
    name: "links cut for 2 s, again and again",
    run: (browser, length) =>
      onFloor(browser, { programs: pick(length, 3, 10) }, async (floor) => {
        const stop = floor.stream(100);
        let goneAt = 0;
        for (let time = 0; time < pick(length, 2, 12); time++) {
          floor.proxy.cut();
          await seconds(2);
          floor.proxy.mend();
          goneAt = Date.now();
          await until(() => floor.screens.every((screen) => screen.isLive()), "every screen is live again");
          const after = (Date.now() - goneAt) / 1000;
          if (after > 5) throw new Error(`Screens took ${after} s to come back after cut ${time + 1}`);
          await seconds(Math.max(0, pick(length, 1, 8) - after));
        }
        await stop();
        return floor.reckon(
          "links cut for 2 s, again and again",
          goneAt,
          pick(length, "2×", "12×, every 10 s"),
        );
      }),
  },
  {
    name: "ten minutes without server",
    run: (browser, length) =>
      onFloor(browser, { driven: length === "short" }, async (floor) => {
        const stop = floor.stream(100);
        floor.proxy.cut();
        await until(() => floor.screens.every((screen) => !screen.isLive()), "every screen has noticed");
        if (length === "short") await runFor(floor, 600);
        else await seconds(600);
        await seconds(1);
        await stop();
        floor.proxy.mend();
        const goneAt = Date.now();
        const note = pick(length, "the pages' clocks run fast", "in full");
        return floor.reckon("ten minutes without server", goneAt, note);
      }),
  },
  {
    name: "burst of 5,000 events",
    takesAll: true,
    run: (browser) =>
      withRedis(browser, async (floor, redis) => {
        const program = new Redis(redis.url);
        const pipeline = program.pipeline();
        for (let place = 0; place < 5_000; place++) {
          const anomaly_id = crypto.randomUUID();
          const event = { event_type: "anomaly_detected", anomaly_id, severity: "warning", machine_id: null };
          const text = JSON.stringify({ ...event, timestamp: new Date().toISOString() });
          pipeline.publish("anomaly.detected", text);
          floor.accepted.push(anomaly_id);
        }
        await pipeline.exec();
        const goneAt = Date.now();
        program.disconnect();
        return floor.reckon("burst of 5,000 events", goneAt);
      }),
  },
  {
    name: "closed with 1000, 1001, 1005, 1006, 1008, 1009, 1011, 1012, 1013, 1014, 4000",
    run: (browser) =>
      onFloor(browser, { pages: [], programs: 0 }, async (floor) => {
        const codes = [1000, 1001, 1005, 1006, 1008, 1009, 1011, 1012, 1013, 1014, 4000];
        const context = await browser.newContext();
        const closers = await Promise.all(codes.map((code) => closable(context, floor.proxy.url, code)));
        await floor.report();
        for (const { close } of closers) close();
        const goneAt = Date.now();
        await floor.report();
        floor.screens.push(...closers.map(({ screen }) => screen));
        const result = await floor.reckon("closed with every code", goneAt, codes.join(", "));
        await context.close();
        return result;
      }),
  },
  {
    name: "disk full",
    cannot: whyNoDisk,
    async run(browser) {
      using disk = smallDisk();
      return await onFloor(
        browser,
        { settings: { DATABASE_URL: `sqlite://${join(disk.folder, "andon.db")}` } },
        async (floor) => {
          const filler = join(disk.folder, "filler");
          await fill(filler);
          const answer = await until503(floor);
          rmSync(filler);
          const goneAt = Date.now();
          await floor.report();
          await floor.report();
          return floor.reckon("disk full", goneAt, answer);
        },
      );
    },
  },
  {
    name: "tablets that read nothing",
    takesAll: true,
    run: (browser, length) =>
      withRedis(browser, async (floor, redis) => {
        const before = await gauge(floor, MEMORY);
        const paths = ["/live?page=anomalies", "/api/v1/ws/anomalies"];
        const others = await gauge(floor, "andon_sockets");
        const count = pick(length, 4, 50);
        const deaf = await Promise.all(
          Array.from({ length: count }, (_, place) => deafReader(floor.andon.url, paths[place % 2]!)),
        );
        await until(
          async () => (await gauge(floor, "andon_sockets")) === others + count,
          "all are connected",
        );
        const stop = floor.stream(50);
        await flood(redis.url, async () => (await gauge(floor, "andon_sockets")) === others);
        for (const socket of deaf) socket.terminate();
        await stop();
        const after = await gauge(floor, MEMORY);
        const note = `${count} dropped, server ${mb(before)} → ${mb(after)} MB`;
        return floor.reckon("tablets that read nothing", Date.now(), note);
      }),
  },
  {
    name: "connects and disconnects",
    takesAll: true,
    run: (browser, length) =>
      onFloor(browser, {}, async (floor) => {
        const rounds = pick(length, 5_000, 100_000);
        // What a first round leaves is what any busy server keeps: buffers, compiled code.
        await comeAndGo(floor, pick(length, 5_000, 50_000));
        const before = await gauge(floor, MEMORY);
        await comeAndGo(floor, rounds);
        // Few rounds say little: what the collector has not yet taken weighs more than any leak.
        const most = pick(length, 1.25, 1.05) * before;
        const after = await settledMemory(floor, most);
        if (after > most) throw new Error(`Memory went from ${mb(before)} to ${mb(after)} MB`);
        await floor.report();
        return floor.reckon(
          "connects and disconnects",
          Date.now(),
          `${rounds}×, server ${mb(before)} → ${mb(after)} MB`,
        );
      }),
  },
  {
    name: "deploy in the middle of a burst",
    async run(browser) {
      using build = otherBuild();
      return await onFloor(browser, {}, async (floor) => {
        const streams = Array.from({ length: 5 }, () => floor.stream(5));
        await seconds(1);
        await floor.andon.stop();
        await floor.andon.start(build.folder);
        const goneAt = Date.now();
        await until(() => floor.screens.every((screen) => screen.isLive()), "every screen is live again");
        await Promise.all(streams.map((stop) => stop()));
        return floor.reckon("deploy in the middle of a burst", goneAt);
      });
    },
  },
  {
    name: "fifty real pages coming back at once",
    takesAll: true,
    run: (browser, length) =>
      onFloor(
        browser,
        { programs: 0, pages: Array(pick(length, 20, 50)).fill("/anomalies") },
        async (floor) => {
          const stop = floor.stream(200);
          await floor.andon.kill();
          await seconds(pick(length, 1, 10));
          await floor.andon.start();
          const goneAt = Date.now();
          await until(() => floor.screens.every((screen) => screen.isLive()), "every page is live again");
          await stop();
          return floor.reckon(
            "fifty real pages coming back at once",
            goneAt,
            pick(length, "20 pages", "50 pages"),
          );
        },
      ),
  },
];

async function onFloor(browser: Browser, options: FloorOptions, act: (floor: Floor) => Promise<Result>) {
  await using floor = await openFloor(browser, options);
  return await act(floor);
}

async function withRedis(
  browser: Browser,
  act: (floor: Floor, redis: Awaited<ReturnType<typeof startRedis>>) => Promise<Result>,
) {
  await using redis = await startRedis();
  await using floor = await openFloor(browser, { settings: { REDIS_URL: redis.url } });
  return await act(floor, redis);
}

function busIs(floor: Floor, bus: "ok" | "away") {
  const said = `#link-status[data-state="live"][data-bus="${bus}"]`;
  return Promise.all(floor.pages.map(({ page }) => page.waitForSelector(said)));
}

/** Waits for every page to say that the bus is back; with it a screen is live again, though its socket never went. */
async function busBack(floor: Floor, goneAt: number) {
  await busIs(floor, "ok");
  const seconds = (Date.now() - goneAt) / 1000;
  return (result: Result): Result => ({
    ...result,
    liveAfterSeconds: Math.max(result.liveAfterSeconds, seconds),
  });
}

/** Lets the pages' clocks run through this many seconds, a few at a time, so that nothing is skipped. */
async function runFor({ pages }: Floor, total: number) {
  for (let gone = 0; gone < total; gone += 30)
    await Promise.all(pages.map(({ page }) => page.clock.runFor(30_000)));
}

/** A page whose first socket can be closed with a code of our choice, as a server or proxy would. */
async function closable(context: Parameters<typeof openScreen>[0], url: string, code: number) {
  let close = () => {};
  const watched = Object.assign(Object.create(context) as typeof context, {
    newPage: async () => {
      const page = await context.newPage();
      let first = true;
      await page.routeWebSocket(/\/live\?/, (socket) => {
        socket.connectToServer();
        if (first) close = () => void socket.close(code === 1005 ? {} : { code });
        first = false;
      });
      return page;
    },
  });
  const screen = await openScreen(watched, `${url}/anomalies`);
  return { screen, close: () => close() };
}

async function until503({ andon }: Floor): Promise<string> {
  const [machine] = await andon.get("/api/v1/machines");
  let said = "";
  await until(async () => {
    const reading = { machine_id: machine.id, timestamp: new Date().toISOString(), metrics: { power_kw: 1 } };
    const answer = await andon.post("/api/v1/readings", reading);
    const created = await andon.post("/api/v1/anomaly/create", {
      machine_id: machine.id,
      detected_at: new Date().toISOString(),
      anomaly_type: "spike",
      severity: "warning",
    });
    said = `readings ${answer.status}, reports ${created.status}, Retry-After ${created.headers.get("retry-after")}`;
    return answer.status === 503 && created.status === 503 && created.headers.has("retry-after");
  }, "what cannot be kept is refused with 503 and Retry-After").catch((error) => {
    throw new Error(`${error.message}: ${said}`);
  });
  return said;
}

function whyNoDisk(): string | undefined {
  if (process.getuid?.() === 0 && Bun.which("mount")) return undefined;
  const reason = "a small disk can only be mounted by root";
  if (process.env.ANDON_TESTS_COMPLETE === "1") throw new Error(reason);
  return reason;
}

/** A disk of eight megabytes in memory. */
function smallDisk(): Disposable & { folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "andon-disk-"));
  mkdirSync(folder, { recursive: true });
  const mounted = Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=8m", "andon-test", folder]);
  if (!mounted.success) throw new Error(`Cannot mount a small disk: ${mounted.stderr.toString().trim()}`);
  return {
    folder,
    [Symbol.dispose]() {
      Bun.spawnSync(["umount", "-l", folder]);
      if (existsSync(folder)) rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function fill(path: string) {
  Bun.spawnSync(["sh", "-c", 'cat /dev/zero > "$0" 2>/dev/null || true', path]);
}

/** Sockets of pages and programs that come and go, fifty at a time. */
async function comeAndGo(floor: Floor, count: number) {
  const paths = ["/live?page=board", "/live?page=anomalies", "/api/v1/ws/dashboard"];
  const url = floor.andon.url.replace("http", "ws");
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
  await Promise.all(Array.from({ length: 50 }, lane));
}

/** The server's memory when it has had time to tidy up: the lowest within ten seconds, or as soon as it is low enough. */
async function settledMemory(floor: Floor, enough: number): Promise<number> {
  let lowest = Infinity;
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline && lowest > enough) {
    lowest = Math.min(lowest, await gauge(floor, MEMORY));
    await seconds(0.2);
  }
  return lowest;
}

/** A reader that asks for everything and reads nothing. */
async function deafReader(url: string, path: string) {
  const { hostname, port, host } = new URL(url);
  const asks = [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
  ];
  return await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      open(socket) {
        socket.write(`${asks.join("\r\n")}\r\n\r\n`);
        socket.pause();
      },
      data() {},
    },
  });
}

/** Long events, until nobody is left whose buffers they must fill (the kernel's own hold ten megabytes). */
async function flood(url: string, isOver: () => Promise<boolean>) {
  const program = new Redis(url);
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
  await until(isDone, "whoever does not read is dropped").finally(() => program.disconnect());
}

/** A figure that the server tells Prometheus. */
async function gauge({ andon }: Floor, name: string): Promise<number> {
  const text = await (await fetch(`${andon.url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)`, "m").exec(text)?.[1]);
}

const mb = (bytes: number) => Math.round(bytes / 1e6);
