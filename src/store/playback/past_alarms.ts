import { type Alarm, isOpen } from "../../domain/alarm/alarm";
import { alarmOfEvent } from "../../domain/alarm/alarm_event";
import { type AlarmChange, type AlarmEvent, timelineOf } from "../alarms/alarm_timeline";
import { type AlarmRow, alarmOfRow, alarmsAndMachines, newestFirst } from "../alarms/alarm_rows";
import { all, type Context } from "../db/database";
import type { Queue } from "../../async/queue";
import type { Playback } from "./playback";

/** Alarms that were open at a moment are looked for among so many before it, and among those still open. */
const LOOKED_BACK_ALARMS = 5_000;
const OPEN_AT_MOST = 200;
/** Alarms that open in one stretch: a flood of more is told of in part. */
const OPENED_AT_MOST = 1_000;
/** Alarms, and events of theirs, that are read in one turn. */
const ALARMS_TOGETHER = 100;
const EVENTS_TOGETHER = 2_000;

type Room = Pick<Playback, "alarmsAt" | "changes" | "alarmBeside">;

/** How alarms stood, and what became of them. */
export function pastAlarms({ database: { read } }: Context, inTurn: Queue): Room {
  const of = (machineIds: readonly string[]) =>
    machineIds.length === 0 ? read`1 = 1` : read`machine_id in ${read([...machineIds])}`;
  const rows = (conditions: Bun.SQL.Query<unknown>[], limit: number) =>
    inTurn(
      () => read<AlarmRow[]>`
        ${alarmsAndMachines(read)} where ${all(read, conditions)}
        order by opened_at desc, alarms.key desc limit ${limit}`,
    );

  async function alarmsAt(at: number, fill: number, machineIds: readonly string[]) {
    const before = [read`opened_at <= ${at}`, of(machineIds)];
    const lately = read`alarms.key in (
      select key from alarms where ${all(read, before)} order by opened_at desc, key desc limit ${LOOKED_BACK_ALARMS})`;
    const found = await Promise.all([
      rows([lately, read`(resolved_at is null or resolved_at > ${at})`], OPEN_AT_MOST),
      rows([...before, read`state <> 'resolved'`], OPEN_AT_MOST),
      rows(before, fill),
    ]);
    const byId = new Map(found.flat().map((row) => [row.id, row]));
    const lives = await livesOf([...byId.values()].sort(newestFirst).map(alarmOfRow));
    const stood = lives.flatMap((life) => standingAt(life, at));
    const open = stood.filter(isOpen).slice(0, OPEN_AT_MOST);
    const others = stood.filter((alarm) => !isOpen(alarm));
    const shown = new Set([...open, ...others.slice(0, Math.max(0, fill - open.length))]);
    return stood.filter((alarm) => shown.has(alarm));
  }

  async function changes({ from, to, machineIds, open }: Parameters<Playback["changes"]>[0]) {
    const opened = rows(
      [read`opened_at > ${from}`, read`opened_at <= ${to}`, of(machineIds)],
      OPENED_AT_MOST,
    );
    const before =
      open.length === 0
        ? []
        : rows(
            [
              read`alarms.id in ${read([...open])}`,
              read`(alarms.updated_at > ${from} or acknowledged_at > ${from} or resolved_at > ${from})`,
            ],
            open.length,
          );
    const found = new Map((await Promise.all([opened, before])).flat().map((row) => [row.id, row]));
    const lives = await livesOf([...found.values()].map(alarmOfRow));
    return lives
      .flatMap(({ changes }) => changes.filter(({ at }) => at > from && at <= to))
      .sort((a, b) => a.at - b.at);
  }

  async function livesOf(alarms: readonly Alarm[]) {
    const lives: Life[] = [];
    for (let start = 0; start < alarms.length; start += ALARMS_TOGETHER) {
      const group = alarms.slice(start, start + ALARMS_TOGETHER);
      const told = await toldOf(group);
      for (const alarm of group) lives.push({ alarm, changes: timelineOf(alarm, told.get(alarm.id) ?? []) });
    }
    return lives;
  }

  /** All events of these alarms, in the order of recording: without its last ones an alarm would seem to be open. */
  async function toldOf(alarms: readonly Alarm[]): Promise<Map<string, AlarmEvent[]>> {
    const told = new Map(alarms.map(({ id }) => [id, [] as AlarmEvent[]]));
    let rows: EventRow[] = [];
    do {
      const last = Number(rows.at(-1)?.key ?? 0);
      rows = await inTurn(
        () => read<EventRow[]>`
          select key, anomaly_id, json from events
          where anomaly_id in ${read([...told.keys()])} and key > ${last}
          order by key limit ${EVENTS_TOGETHER}`,
      );
      for (const { anomaly_id, json } of rows) told.get(anomaly_id)?.push(JSON.parse(json));
    } while (rows.length === EVENTS_TOGETHER);
    return told;
  }

  async function alarmBeside(at: number, side: "before" | "after", machineIds: readonly string[]) {
    const [row] = await inTurn(() =>
      side === "after"
        ? read<{ at: number | null }[]>`
          select min(opened_at) as at from alarms where opened_at > ${at} and ${of(machineIds)}`
        : read<{ at: number | null }[]>`
          select max(opened_at) as at from alarms where opened_at < ${at} and ${of(machineIds)}`,
    );
    return row?.at == null ? undefined : Number(row.at);
  }

  return { alarmsAt, changes, alarmBeside };
}

type EventRow = { key: number; anomaly_id: string; json: string };
type Life = { alarm: Alarm; changes: AlarmChange[] };

/** The alarm as its last change before or at this moment left it; nothing before it opened. */
function standingAt({ alarm, changes }: Life, at: number): Alarm[] {
  const last = changes.findLast((change) => change.at <= at);
  if (!last) return [];
  const stood = alarmOfEvent(last.event);
  return [{ ...stood, machine_name: alarm.machine_name ?? stood.machine_name }];
}
