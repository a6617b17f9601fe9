import { type Alarm, type Finding, isOpen } from "../../domain/alarm/alarm";
import { next } from "../../alarms/life";
import { detectedEvent, updatedEvent } from "../../domain/alarm/alarm_event";
import type { LoggedEvent } from "../../domain/event";
import { type AlarmRow, alarmOfRow } from "./alarm_row";
import { addAlarm, alarmsAndMachines, changeAlarm, findAlarm, renumberAsNew } from "./alarm_rows";
import { appendAudit } from "../audit/append";
import { reportEntry } from "./audited_alarm";
import type { By } from "../../people/actor";
import type { Context, Sql } from "../db/database";
import { type Groups, groupsIn } from "./groups";
import { lockEpisode, openedAgain, saveReturned } from "./returning";
import { putInOutbox } from "../events/outbox";
import { withReason } from "../reasons";
import { withDeletedRules } from "../rules/alarms_of_rule";
import { isRepeated } from "./repeated_finding";
import { unlessOutgrown } from "./suppression/outgrown";
import { yieldToLoop } from "../../async/yield";
import type { AlarmStore } from "./alarm_store";

/** Alarms changed between two yields to the loop. */
const YIELD_EVERY_ALARMS = 200;

/** What is found and reported; all that comes together is one transaction, with its events and audit entries. */
export function alarmChanges(context: Context): Pick<AlarmStore, "apply" | "detected"> {
  const { write } = context.database;

  async function apply(findings: Finding[]) {
    if (findings.length > 0) await write((tx) => applyFindings(tx, context, findings));
  }

  async function detected(alarms: Alarm[], by?: By) {
    return write(async (tx) => {
      const stored: Alarm[] = [];
      const added: Alarm[] = [];
      const events: LoggedEvent[] = [];
      const groups = await groupsIn(tx, context);
      for (const [index, alarm] of alarms.entries()) {
        if (index % YIELD_EVERY_ALARMS === YIELD_EVERY_ALARMS - 1) await yieldToLoop();
        // Two reports of one instant by hand stay two; a repeated detect call finds nothing new.
        const before = alarm.origin === "detect" ? await same(tx, alarm) : undefined;
        const placed = before || alarm.origin === "detect" ? undefined : await groups.place(alarm);
        const kept =
          before ?? (await addAlarm(tx, context, withReason(placed?.alarm ?? alarm, context))) ?? alarm;
        stored.push(kept);
        if (!before) added.push(kept);
        // One that is over already is nobody's news.
        if (isOpen(kept) || before)
          events.push(before ? { ...detectedEvent(kept), repeated: true } : detectedEvent(kept));
        events.push(...(placed?.events ?? []));
      }
      await putInOutbox(tx, context, events);
      await appendAudit(
        tx,
        added.map((alarm) => reportEntry(alarm, context.now(), by)),
      );
      return stored;
    });
  }

  return { apply, detected };
}

/** Applies findings and records their events inside a transaction. */
export async function applyFindings(tx: Sql, context: Context, findings: readonly Finding[]): Promise<void> {
  const events: LoggedEvent[] = [];
  const opensAny = findings.some(({ kind }) => kind === "opened");
  const groups = opensAny ? await groupsIn(tx, context) : undefined;
  for (const [index, finding] of (await withDeletedRules(tx, context, findings)).entries()) {
    if (index % YIELD_EVERY_ALARMS === YIELD_EVERY_ALARMS - 1) await yieldToLoop();
    if (finding.kind !== "opened") {
      const event = await follow(tx, context, finding);
      if (event) events.push(event);
    } else if (groups) events.push(...(await open(tx, context, finding.alarm, groups)));
  }
  await putInOutbox(tx, context, events);
}

async function open(tx: Sql, context: Context, found: Alarm, groups: Groups): Promise<LoggedEvent[]> {
  const alarm = { ...withReason(found, context), peak_score: found.peak_score ?? found.score };
  const opened = await openedAgain(tx, context, alarm);
  if (opened.hasReturned) {
    await saveReturned(tx, context, opened);
    const returned = (await findAlarm(tx, opened.alarm.id)) ?? opened.alarm;
    return [{ ...updatedEvent(returned), returned: true }];
  }
  const placed = await groups.place(opened.alarm);
  const stored = await addAlarm(tx, context, placed.alarm);
  if (!stored) return placed.events;
  return [detectedEvent(stored), ...placed.events];
}

async function follow(
  tx: Sql,
  context: Context,
  finding: Exclude<Finding, { kind: "opened" }>,
): Promise<LoggedEvent | undefined> {
  if (finding.kind === "cleared" && finding.known) return undefined;
  const alarm = await lockEpisode(tx, context, finding.anomaly_id);
  if (!alarm) return undefined;
  const isWorse = finding.kind === "worsened";
  const after = next(alarm, isWorse ? { kind: "worsened", found: finding } : { kind: "cleared" }, finding.at);
  if (after.alarm === undefined || after.alarm === alarm) return undefined;
  if (after.raised && isWorse && (await isRepeated(tx, alarm, finding))) return undefined;
  const changed = isWorse ? await unlessOutgrown(tx, context, withReason(after.alarm, context)) : after.alarm;
  const isNews = after.raised || (changed.suppressed === undefined && alarm.suppressed !== undefined);
  await changeAlarm(tx, context, changed);
  if (isNews) await renumberAsNew(tx, context, alarm.id);
  // Its priority goes with its severity, and with its machine.
  const stored = changed.severity === alarm.severity ? undefined : await findAlarm(tx, alarm.id);
  return { ...updatedEvent(stored ?? changed), ...(isNews ? { raised: true } : {}) };
}

async function same(tx: Sql, alarm: Alarm): Promise<Alarm | undefined> {
  const [row] = await tx<AlarmRow[]>`
    ${alarmsAndMachines(tx)}
    where machine_id is not distinct from ${alarm.machine_id} and opened_at = ${alarm.opened_at}
      and detection_method is not distinct from ${alarm.detection_method}
    order by alarms.key limit 1`;
  return row && alarmOfRow(row);
}
