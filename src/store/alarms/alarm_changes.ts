import { type Alarm, type Finding, isOpen, worse } from "../../domain/alarm/alarm";
import { cleared } from "../../domain/alarm/life";
import { detectedEvent, updatedEvent } from "../../domain/alarm/alarm_event";
import type { LoggedEvent } from "../../domain/event";
import { unitOf } from "../../domain/machine/metric";
import {
  type AlarmRow,
  addAlarm,
  alarmOfRow,
  alarmsAndMachines,
  changeAlarm,
  lockAlarm,
  renumberAsNew,
} from "./alarm_rows";
import { appendAudit } from "../audit/append";
import { reportEntry } from "./audited_alarm";
import type { By } from "../../people/actor";
import type { Context, Sql } from "../db/database";
import { putInOutbox } from "../events/outbox";
import { withReason } from "../reasons";
import { withDeletedRules } from "../rules/alarms_of_rule";
import { isRepeated } from "./repeated_finding";
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
      for (const [index, alarm] of alarms.entries()) {
        if (index % YIELD_EVERY_ALARMS === YIELD_EVERY_ALARMS - 1) await yieldToLoop();
        // Two reports of one instant by hand stay two; a repeated detect call finds nothing new.
        const before = alarm.origin === "detect" ? await same(tx, alarm) : undefined;
        const kept = before ?? (await addAlarm(tx, context, withReason(alarm, context))) ?? alarm;
        stored.push(kept);
        if (!before) added.push(kept);
        // One that is over already is nobody's news.
        if (isOpen(kept) || before)
          events.push(before ? { ...detectedEvent(kept), repeated: true } : detectedEvent(kept));
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
  for (const [index, finding] of (await withDeletedRules(tx, context, findings)).entries()) {
    if (index % YIELD_EVERY_ALARMS === YIELD_EVERY_ALARMS - 1) await yieldToLoop();
    const event =
      finding.kind === "opened" ? await open(tx, context, finding.alarm) : await follow(tx, context, finding);
    if (event) events.push(event);
  }
  await putInOutbox(tx, context, events);
}

async function open(tx: Sql, context: Context, alarm: Alarm): Promise<LoggedEvent | undefined> {
  const opened = { ...withReason(alarm, context), peak_score: alarm.peak_score ?? alarm.score };
  const stored = await addAlarm(tx, context, opened);
  return stored && detectedEvent(stored);
}

async function follow(
  tx: Sql,
  context: Context,
  finding: Exclude<Finding, { kind: "opened" }>,
): Promise<LoggedEvent | undefined> {
  const alarm = await lockAlarm(tx, context, finding.anomaly_id);
  if (!alarm || !isOpen(alarm) || alarm.state === "cleared") return undefined;
  const raised = finding.kind === "worsened" && isRaised(alarm, finding);
  if (raised && (await isRepeated(tx, alarm, finding))) return undefined;
  const changed =
    finding.kind === "cleared" ? cleared(alarm, finding.at) : withReason(worsened(alarm, finding), context);
  await changeAlarm(tx, context, changed);
  if (raised) await renumberAsNew(tx, context, alarm.id);
  return { ...updatedEvent(changed), ...(raised ? { raised } : {}) };
}

type Worsened = Extract<Finding, { kind: "worsened" }>;

/** Severity and peak never go down while the alarm is open; a cause about another metric is dropped. */
function worsened(alarm: Alarm, { kind: _, anomaly_id: __, at, joined, ...found }: Worsened): Alarm {
  const moved = found.metric !== alarm.metric;
  const again = isRaised(alarm, { ...found, joined })
    ? { state: "new" as const, acknowledged_at: null, acknowledged_by: null, acknowledged_by_id: null }
    : {};
  return {
    ...alarm,
    ...found,
    ...again,
    severity: worse(alarm.severity, found.severity),
    peak_score: Math.max(alarm.peak_score ?? found.score, found.score),
    unit: moved ? found.metric && unitOf(found.metric) : alarm.unit,
    reason: moved ? null : alarm.reason,
    cause: found.cause ?? (moved ? null : alarm.cause),
    contributors: found.contributors ?? (moved ? null : alarm.contributors),
    updated_at: at,
  };
}

/** Whether it is worse than anybody has seen: then an earlier acknowledgement does not cover it. */
function isRaised(alarm: Alarm, found: Pick<Worsened, "severity" | "metric" | "score" | "joined">): boolean {
  const moved = found.metric !== alarm.metric && found.score > (alarm.peak_score ?? 0);
  return found.joined === true || moved || worse(alarm.severity, found.severity) !== alarm.severity;
}

async function same(tx: Sql, alarm: Alarm): Promise<Alarm | undefined> {
  const [row] = await tx<AlarmRow[]>`
    ${alarmsAndMachines(tx)}
    where machine_id is not distinct from ${alarm.machine_id} and opened_at = ${alarm.opened_at}
      and detection_method is not distinct from ${alarm.detection_method}
    order by alarms.key limit 1`;
  return row && alarmOfRow(row);
}
