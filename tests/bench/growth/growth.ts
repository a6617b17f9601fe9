import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres, whyNoPostgres } from "../../support/postgres";
import { createGateways, post, sendFor } from "../intake/gateways";
import { type Cost, type Loaded, loadUp, steady, unload } from "../screens/load";
import { makeHistory } from "./long_history";
import { familyMs, processorMs, quantile, spreadOf } from "../measure";
import { onPaper } from "./paper";
import { type Peer, startServer } from "../peers/peers";
import { type Screens, startScreens } from "../screens/screens";
import { figure, type Report, type Table, withSpread } from "../table";

const RATE = 50;
const SECONDS = 2;
const ROUNDS = 3;
const SCREENS = [10, 100, 1_000, 10_000];
const MACHINES = [8, 200, 2_000];
const WATCHING = 100;
const HISTORIES = [
  { name: "1 hour of raw rows", rawHours: 1, rolledDays: 0, rolledMachines: 50 },
  {
    name: "7 days of raw rows, 90 days of roll-ups of 50 machines",
    rawHours: 168,
    rolledDays: 90,
    rolledMachines: 50,
  },
];
/** Two medians may differ this much by noise before a cost counts as growing. */
const ALIKE = 1.3;
const CHARTS = 7;

/** A server that is measured again and again, in turn with the others. */
type Grown = {
  name: string;
  loaded: Loaded;
  url: string;
  costs: Cost[];
  readingUs: number[];
  chartMs: number[];
  machine: string;
};

/** The cost of an event as screens, machines and history grow. */
export async function growth(report: Report) {
  await using screens = startScreens();
  const byScreens = await againstScreens(screens);
  report.table(byScreens.table);
  const machines = await againstMachines(screens);
  report.table(eventTable("Against machines", "machines", machines));
  const histories = await againstHistory(screens);
  report.table(eventTable("Against history", "history of the machine", histories));
  report.table(onPaper({ ...byScreens.figures, readings: await readingCosts(machines) }));
  tell(report, machines, histories);
}

const eventUs = ({ processorMs, events }: Cost) => (1000 * processorMs) / events;

async function againstScreens(screens: Screens) {
  const costs = new Map(SCREENS.map((count) => [count, [] as Cost[]]));
  const peer = await startServer();
  let loaded = await loadUp(peer, true, "growing", screens, SCREENS[0]!);
  await steady(loaded, RATE, 1);
  for (const count of SCREENS) {
    console.error(`  ${count} screens`);
    const { port, path, socketIo } = peer;
    const more = count - loaded.sockets;
    if (more > 0) await screens.connect("growing", { port, path, socketIo, count: more });
    loaded = { ...loaded, sockets: count };
    for (let round = 0; round < ROUNDS; round++) costs.get(count)!.push(await steady(loaded, RATE, SECONDS));
  }
  await unload(loaded);
  const rows = [...costs].map(([count, all]) => {
    const each = spreadOf(all.map(eventUs));
    return [
      count.toLocaleString("en"),
      withSpread(each),
      figure(each.median / count),
      figure(spreadOf(all.map(({ frames, events }) => events / frames)).median),
      figure(
        quantile(
          all.flatMap(({ latenciesMs }) => latenciesMs),
          0.99,
        ),
      ),
    ];
  });
  const [least, most] = [costs.get(SCREENS[0]!)!, costs.get(SCREENS.at(-1)!)!];
  const fixedUs = spreadOf(least.map(eventUs)).median;
  const span = SCREENS.at(-1)! - SCREENS[0]!;
  const perFrame = ({ processorMs, frames }: Cost) => (1000 * processorMs) / frames;
  const frameUs = spreadOf(most.map(perFrame)).median - spreadOf(least.map(perFrame)).median;
  const table: Table = {
    title: "Against screens",
    head: [
      "screens",
      `µs of processor an event, ${RATE}/s`,
      "µs an event and screen",
      "events a frame",
      "p99 to the last screen, ms",
    ],
    rows,
    notes: [
      `One server, more and more screens; ${ROUNDS} rounds of ${SECONDS} s each. An event costs what it costs once (recorded, announced, drawn), and a little for each screen.`,
    ],
  };
  const framesASecond = spreadOf(most.map(({ frames }) => frames / SECONDS)).median;
  const redisUs = spreadOf(
    [...costs.values()].flat().map(({ redisMs, events }) => (1000 * redisMs) / events),
  ).median;
  return { table, figures: { fixedUs, screenFrameUs: frameUs / span, framesASecond, redisUs } };
}

async function againstMachines(screens: Screens): Promise<Grown[]> {
  const grown: Grown[] = [];
  for (const count of MACHINES) {
    console.error(`  ${count} machines`);
    const peer = await startServer();
    for (let number = 1; number < count; number++) await sendMachine(peer.url, `Machine-${number}`);
    grown.push(await watched(`${count.toLocaleString("en")}`, peer, screens, peer.machine));
  }
  await inTurn(grown);
  return grown;
}

async function sendMachine(url: string, name: string) {
  const body = JSON.stringify({ name });
  const answer = await fetch(`${url}/api/v1/machines`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  await answer.arrayBuffer();
}

async function againstHistory(screens: Screens): Promise<Grown[]> {
  const folder = mkdtempSync(join(tmpdir(), "andon-bench-"));
  const grown: Grown[] = [];
  try {
    for (const [place, { name, ...length }] of HISTORIES.entries()) {
      console.error(`  ${name}`);
      const file = join(folder, `${place}.db`);
      const machine = await makeHistory(file, length);
      const peer = await startServer({ DATABASE_URL: `sqlite://${file}` });
      grown.push(await watched(name, peer, screens, machine));
    }
    await inTurn(grown);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return grown;
}

async function watched(
  name: string,
  peer: Peer & { url: string },
  screens: Screens,
  machine: string,
): Promise<Grown> {
  const loaded = await loadUp({ ...peer, machine }, true, name, screens, WATCHING);
  await steady(loaded, RATE, 1);
  return { name, loaded, url: peer.url, machine, costs: [], readingUs: [], chartMs: [] };
}

/** Events, readings and charts, round by round on one server after the other; then all are ended. */
async function inTurn(grown: readonly Grown[]) {
  for (let round = 0; round < ROUNDS; round++)
    for (const one of grown) {
      one.costs.push(await steady(one.loaded, RATE, SECONDS));
      one.readingUs.push(await readingUs(one, round));
      for (let chart = 0; chart < CHARTS; chart++) one.chartMs.push(await chartMs(one));
    }
  for (const { loaded } of grown) await unload(loaded);
}

/** Processor for each of some readings of one machine that are its newest, in batches of a hundred. */
async function readingUs({ url, machine, loaded }: Grown, round: number): Promise<number> {
  const [batches, size] = [40, 100];
  const from = Date.now() + 60_000 * (round + 1);
  const before = processorMs(loaded.peer.pid);
  for (let batch = 0; batch < batches; batch++)
    await post(
      url,
      Array.from({ length: size }, (_, place) => ({
        machine_id: machine,
        timestamp: new Date(from + 10 * (batch * size + place)).toISOString(),
        metrics: { power_kw: 48 + ((batch * size + place) % 7) / 10 },
      })),
    );
  return (1000 * (processorMs(loaded.peer.pid) - before)) / (batches * size);
}

async function chartMs({ url, machine }: Grown): Promise<number> {
  const began = performance.now();
  const answer = await fetch(`${url}/machines/${machine}?metric=power_kw&span=24h`, {
    headers: { "hx-request": "true" },
  });
  await answer.text();
  return performance.now() - began;
}

function eventTable(title: string, what: string, grown: readonly Grown[]): Table {
  const [first] = grown;
  const base = medianUs(first!);
  return {
    title,
    head: [what, `µs of processor an event, ${RATE}/s`, "×", "µs a reading", "chart of 24 h, ms"],
    rows: grown.map((one) => [
      one.name,
      withSpread(spreadOf(one.costs.map(eventUs))),
      figure(medianUs(one) / base),
      withSpread(spreadOf(one.readingUs)),
      figure(quantile(one.chartMs, 0.5)),
    ]),
    notes: [
      `${WATCHING} screens; ${ROUNDS} rounds of ${SECONDS} s in turn. An event's cost here holds what the server does besides, every half second, while it is watched.`,
    ],
  };
}

const medianUs = ({ costs }: Grown) => spreadOf(costs.map(eventUs)).median;

/** Processor of server and PostgreSQL for each reading, where there is one. */
async function readingCosts(machines: readonly Grown[]) {
  const sqliteUs = spreadOf(machines[0]!.readingUs).median;
  if (whyNoPostgres()) return { sqliteUs, postgresUs: undefined };
  console.error("  PostgreSQL");
  await using postgres = await startPostgres();
  await using server = await startServer({ DATABASE_URL: await postgres.fresh() });
  const gateways = await createGateways(server.url, 8, 1);
  await sendFor(gateways, 100, 500);
  const before = familyMs(postgres.pid);
  const { readings } = await sendFor(gateways, 100, 2_000);
  return { sqliteUs, postgresUs: (1000 * (familyMs(postgres.pid) - before)) / readings };
}

function tell(report: Report, machines: readonly Grown[], histories: readonly Grown[]) {
  const grew = (grown: readonly Grown[], of: (one: Grown) => number) => of(grown.at(-1)!) / of(grown[0]!);
  const [events, readings] = [
    grew(histories, medianUs),
    grew(histories, ({ readingUs }) => spreadOf(readingUs).median),
  ];
  report.target({
    target: "cost an event does not grow with history",
    measured: `× ${figure(events)} an event, × ${figure(readings)} a reading`,
    met: events <= ALIKE && readings <= ALIKE,
  });
  const more = grew(machines, medianUs);
  const logarithm = Math.log2(MACHINES.at(-1)!) / Math.log2(MACHINES[0]!);
  report.target({
    target: `with machines it grows at most as their logarithm (× ${figure(logarithm)} from ${MACHINES[0]} to ${MACHINES.at(-1)!.toLocaleString("en")})`,
    measured: `× ${figure(more)}`,
    met: more <= logarithm,
  });
}
