import { AlarmRow, rowId } from "../../../views/shared/alarm/alarm_row";
import { inRowOrder, rankOf } from "../../../views/shared/alarm/row_order";
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

/** The page whose table has the worst alarms first. */
const WALL: Page = "kiosk";

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
    const row = drawRow(plantState.shown(alarm, now()), isNew, event);
    // Its first-out counts it.
    const first = alarm.follows_id ? plantState.firstOf(alarm, now()) : undefined;
    const above = first && drawRow(withName(first), false, event);
    return (audience) => [
      ...(above ? rowsFor(audience, above(audience), true) : []),
      ...rowsFor(audience, row(audience), isChange(event)),
    ];
  }

  /** The row as each page has it: on a wall the worst come first. */
  function drawRow(alarm: ShownAlarm, isNew: boolean, event?: RecordedEvent) {
    const drawn = (worstFirst: boolean) =>
      drawnLater(
        { ...placeOf(alarm), target: "row", isNew },
        () => String(<AlarmRow alarm={alarm} timezone={timezone} worstFirst={worstFirst} />),
        (error) => event && onUndrawable(event, error),
      );
    const [row, onWall] = [drawn(false), drawn(true)];
    return ({ page }: PageAudience) => (page === WALL ? onWall : row);
  }

  function drawOpen(alarms: readonly ShownAlarm[]): Drawn {
    const rows = alarms.map((alarm) => drawRow(withName(alarm), false));
    return (audience) => rows.flatMap((row) => rowsFor(audience, row(audience), true));
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

/** Remembers since when each open alarm is not known, and whether a flood began with it, as it was seen last. */
function watchKnown() {
  let seen = new Map<string, string>();
  const seenAs = ({ notKnownSince, isFirstOfFlood }: ShownAlarm) =>
    notKnownSince === undefined && !isFirstOfFlood ? undefined : `${notKnownSince} ${isFirstOfFlood}`;
  return {
    hasChanged: (alarm: ShownAlarm) => seen.has(alarm.id) || seenAs(alarm) !== undefined,
    /** The alarms of which that has changed since the last look; at most so many. */
    changed(alarms: readonly ShownAlarm[], most: number): ShownAlarm[] {
      const before = seen;
      const changed = alarms
        .filter((alarm) => (before.get(alarm.id) ?? "") !== (seenAs(alarm) ?? ""))
        .slice(0, most);
      // Those of which nothing was ever to be said need no place.
      seen = new Map(
        alarms.flatMap(({ id }) => (before.has(id) ? [[id, before.get(id) ?? ""] as const] : [])),
      );
      for (const alarm of changed) seen.set(alarm.id, seenAs(alarm) ?? "");
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

function placeOf(alarm: ShownAlarm): Pick<Fragment, "id" | "key" | "machineId" | "urgency"> {
  return {
    id: rowId(alarm.id),
    key: alarm.opened_at,
    machineId: alarm.machine_id,
    urgency: urgencyOf(alarm),
  };
}

/** As `rankOf` of the row: a first-out stays however many follow it. */
function urgencyOf(alarm: ShownAlarm): Fragment["urgency"] {
  if (!isOpen(alarm) || isSuppressed(alarm)) return 0;
  const rank = rankOf(alarm);
  if (rank !== undefined) return rank < 0 ? 3 : 1;
  return alarm.severity === "critical" ? 2 : 1;
}

/** Every row of the alarm table, in place of those that a page has. */
export function wholeTable(alarms: readonly ShownAlarm[], timezone: string, page?: Page): string {
  const worstFirst = page === WALL;
  const rows = inRowOrder(alarms, worstFirst).map((alarm) =>
    String(<AlarmRow alarm={alarm} timezone={timezone} worstFirst={worstFirst} />),
  );
  return swap("#anomaly-rows", rows.join(""), "innerHTML");
}
