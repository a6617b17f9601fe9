import { type Alarm, isOpen } from "../../domain/alarm/alarm";
import { alarmOfEvent } from "../../domain/alarm/alarm_event";
import { type AlarmChange, type AlarmEvent, timelineOf } from "../alarms/alarm_timeline";
import { type AlarmRow, alarmOfRow } from "../alarms/alarm_row";
import { alarmsAndMachines, newestFirst } from "../alarms/alarm_rows";
import { all, type Context, type Sql } from "../db/database";
import type { Queue } from "../../async/queue";
import type { Playback } from "./playback";

/** Open alarms of a moment are searched among the last so many before it, and among those open now. */
const LOOKED_BACK_ALARMS = 5_000;
const OPEN_AT_MOST = 200;
/** Alarms that open in one stretch: the rest of a larger flood is left out. */
const OPENED_AT_MOST = 1_000;
/** Alarms, or their events, read in one turn. */
const ALARMS_TOGETHER = 100;
const EVENTS_TOGETHER = 2_000;

/** The database's reading handle, and the queue in which questions about the past take turns. */
type Source = { read: Sql; inTurn: Queue };

/** The alarm half of `Playback`. */
export function pastAlarms(
  { database: { read } }: Context,
  inTurn: Queue,
): Pick<Playback, "alarmsAt" | "changes" | "alarmBeside"> {
  const source = { read, inTurn };
  return {
    alarmsAt: (at, fill, machineIds) => alarmsAt(source, at, fill, machineIds),
    changes: (stretch) => changesIn(source, stretch),
    alarmBeside: (at, side, machineIds) => alarmBeside(source, at, side, machineIds),
  };
}

async function alarmsAt(source: Source, at: number, fill: number, machineIds: readonly string[]) {
  const { read } = source;
  const before = [read`opened_at <= ${at}`, ofMachines(read, machineIds)];
  const newest = read`alarms.key in (
    select key from alarms where ${all(read, before)} order by opened_at desc, key desc limit ${LOOKED_BACK_ALARMS})`;
  const found = await Promise.all([
    rows(source, [newest, read`(resolved_at is null or resolved_at > ${at})`], OPEN_AT_MOST),
    rows(source, [...before, read`state <> 'resolved' and state <> 'finding'`], OPEN_AT_MOST),
    rows(source, before, fill),
  ]);
  const byId = new Map(found.flat().map((row) => [row.id, row]));
  const timelines = await timelinesOf(source, [...byId.values()].sort(newestFirst).map(alarmOfRow));
  const stood = timelines.flatMap((timeline) => standingAt(timeline, at));
  const open = stood.filter(isOpen).slice(0, OPEN_AT_MOST);
  const others = stood.filter((alarm) => !isOpen(alarm));
  const shown = new Set([...open, ...others.slice(0, Math.max(0, fill - open.length))]);
  return stood.filter((alarm) => shown.has(alarm));
}

async function changesIn(source: Source, { from, to, machineIds, open }: Parameters<Playback["changes"]>[0]) {
  const { read } = source;
  const isIn = [read`opened_at > ${from}`, read`opened_at <= ${to}`, ofMachines(read, machineIds)];
  const hasChanged = read`(alarms.updated_at > ${from} or acknowledged_at > ${from} or resolved_at > ${from})`;
  const found = await Promise.all([
    rows(source, isIn, OPENED_AT_MOST),
    open.length === 0 ? [] : rows(source, [read`alarms.id in ${read([...open])}`, hasChanged], open.length),
  ]);
  const byId = new Map(found.flat().map((row) => [row.id, row]));
  const timelines = await timelinesOf(source, [...byId.values()].map(alarmOfRow));
  return timelines
    .flatMap(({ changes }) => changes.filter(({ at }) => at > from && at <= to))
    .sort((a, b) => a.at - b.at);
}

async function alarmBeside(
  { read, inTurn }: Source,
  at: number,
  side: "before" | "after",
  machineIds: readonly string[],
) {
  const machines = ofMachines(read, machineIds);
  const [row] = await inTurn(() =>
    side === "after"
      ? read<{ at: number | null }[]>`
        select min(opened_at) as at from alarms where opened_at > ${at} and ${machines}`
      : read<{ at: number | null }[]>`
        select max(opened_at) as at from alarms where opened_at < ${at} and ${machines}`,
  );
  return row?.at == null ? undefined : Number(row.at);
}

function ofMachines(read: Sql, machineIds: readonly string[]) {
  return machineIds.length === 0 ? read`1 = 1` : read`machine_id in ${read([...machineIds])}`;
}

function rows({ read, inTurn }: Source, conditions: Bun.SQL.Query<unknown>[], limit: number) {
  return inTurn(
    () => read<AlarmRow[]>`
      ${alarmsAndMachines(read)} where ${all(read, conditions)}
      order by opened_at desc, alarms.key desc limit ${limit}`,
  );
}

async function timelinesOf(source: Source, alarms: readonly Alarm[]) {
  const timelines: Timeline[] = [];
  for (let start = 0; start < alarms.length; start += ALARMS_TOGETHER) {
    const group = alarms.slice(start, start + ALARMS_TOGETHER);
    const events = await eventsOf(source, group);
    for (const alarm of group)
      timelines.push({ alarm, changes: timelineOf(alarm, events.get(alarm.id) ?? []) });
  }
  return timelines;
}

/** All events of these alarms in the order of recording: without the last ones an alarm would look open. */
async function eventsOf(
  { read, inTurn }: Source,
  alarms: readonly Alarm[],
): Promise<Map<string, AlarmEvent[]>> {
  const events = new Map(alarms.map(({ id }) => [id, [] as AlarmEvent[]]));
  let page: EventRow[] = [];
  do {
    const last = Number(page.at(-1)?.key ?? 0);
    page = await inTurn(
      () => read<EventRow[]>`
        select key, anomaly_id, json from events
        where anomaly_id in ${read([...events.keys()])} and key > ${last}
        order by key limit ${EVENTS_TOGETHER}`,
    );
    for (const { anomaly_id, json } of page) events.get(anomaly_id)?.push(JSON.parse(json) as AlarmEvent);
  } while (page.length === EVENTS_TOGETHER);
  return events;
}

type EventRow = { key: number; anomaly_id: string; json: string };
type Timeline = { alarm: Alarm; changes: AlarmChange[] };

/** The alarm after its last change at or before this moment; nothing before it opened. */
function standingAt({ alarm, changes }: Timeline, at: number): Alarm[] {
  const last = changes.findLast((change) => change.at <= at);
  if (!last) return [];
  const stood = alarmOfEvent(last.event);
  return [{ ...stood, machine_name: alarm.machine_name ?? stood.machine_name }];
}
