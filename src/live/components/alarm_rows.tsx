import { AlarmRow, rowId } from "../../../views/shared/alarm/alarm_row";
import { type Alarm, isOpen, isSuppressed } from "../../domain/alarm/alarm";
import { alarmOfEvent, isAlarmEvent, isOpening } from "../../domain/alarm/alarm_event";
import type { RecordedEvent } from "../../domain/event";
import { concerns, type Page, type PageAudience } from "../audiences";
import { drawnLater, type Fragment } from "../fragment";
import { swap } from "../frame";
import type { ShownAlarm } from "../state/shown_alarm";
import type { Batch, Component, Drawn } from "./component";
import type { ReplayView } from "./components";

/** The pages whose alarm table takes every alarm in. */
export const WITH_ALARM_TABLE: readonly Page[] = ["board", "anomalies", "machine", "kiosk"];
/** The page whose table is narrowed or older: an alarm changes only where it stands already. */
const LIST: Page = "list";

/** A look at every open alarm: once a second is soon enough for people. */
const LOOK_EVERY_MS = 1_000;
/** More rows at once would hold up a slow page. */
const ROWS_A_LOOK = 15;

/**
 * The rows of alarms: with each event, and when it is not known any more whether an alarm still stands, or known
 * again.
 */
export function createAlarmRows({ plantState, timezone, now, onUndrawable }: ReplayView) {
  const isKnown = watchKnown();
  let lookedAt = -Infinity;

  const withName = <Named extends Alarm>(alarm: Named): Named => ({
    ...alarm,
    machine_name: alarm.machine_name ?? plantState.machine(alarm.machine_id ?? "")?.name ?? null,
  });

  function draw(event: RecordedEvent): Drawn {
    if (!isAlarmEvent(event)) return [];
    const alarm = withName(alarmOfEvent(event));
    const isNew = isOpening(event) && event.unrecorded !== false;
    const row = drawnLater(
      { ...placeOf(alarm), target: "row", isNew },
      () => String(<AlarmRow alarm={plantState.shown(alarm, now())} timezone={timezone} />),
      (error) => onUndrawable(event, error),
    );
    return (audience) => rowsFor(audience, row, isChange(event));
  }

  function drawOpen(alarms: readonly ShownAlarm[]): Drawn {
    const rows = alarms.map((alarm): Fragment => {
      const html = String(<AlarmRow alarm={withName(alarm)} timezone={timezone} />);
      return { ...placeOf(alarm), target: "row", html };
    });
    return (audience) => rows.flatMap((row) => rowsFor(audience, row, true));
  }

  return {
    pages: [...WITH_ALARM_TABLE, LIST],
    draw,
    tick() {
      if (now() - lookedAt < LOOK_EVERY_MS) return [];
      lookedAt = now();
      const changed = isKnown.changed(plantState.openAlarms(now()), ROWS_A_LOOK);
      return changed.length === 0 ? [] : drawOpen(changed);
    },
    /** Rows that no event has changed: a page that was away has them as they were. */
    snapshot(audience) {
      const drawn = drawOpen(plantState.openAlarms(now(), audience.machineIds).filter(isKnown.hasChanged));
      return typeof drawn === "function" ? drawn(audience) : drawn;
    },
  } satisfies Component;
}

/** Remembers since when each open alarm is not known, as it was seen last. */
function watchKnown() {
  let seen = new Map<string, number | undefined>();
  return {
    hasChanged: ({ id, notKnownSince }: ShownAlarm) => seen.has(id) || notKnownSince !== undefined,
    /** The alarms of which it has become, or ceased to be, not known since the last look; at most so many. */
    changed(alarms: readonly ShownAlarm[], most: number): ShownAlarm[] {
      const before = seen;
      const changed = alarms
        .filter(({ id, notKnownSince }) => before.get(id) !== notKnownSince)
        .slice(0, most);
      // Those that were never not known need no place.
      seen = new Map(alarms.flatMap(({ id }) => (before.has(id) ? [[id, before.get(id)] as const] : [])));
      for (const { id, notKnownSince } of changed) seen.set(id, notKnownSince);
      return changed;
    },
  };
}

/** Whether an event changes the row of an alarm that has one: an alert that is told again does. */
function isChange(event: RecordedEvent): boolean {
  return event.event_type === "anomaly_updated" || (event.event_type === "system_alert" && !isOpening(event));
}

/** Takes the row away that an event had before it was recorded, if the alarm has got another id since. */
export function replacedRow(before: RecordedEvent, event: RecordedEvent): Batch[] {
  if (!isAlarmEvent(before)) return [];
  const old = alarmOfEvent(before);
  if (isAlarmEvent(event) && alarmOfEvent(event).id === old.id) return [];
  return [{ pages: WITH_ALARM_TABLE, drawn: [{ ...placeOf(old), target: "gone", html: "" }] }];
}

/** An alarm that has only just appeared stands on no list yet. */
function rowsFor(audience: PageAudience, row: Fragment, isChange: boolean): Fragment[] {
  if (audience.page !== LIST) return concerns(audience, row.machineId) ? [row] : [];
  const isListed = isChange && (row.machineId === null || concerns(audience, row.machineId));
  return isListed ? [inPlace(row)] : [];
}

function inPlace(row: Fragment): Fragment {
  const { id, key, machineId, urgency } = row;
  return {
    ...{ target: "part", id, key, machineId, urgency },
    get html() {
      return row.html;
    },
  };
}

function placeOf(alarm: Alarm): Pick<Fragment, "id" | "key" | "machineId" | "urgency"> {
  const urgency = !isOpen(alarm) || isSuppressed(alarm) ? 0 : alarm.severity === "critical" ? 2 : 1;
  return { id: rowId(alarm.id), key: alarm.opened_at, machineId: alarm.machine_id, urgency };
}

/** Every row of the alarm table, in place of those that a page has. */
export function wholeTable(alarms: readonly ShownAlarm[], timezone: string): string {
  const rows = alarms.map((alarm) => String(<AlarmRow alarm={alarm} timezone={timezone} />));
  return swap("#anomaly-rows", rows.join(""), "innerHTML");
}
