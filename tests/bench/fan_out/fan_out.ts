import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { anomaly, burst, type Cost, type Loaded, loadUp, steady, unload } from "../screens/load";
import { quantile, ratios, residentBytes, spreadOf } from "../measure";
import { ANDON, FLOOR, type Peer, PEERS, type PeerKind } from "../peers/peers";
import { type Screens, startScreens } from "../screens/screens";
import { figure, type Report, withSpread } from "../table";

const SCREENS = 1_000;
const RATE = 50;
const SECONDS = 3;
const BURST_EVENTS = 500;
const ROUNDS = 4;
/** On a busy machine the slowest peer takes so long that there is no time for every round. */
const RACE_WITHIN_MS = 90_000;
const IDLE_SCREENS = 10_000;
const IDLE_MS = 1_500;
const WARM_UP_MS = 3_000;
const WARM_UP_EVENTS = 100;
/** These have every round: by them the targets are judged. */
const FIRST: readonly PeerKind[] = [ANDON, FLOOR];
/** A process grows as it first opens sockets: that is not what a socket takes. */
const FIRST_SCREENS = 200;

type Measured = { steady: Cost[]; burst: Cost[]; bytesPerScreen: number };
/** `trouble`: why it could not be measured, or not to the end. */
type Contestant = { kind: PeerKind; measured: Measured; loaded?: Loaded; trouble?: string };

/** The processor time and the latency of an event on its way to a thousand screens. */
export async function fanOut(report: Report) {
  const folder = mkdtempSync(join(tmpdir(), "andon-bench-"));
  const fragment = join(folder, "fragment.html");
  await using screens = startScreens();
  try {
    const bytes = await writeFragment(fragment);
    const here = PEERS.filter(({ cannot }) => !cannot());
    const contestants = await raced(here, fragment, screens);
    for (const one of contestants.filter(({ trouble }) => !trouble))
      await tried(one, "idle", async () => {
        one.measured.bytesPerScreen = await idleBytes(one.kind, fragment, screens);
      });
    tell(report, contestants, bytes);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All are up and warm; then each has its turn, round by round. What fails has no further turn. */
async function raced(kinds: readonly PeerKind[], fragment: string, screens: Screens): Promise<Contestant[]> {
  const racing: Contestant[] = kinds.map((kind) => ({
    kind,
    measured: { steady: [], burst: [], bytesPerScreen: NaN },
  }));
  for (const one of racing) await tried(one, "start", () => enter(one, fragment, screens));
  const began = performance.now();
  for (let round = 0; round < ROUNDS; round++)
    for (const one of racing) {
      const isLate = performance.now() - began > RACE_WITHIN_MS;
      if (!one.loaded || (isLate && !FIRST.includes(one.kind))) continue;
      await tried(one, `round ${round + 1}`, () => takeTurn(one.measured, one.loaded!));
    }
  for (const { loaded } of racing) if (loaded) await unload(loaded);
  return racing;
}

async function tried(one: Contestant, what: string, work: () => Promise<void>) {
  console.error(`  ${what}: ${one.kind.name}`);
  try {
    await work();
  } catch (error) {
    console.error(error);
    one.trouble = error instanceof Error ? error.message : String(error);
    if (one.loaded) await unload(one.loaded).catch(console.error);
    one.loaded = undefined;
  }
}

/** Code that is new to an engine is slow: each gets some bursts before it counts. */
async function enter(one: Contestant, fragment: string, screens: Screens) {
  const peer = await one.kind.start(fragment);
  one.loaded = await loadUp(peer, one.kind.framed, one.kind.name, screens, SCREENS);
  const began = performance.now();
  while (performance.now() - began < WARM_UP_MS) await burst(one.loaded, WARM_UP_EVENTS);
}

async function takeTurn(measured: Measured, loaded: Loaded) {
  const steadily = await steady(loaded, RATE, SECONDS);
  measured.burst.push(await burst(loaded, BURST_EVENTS));
  measured.steady.push(steadily);
}

async function idleBytes(kind: PeerKind, fragment: string, screens: Screens): Promise<number> {
  await using peer = await kind.start(fragment);
  const to = { port: peer.port, path: peer.path, socketIo: peer.socketIo };
  await screens.connect("idle", { ...to, count: FIRST_SCREENS });
  await Bun.sleep(IDLE_MS);
  const before = residentBytes(peer.pid);
  await screens.connect("idle", { ...to, count: IDLE_SCREENS });
  await Bun.sleep(IDLE_MS);
  const bytes = (residentBytes(peer.pid) - before) / IDLE_SCREENS;
  await screens.close("idle");
  return bytes;
}

/** Keeps what Andon sends a board for one event, so that its peers send as much. */
async function writeFragment(file: string): Promise<number> {
  await using peer = await ANDON.start(file);
  const html = await firstFrame(peer);
  await Bun.write(file, html);
  return Buffer.byteLength(html);
}

async function firstFrame({ port, path, redis: url, machine }: Peer): Promise<string> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`);
  const redis = new Redis(url);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  socket.onerror = () => reject(new Error("Andon's socket cannot be opened"));
  socket.onmessage = ({ data }) => {
    if (String(data).includes("data-anomaly-id")) resolve(String(data));
    else if (String(data).includes("beat")) void redis.publish("anomaly.detected", anomaly("first", machine));
  };
  const html = await promise;
  socket.close();
  redis.disconnect();
  return html;
}

const perScreen = ({ processorMs, events }: Cost) => (1000 * processorMs) / events / SCREENS;

function tell(report: Report, contestants: readonly Contestant[], fragmentBytes: number) {
  const ours = contestants.find(({ kind }) => kind === ANDON)!.measured;
  const floor = contestants.find(({ kind }) => kind === FLOOR)!.measured;
  const rows = PEERS.map((kind) => {
    const one = contestants.find((one) => one.kind === kind);
    if (!one) return [kind.name, `absent: ${kind.cannot()}`];
    if (one.measured.steady.length > 0) return rowOf(kind.name, one.measured, floor);
    return [kind.name, `not measured: ${one.trouble}`];
  });
  report.table({
    title: `${SCREENS.toLocaleString("en")} screens on the board's topic`,
    head: [
      "server",
      `µs of processor an event and screen at ${RATE}/s`,
      "× floor",
      "p50 ms",
      "p99 ms",
      `µs in a burst of ${BURST_EVENTS}`,
      "× floor",
      "last event on the last screen, ms",
      "kB an idle screen",
    ],
    rows,
    notes: [
      `Events are published on Redis by another program; up to ${ROUNDS} rounds of ${SECONDS} s and a burst, in turn; medians (lowest–highest). Latency is from publishing to the last of ${SCREENS} sockets; p99 is the median of the rounds'. Andon also records each event on disk (SQLite, synced) before it tells of it, and gathers events into frames. The others do neither: they send at once what Andon sends for one event (${fragmentBytes} bytes), the reference's design its own JSON. Memory: resident bytes a screen at ${IDLE_SCREENS.toLocaleString("en")} idle screens.`,
    ],
  });
  const steadily = ratios(ours.steady.map(perScreen), floor.steady.map(perScreen));
  const bursting = ratios(ours.burst.map(perScreen), floor.burst.map(perScreen));
  const p99 = p99Of(ours);
  const judged = (value: number, met: boolean) => (Number.isFinite(value) ? met : null);
  report.target({
    target: `fan-out at ${RATE} events/s ≤ 1.15 × the floor an event and screen`,
    measured: `${withSpread(steadily)} ×`,
    met: judged(steadily.median, steadily.median <= 1.15),
  });
  report.target({
    target: "in a burst below the floor an event",
    measured: `${withSpread(bursting)} ×`,
    met: judged(bursting.median, bursting.median < 1),
  });
  report.target({
    target: "publish → last screen p99 ≤ 50 ms",
    measured: `${figure(p99)} ms`,
    met: judged(p99, p99 <= 50),
  });
  report.target({
    target: "≤ 4 kB an idle connection",
    measured: `${figure(ours.bytesPerScreen / 1000)} kB`,
    met: judged(ours.bytesPerScreen, ours.bytesPerScreen <= 4_000),
  });
}

function rowOf(name: string, measured: Measured, floor: Measured): string[] {
  const steadily = measured.steady.map(perScreen);
  const bursting = measured.burst.map(perScreen);
  const all = measured.steady.flatMap(({ latenciesMs }) => latenciesMs);
  return [
    name,
    withSpread(spreadOf(steadily)),
    withSpread(ratios(steadily, floor.steady.map(perScreen))),
    figure(quantile(all, 0.5)),
    figure(p99Of(measured)),
    withSpread(spreadOf(bursting)),
    withSpread(ratios(bursting, floor.burst.map(perScreen))),
    withSpread(spreadOf(measured.burst.map(({ lastAfterMs }) => lastAfterMs))),
    figure(measured.bytesPerScreen / 1000),
  ];
}

/** The median of the rounds: one disturbed round is the machine's doing, not the server's. */
function p99Of({ steady }: Measured): number {
  return spreadOf(steady.map(({ latenciesMs }) => quantile(latenciesMs, 0.99))).median;
}
