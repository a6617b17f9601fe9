import type { Reading } from "../../domain/machine/reading";
import { parseBuckets } from "../readings/buckets";
import type { Context, Sql } from "../db/database";
import type { Queue } from "../../async/queue";
import type { PastMachine, Playback } from "./playback";
import { QUARTER_MS } from "../readings/spans";
import { MINUTE_MS } from "../../domain/time_units";
import type { LatestReading } from "../readings/reading_store";

/** A gateway may send one metric a reading: the newest value of each is searched in the last so many. */
const LATEST_READINGS = 30;
/** How far back a value is searched; for a slow machine so many of its intervals. */
const LOOKED_BACK_MS = QUARTER_MS;
const LOOKED_BACK_READINGS = 3;
/** Readings of one machine in a step that is drawn as one; the newest are kept. */
const READINGS_A_STEP = 8;
/** Machines read in one turn. */
const MACHINES_TOGETHER = 10;

type Row = { machine_key: number; at: number; mode: string | null; metrics: string };
type Steps = { from: number; to: number; stepMs: number };
/** Raw readings before `raw_from` are gone; only one-minute roll-ups are left. */
type Known = { key: number; id: string; raw_from: number; interval: number };

/** The reading half of `Playback`. */
export function pastReadings(
  { database: { read } }: Context,
  inTurn: Queue,
): Pick<Playback, "machinesAt" | "readings"> {
  return {
    async machinesAt(at, machineIds) {
      const found: PastMachine[] = [];
      for (const group of inGroups(await inTurn(() => known(read, machineIds))))
        found.push(...(await inTurn(() => groupAt(read, at, group))));
      return found;
    },
    async readings({ machineIds, ...stretch }) {
      const found: Reading[] = [];
      for (const group of inGroups(await inTurn(() => known(read, machineIds))))
        found.push(...(await inTurn(() => readingsOf(read, group, stretch))));
      return found.sort((a, b) => a.at - b.at);
    },
  };
}

async function known(read: Sql, machineIds: readonly string[]): Promise<Known[]> {
  const wanted = machineIds.length === 0 ? read`` : read`where id in ${read([...machineIds])}`;
  const rows = await read<Known[]>`
    select key, id, raw_from, data_interval_seconds as interval from machines ${wanted} order by key`;
  return rows.map((row) => ({ ...row, key: Number(row.key), raw_from: Number(row.raw_from) }));
}

/** Whole minutes that begin in (from, to], oldest first. */
async function minutes(read: Sql, machines: readonly Known[], from: number, to: number): Promise<Row[]> {
  if (machines.length === 0) return [];
  return read<Row[]>`
    select machine_key, at, null as mode, metrics from rollups
    where machine_key in ${read(machines.map(({ key }) => key))}
      and span = 60 and at > ${from} and at <= ${to} and metrics <> '{}'
    order by at`;
}

async function groupAt(read: Sql, at: number, group: readonly Known[]): Promise<PastMachine[]> {
  const found: PastMachine[] = [];
  // Leave the unfinished minute out: it holds values from after the moment.
  const whole = Map.groupBy(await minutes(read, group, at - LOOKED_BACK_MS, at - MINUTE_MS), keyOf);
  for (const machine of group) {
    const means = (whole.get(machine.key) ?? []).map((row) => meansOf(machine, row));
    const latest = (await newest(read, machine, at)) ?? lastOf(means.toReversed());
    if (latest) found.push({ ...latest, minutes: means });
  }
  return found;
}

async function newest(
  read: Sql,
  { key, id, interval }: Known,
  at: number,
): Promise<LatestReading | undefined> {
  const from = at - Math.max(LOOKED_BACK_MS, LOOKED_BACK_READINGS * interval * 1000);
  const rows = await read<Row[]>`
    select machine_key, at, mode, metrics from readings
    where machine_key = ${key} and at > ${from} and at <= ${at} order by at desc limit ${LATEST_READINGS}`;
  return lastOf(rows.map((row) => readingOf(id, row)));
}

/** The newest few readings of each machine in each step, and one-minute means where raw readings are gone. */
async function readingsOf(
  read: Sql,
  group: readonly Known[],
  { from, to, stepMs }: Steps,
): Promise<Reading[]> {
  const byKey = new Map(group.map((machine) => [machine.key, machine]));
  const raw = await read<Row[]>`
    select machine_key, at, mode, metrics from (
      select machine_key, at, mode, metrics,
        row_number() over (partition by machine_key, at / ${stepMs} order by at desc) as place
      from readings
      where machine_key in ${read([...byKey.keys()])} and at > ${from} and at <= ${to}) as placed
    where place <= ${READINGS_A_STEP}`;
  const withoutRaw = group.filter(({ raw_from }) => raw_from > from);
  const rolled = await minutes(read, withoutRaw, from, to);
  return [
    ...raw.map((row) => readingOf(byKey.get(keyOf(row))!.id, row)),
    ...rolled
      .filter((row) => Number(row.at) < byKey.get(keyOf(row))!.raw_from)
      .map((row) => meansOf(byKey.get(keyOf(row))!, row)),
  ];
}

const keyOf = ({ machine_key }: Row) => Number(machine_key);

function* inGroups(machines: readonly Known[]) {
  for (let start = 0; start < machines.length; start += MACHINES_TOGETHER)
    yield machines.slice(start, start + MACHINES_TOGETHER);
}

function readingOf(machineId: string, { at, mode, metrics }: Row): Reading {
  return { machine_id: machineId, at: Number(at), mode, metrics: JSON.parse(metrics) as Reading["metrics"] };
}

/** A one-minute roll-up as a reading: the mean of each metric, at the minute's start. */
function meansOf({ id }: Known, { at, metrics }: Row): Reading {
  const means = parseBuckets(metrics).map(([name, [count, sum]]) => [name, sum / count] as const);
  return { machine_id: id, at: Number(at), mode: null, metrics: Object.fromEntries(means) };
}

/** The newest value of each metric. @param readings of one machine, newest first */
function lastOf(readings: readonly Reading[]): LatestReading | undefined {
  const [newest] = readings;
  const metrics = readings.map(({ metrics }) => metrics).reverse();
  return newest && { ...newest, metrics: Object.assign({}, ...metrics) as Reading["metrics"] };
}
