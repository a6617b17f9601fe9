import { CHATTERING_WITHIN_MS, type Earlier, isSameCondition, returning } from "../../alarms/chattering";
import { type Alarm, worse } from "../../domain/alarm/alarm";
import type { Context, Sql } from "../db/database";
import { forUpdate } from "../db/dialect";
import { suppressionOf } from "./suppression/suppression_of";
import { type AlarmRow, alarmOfRow } from "./alarm_row";
import { alarmsAndMachines, changeAlarm, lockAlarm, renumberAsNew } from "./alarm_rows";

/** An alarm that opens: it is added, or it is an earlier one that has come back. */
export type Opened = { alarm: Alarm; openings: readonly number[]; hasReturned: boolean };

/** What an alarm of the monitor that opens becomes, by what was stored of its condition in the last 10 min. */
export async function openedAgain(tx: Sql, context: Context, alarm: Alarm): Promise<Opened> {
  const first = { alarm, openings: [alarm.opened_at], hasReturned: false };
  if (alarm.machine_id === null || alarm.origin !== "live" || alarm.state !== "new") return first;
  const earlier = await earlierOf(tx, context, alarm);
  if (earlier.length === 0) return first;
  const { returns, repeats, chattering, openings } = returning(earlier, alarm.opened_at);
  const before = earlier.find(({ alarm: { id } }) => id === returns)?.alarm;
  const often = chattering === undefined ? {} : { chattering };
  if (!before) return { alarm: { ...alarm, ...often }, openings, hasReturned: false };
  return { alarm: { ...cameBack(before, alarm), repeats, ...often }, openings, hasReturned: true };
}

/** Stores an alarm that has come back, as new as one that has just opened, and suppressed where that would be now. */
export async function saveReturned(tx: Sql, context: Context, { alarm, openings }: Opened): Promise<void> {
  const { suppressed: _, ...returned } = alarm;
  const suppressed = await suppressionOf(tx, returned, context.now());
  await changeAlarm(tx, context, { ...returned, ...(suppressed ? { suppressed } : {}) });
  await renumberAsNew(tx, context, alarm.id);
  await tx`update alarms set openings = ${JSON.stringify(openings)} where id = ${alarm.id}`;
}

/** The alarms of the same condition that changed in the last 10 min, the newest last. */
async function earlierOf(
  tx: Sql,
  { database }: Context,
  alarm: Alarm,
): Promise<(Earlier & { alarm: Alarm })[]> {
  const since = alarm.opened_at - CHATTERING_WITHIN_MS;
  const found = await tx<{ id: string }[]>`
    select id from alarms where machine_id = ${alarm.machine_id} and anomaly_type = ${alarm.anomaly_type}
      and origin = 'live' and state <> 'finding' and updated_at > ${since} and id <> ${alarm.id}
    order by key ${forUpdate(tx, database.dialect)}`;
  if (found.length === 0) return [];
  const rows = await tx<AlarmRow[]>`
    ${alarmsAndMachines(tx)} where alarms.id in ${tx(found.map(({ id }) => id))} order by alarms.key`;
  return rows
    .map((row) => {
      const openings =
        row.openings === null ? [Number(row.opened_at)] : (JSON.parse(row.openings) as number[]);
      return { alarm: alarmOfRow(row), openings };
    })
    .filter((each) => isSameCondition(each.alarm, alarm));
}

/** The earlier alarm, with what is found now. Nobody has acknowledged it, and it is not normal any more. */
function cameBack(before: Alarm, { id, opened_at, ...now }: Alarm): Alarm {
  return {
    ...before,
    state: "new",
    cleared_at: null,
    updated_at: opened_at,
    episode_id: id,
    severity: worse(before.severity, now.severity),
    value: now.value,
    expected_value: now.expected_value,
    deviation_percent: now.deviation_percent,
    deviation_sd: now.deviation_sd,
    score: now.score,
    peak_score: Math.max(before.peak_score ?? 0, now.peak_score ?? now.score ?? 0),
    reason: now.reason,
    cause: now.cause ?? null,
    contributors: now.contributors ?? null,
  };
}

/** As `lockAlarm`, by the id under which the monitor knows its episode: an alarm that came back keeps its own. */
export async function lockEpisode(tx: Sql, context: Context, id: string): Promise<Alarm | undefined> {
  const alarm = await lockAlarm(tx, context, id);
  if (alarm) return alarm;
  const [row] = await tx<
    { id: string }[]
  >`select id from alarms where episode_id = ${id} order by key limit 1`;
  return row && lockAlarm(tx, context, row.id);
}
