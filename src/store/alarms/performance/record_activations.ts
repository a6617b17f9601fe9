import { type ActivationChange, activationChange, type End } from "../../../alarms/performance/activation";
import { UNDO_WITHIN_MS } from "../../../alarms/undo";
import type { RecordedEvent } from "../../../domain/event";
import type { Database, Sql } from "../../db/database";
import { inChunks } from "../../db/database";

const COLUMNS = [
  "anomaly_id",
  "at",
  "machine_id",
  "metric",
  "anomaly_type",
  "priority",
  "suppressed",
  "ended_at",
  "end_kind",
  "acknowledged_at",
] as const;

/**
 * Records, in the transaction of their events, each time that an alarm called, and how that ended. In the order of the
 * events; those that come together and say the same are one statement.
 */
export async function recordActivations(
  tx: Sql,
  database: Database,
  events: readonly RecordedEvent[],
): Promise<void> {
  const changes = events.map(activationChange).filter((change) => change !== undefined);
  let start = 0;
  while (start < changes.length) {
    const isCall = changes[start]?.calls === "opened";
    let end = start + 1;
    while (end < changes.length && (changes[end]?.calls === "opened") === isCall) end++;
    const run = changes.slice(start, end);
    if (isCall) await insert(tx, database, run);
    else await follow(tx, database, run);
    start = end;
  }
}

/** Changes of alarms that are known; a change that nothing hangs on is put in a group with others. */
async function follow(tx: Sql, database: Database, changes: readonly ActivationChange[]) {
  for (const change of changes) {
    if (change.calls === "returned") await insert(tx, database, [change]);
    if (change.calls === "raised") await raise(tx, database, change);
    if (change.isUndone) await takeBack(tx, change);
  }
  const called = new Set(changes.filter(({ calls }) => calls).map(({ alarmId }) => alarmId));
  const ending = changes.filter(({ endedAt }) => endedAt !== null);
  for (const { ids, of } of grouped(ending, ({ endedAt, end }) => `${endedAt} ${end}`))
    await end(tx, ids, of.endedAt ?? of.at, of.end ?? "closed");
  const aside = changes.filter(
    ({ suppressed, endedAt, alarmId }) => suppressed && endedAt === null && !called.has(alarmId),
  );
  for (const { ids, of } of grouped(aside, ({ at }) => String(at))) await end(tx, ids, of.at, "suppressed");
  const answered = changes.filter(({ acknowledgedAt }) => acknowledgedAt !== null);
  for (const { ids, of } of grouped(answered, ({ acknowledgedAt }) => String(acknowledgedAt)))
    await tx`
      update alarm_activations set acknowledged_at = ${of.acknowledgedAt}
      where anomaly_id in ${tx(ids)} and acknowledged_at is null and at <= ${of.acknowledgedAt}`;
}

/** An alarm that is suppressed stands on, but calls nobody: only one that was not ends by being put aside. */
async function end(tx: Sql, ids: string[], at: number, kind: End) {
  const which = kind === "suppressed" ? tx`and suppressed = 0` : tx``;
  await tx`
    update alarm_activations set ended_at = ${at}, end_kind = ${kind}
    where anomaly_id in ${tx(ids)} and ended_at is null and at <= ${at} ${which}`;
}

/** Calls again while it stands, which counts, but it stands as it did; what was suppressed stands anew. */
async function raise(tx: Sql, database: Database, change: ActivationChange) {
  const [standing] = await tx<{ suppressed: number }[]>`
    select suppressed from alarm_activations where anomaly_id = ${change.alarmId} and ended_at is null
    order by at desc limit 1`;
  const standsOn = standing !== undefined && (standing.suppressed === 1) === change.suppressed;
  if (standing && !standsOn) await end(tx, [change.alarmId], change.at, "same");
  await insert(tx, database, [change], standsOn);
}

/** Takes back the answer of the last seconds. */
async function takeBack(tx: Sql, { alarmId, at, acknowledgedAt, endedAt }: ActivationChange) {
  const since = at - UNDO_WITHIN_MS;
  if (acknowledgedAt === null || acknowledgedAt < since)
    await tx`
      update alarm_activations set acknowledged_at = null
      where anomaly_id = ${alarmId} and acknowledged_at >= ${since}`;
  if (endedAt === null)
    await tx`
      update alarm_activations set ended_at = null, end_kind = null
      where anomaly_id = ${alarmId} and end_kind = 'closed' and ended_at >= ${since}`;
}

function insert(tx: Sql, { dialect }: Database, changes: readonly ActivationChange[], standsOn = false) {
  return inChunks(dialect, COLUMNS.length, changes, (chunk) => {
    const rows = chunk.map((change) => ({
      anomaly_id: change.alarmId,
      at: change.at,
      machine_id: change.machineId,
      metric: change.metric,
      anomaly_type: change.type,
      priority: change.priority,
      suppressed: change.suppressed ? 1 : 0,
      ended_at: standsOn ? change.at : change.endedAt,
      end_kind: standsOn ? "same" : change.end,
      acknowledged_at: change.calls === "opened" ? change.acknowledgedAt : null,
    }));
    return tx`
      insert into alarm_activations ${tx(rows.map(dialect.row), ...COLUMNS)} on conflict (anomaly_id, at) do nothing`;
  });
}

function grouped(changes: readonly ActivationChange[], keyOf: (change: ActivationChange) => string) {
  const groups = new Map<string, { ids: string[]; of: ActivationChange }>();
  for (const change of changes) {
    const key = keyOf(change);
    const group = groups.get(key);
    if (group) group.ids.push(change.alarmId);
    else groups.set(key, { ids: [change.alarmId], of: change });
  }
  return [...groups.values()];
}
