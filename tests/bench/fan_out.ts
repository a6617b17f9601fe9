import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { anomaly, burst, type Cost, type Loaded, loadUp, steady, unload } from "./load";
import { quantile, ratios, residentBytes, spreadOf } from "./measure";
import { ANDON, FLOOR, type Peer, PEERS, type PeerKind } from "./peers";
import { type Screens, startScreens } from "./screens";
import { figure, type Report, withSpread } from "./table";

const SCREENS = 1_000;
const RATE = 50;
const SECONDS = 4;
const BURST_EVENTS = 500;
const ROUNDS = 3;
/** On a busy machine the slowest peer takes so long that there is no time for every round. */
const RACE_WITHIN_MS = 120_000;
const IDLE_SCREENS = 10_000;
const IDLE_MS = 1_500;
const WARM_UP = { rate: RATE, seconds: 1, burst: 100 };
/** A process grows as it first opens sockets: that is not what a socket takes. */
const FIRST_SCREENS = 200;

type Measured = { steady: Cost[]; burst: Cost[]; bytesPerScreen: number };
type Contestant = { kind: PeerKind; measured: Measured };

/** How much of the server an event takes on its way to a thousand screens, and how long it takes. */
export async function fanOut(report: Report) {
  const folder = mkdtempSync(join(tmpdir(), "andon-bench-"));
  const fragment = join(folder, "fragment.html");
  await using screens = startScreens();
  try {
    const bytes = await writeFragment(fragment);
    const here = PEERS.filter(({ cannot }) => !cannot());
    const contestants = await raced(here, fragment, screens);
    for (const { kind, measured } of contestants)
      measured.bytesPerScreen = await idleBytes(kind, fragment, screens);
    tell(report, contestants, bytes);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All are up and warm; then each has its turn, round by round. */
async function raced(kinds: readonly PeerKind[], fragment: string, screens: Screens): Promise<Contestant[]> {
  const racing: (Contestant & { loaded: Loaded })[] = [];
  for (const kind of kinds) {
    console.error(`  ${kind.name}`);
    const peer = await kind.start(fragment);
    const loaded = await loadUp(peer, kind.framed, kind.name, screens, SCREENS);
    racing.push({ kind, loaded, measured: { steady: [], burst: [], bytesPerScreen: NaN } });
    await steady(loaded, WARM_UP.rate, WARM_UP.seconds);
    await burst(loaded, WARM_UP.burst);
  }
  const began = performance.now();
  for (let round = 0; round < ROUNDS && performance.now() - began < RACE_WITHIN_MS; round++)
    for (const { kind, loaded, measured } of racing) {
      console.error(`  round ${round + 1}: ${kind.name}`);
      measured.steady.push(await steady(loaded, RATE, SECONDS));
      measured.burst.push(await burst(loaded, BURST_EVENTS));
    }
  for (const { loaded } of racing) await unload(loaded);
  return racing;
}

async function idleBytes(kind: PeerKind, fragment: string, screens: Screens): Promise<number> {
  console.error(`  idle: ${kind.name}`);
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
    const measured = contestants.find((one) => one.kind === kind)?.measured;
    return measured ? rowOf(kind.name, measured, floor) : [kind.name, `absent: ${kind.cannot()}`];
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
      `Events are published on Redis by another program; ${ours.steady.length} rounds of ${SECONDS} s and a burst, in turn; medians (lowest–highest). Latency is from publishing to the last of ${SCREENS} sockets; p99 is the median of the rounds'. Andon also records each event on disk (SQLite, synced) before it tells of it, and gathers events into frames. The others do neither: they send at once what Andon sends for one event (${fragmentBytes} bytes), the reference's design its own JSON. Memory: resident bytes a screen at ${IDLE_SCREENS.toLocaleString("en")} idle screens.`,
    ],
  });
  const steadily = ratios(ours.steady.map(perScreen), floor.steady.map(perScreen));
  const bursting = ratios(ours.burst.map(perScreen), floor.burst.map(perScreen));
  const p99 = p99Of(ours);
  report.target({
    target: `fan-out at ${RATE} events/s ≤ 1.15 × the floor an event and screen`,
    measured: `${withSpread(steadily)} ×`,
    met: steadily.median <= 1.15,
  });
  report.target({
    target: "in a burst below the floor an event",
    measured: `${withSpread(bursting)} ×`,
    met: bursting.median < 1,
  });
  report.target({
    target: "publish → last screen p99 ≤ 50 ms",
    measured: `${figure(p99)} ms`,
    met: p99 <= 50,
  });
  report.target({
    target: "≤ 4 kB an idle connection",
    measured: `${figure(ours.bytesPerScreen / 1000)} kB`,
    met: ours.bytesPerScreen <= 4_000,
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
