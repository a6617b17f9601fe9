import { createQueue } from "../../async/queue";
import { yieldToLoop } from "../../async/yield";
import type { Rule } from "../../domain/alarm/rule";
import type { Machine } from "../../domain/machine/machine";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../domain/time_units";
import type { PastAlarm, PastRow } from "../../rules/back_test";
import { checkRule, concerns } from "../../rules/rule_set";
import type { SiteCache } from "../../site/site_cache";
import type { Store } from "../../store/store";
import { type Rows, runBackTest } from "./run_worker";

export const BACK_TEST_DAYS = 30;
/** The first so many machines of a rule are tested. */
const MACHINES_AT_MOST = 8;
/** Raw readings are read back to so many in all, one-minute roll-ups before them. */
const READINGS_AT_MOST = 700_000;
/** Read at once. */
const RAW_SLICE_MS = 15 * MINUTE_MS;
const ROLLED_SLICE_MS = 6 * HOUR_MS;
const WITHIN_MS = 60_000;
/** People who wait for theirs. */
const WAITING_AT_MOST = 4;
const MINUTE_SECONDS = 60;

/** One machine of a back-test: raw readings since `raw_from`; null where there were none. */
export type TestedMachine = {
  machine_id: string;
  name: string;
  raw_from: number | null;
  values: number;
  no_data: number;
};
export type BackTest = {
  from: number;
  to: number;
  days: number;
  alarms: PastAlarm[];
  machines: TestedMachine[];
  /** Machines of the rule that were not tested. */
  left_out: number;
};

type Deps = {
  store: Pick<Store, "readings">;
  machineRegistry: { all(): Machine[] };
  site: Pick<SiteCache, "areas" | "inForce">;
  config: { plant: { timezone: string } };
  now(): number;
};

/** Tries rules on the past, one after another; undefined when too many wait already. */
export function createBackTest(deps: Deps): (rule: Rule) => Promise<BackTest | undefined> {
  const inTurn = createQueue();
  let waiting = 0;
  return async (rule) => {
    if (waiting >= WAITING_AT_MOST) return undefined;
    waiting++;
    try {
      return await inTurn(() => backTest(deps, rule));
    } finally {
      waiting--;
    }
  };
}

async function backTest({ store, machineRegistry, site, config, now }: Deps, rule: Rule): Promise<BackTest> {
  const to = now();
  const from = to - BACK_TEST_DAYS * DAY_MS;
  const all = machineRegistry.all().filter((machine) => concerns(rule.scope, machine, site.areas()));
  const { metrics, isOfArea } = checkRule(rule).compiled?.uses ?? { metrics: [], isOfArea: false };
  // A sum over a part of an area would be another one.
  const machines = isOfArea ? all : all.slice(0, MACHINES_AT_MOST);
  const calendar = { timezone: config.plant.timezone, shifts: site.inForce().shifts };
  const rawFrom = new Map<string, number | null>();
  for (const machine of machines)
    rawFrom.set(
      machine.id,
      isOfArea ? null : await firstRaw(store, machine, { from, to, machines: machines.length }),
    );
  const read = isOfArea
    ? rolledTogether(store, machines, from, to)
    : eachMachine(store, machines, { from, to, rawFrom });
  const rows = only(metrics, read);
  const replayed = await runBackTest({ rule, machines, calendar }, rows, AbortSignal.timeout(WITHIN_MS));
  const count = (id: string) => replayed.judged[isOfArea ? "" : id] ?? { values: 0, no_data: 0 };
  return {
    from,
    to,
    days: BACK_TEST_DAYS,
    alarms: replayed.alarms.toSorted((a, b) => b.from - a.from),
    machines: machines.map(({ id, name }) => ({
      machine_id: id,
      name,
      raw_from: rawFrom.get(id) ?? null,
      ...count(id),
    })),
    left_out: all.length - machines.length,
  };
}

type Period = { from: number; to: number };

/** Where raw readings begin that are still kept, and not too many to be read. */
async function firstRaw(
  { readings }: Deps["store"],
  { id, data_interval_seconds }: Machine,
  { from, to, machines }: Period & { machines: number },
): Promise<number | null> {
  const most = (READINGS_AT_MOST / machines) * data_interval_seconds * SECOND_MS;
  const [first] = await readings.between(id, Math.max(from, to - most), to, 1);
  // A whole minute is either raw or rolled up.
  return first ? Math.ceil(first.at / MINUTE_MS) * MINUTE_MS : null;
}

async function* eachMachine(
  store: Deps["store"],
  machines: readonly Machine[],
  { from, to, rawFrom }: Period & { rawFrom: ReadonlyMap<string, number | null> },
): AsyncGenerator<Rows> {
  for (const { id } of machines) {
    const raw = rawFrom.get(id) ?? to;
    for (const { from: begin, to: end } of slices(from, raw, ROLLED_SLICE_MS)) {
      yield { rows: await rolled(store, id, begin, end), seconds: MINUTE_SECONDS };
      await yieldToLoop();
    }
    for (const { from: begin, to: end } of slices(raw, to, RAW_SLICE_MS)) {
      const rows = await store.readings.between(id, begin, end);
      yield {
        rows: rows.map(({ machine_id, at, metrics, mode }) => ({ machine_id, at, metrics, mode })),
        seconds: 0,
      };
      await yieldToLoop();
    }
  }
}

/** The machines of an area minute by minute: their raw readings never fall on one instant. */
async function* rolledTogether(
  store: Deps["store"],
  machines: readonly Machine[],
  from: number,
  to: number,
): AsyncGenerator<Rows> {
  for (const { from: begin, to: end } of slices(from, to, ROLLED_SLICE_MS)) {
    const rows: PastRow[] = [];
    for (const { id } of machines) {
      rows.push(...(await rolled(store, id, begin, end)));
      await yieldToLoop();
    }
    yield { rows: rows.sort((a, b) => a.at - b.at), seconds: MINUTE_SECONDS };
  }
}

/** The rows with no other metrics than a rule asks for: each is copied to the worker. */
async function* only(metrics: readonly string[], all: AsyncIterable<Rows>): AsyncGenerator<Rows> {
  const picked = (row: PastRow): PastRow => ({
    ...row,
    metrics: Object.fromEntries(Object.entries(row.metrics).filter(([metric]) => metrics.includes(metric))),
  });
  for await (const { rows, seconds } of all) yield { rows: rows.map(picked), seconds };
}

/** The means of each minute, at its end: nobody knew them before. */
async function rolled({ readings }: Deps["store"], id: string, from: number, to: number): Promise<PastRow[]> {
  const rows = await readings.rolledRows(id, MINUTE_SECONDS, from, to);
  return rows.map(({ at, metrics }) => ({
    machine_id: id,
    at: at + MINUTE_MS,
    mode: null,
    metrics: Object.fromEntries(Object.entries(metrics).map(([name, { mean }]) => [name, mean])),
  }));
}

function* slices(from: number, to: number, ms: number): Generator<Period> {
  for (let begin = from; begin < to; begin += ms) yield { from: begin, to: Math.min(begin + ms, to) };
}
