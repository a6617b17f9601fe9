import { AlarmRow, rowId } from "../../../views/shared/alarm/alarm_row";
import { type Alarm, isOpen } from "../../domain/alarm/alarm";
import { alarmOfEvent, isAlarmEvent } from "../../domain/alarm/alarm_event";
import type { RecordedEvent } from "../../domain/event";
import { concerns, type Page, type PageAudience } from "../audiences";
import { drawnLater, type Fragment } from "../fragment";
import { swap } from "../frame";
import type { Batch, Component, Drawn } from "./component";
import type { ReplayView } from "./components";

/** The pages whose alarm table takes every alarm in. */
export const WITH_ALARM_TABLE: readonly Page[] = ["board", "anomalies", "machine", "kiosk"];
/** The page whose table is narrowed or older: an alarm changes only where it stands already. */
const LIST: Page = "list";

/** The rows of alarms. */
export function createAlarmRows({ plantState, timezone, onUndrawable }: ReplayView) {
  function draw(event: RecordedEvent): Drawn {
    if (!isAlarmEvent(event)) return [];
    const sent = alarmOfEvent(event);
    const machine_name = sent.machine_name ?? plantState.machine(sent.machine_id ?? "")?.name ?? null;
    const alarm = { ...sent, machine_name };
    const isNew =
      event.event_type === "anomaly_detected" && event.repeated !== true && event.unrecorded !== false;
    const row = drawnLater(
      { ...placeOf(alarm), target: "row", isNew },
      () => String(<AlarmRow alarm={alarm} timezone={timezone} />),
      (error) => onUndrawable(event, error),
    );
    return (audience) => rowsFor(audience, row, event.event_type === "anomaly_updated");
  }

  return { pages: [...WITH_ALARM_TABLE, LIST], draw } satisfies Component;
}

/** Takes the row away that an event had before it was recorded, if the alarm has got another id since. */
export function replacedRow(before: RecordedEvent, event: RecordedEvent): Batch[] {
  if (!isAlarmEvent(before) || !isAlarmEvent(event)) return [];
  const [old, alarm] = [alarmOfEvent(before), alarmOfEvent(event)];
  if (old.id === alarm.id) return [];
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
  const urgency = !isOpen(alarm) ? 0 : alarm.severity === "critical" ? 2 : 1;
  return { id: rowId(alarm.id), key: alarm.opened_at, machineId: alarm.machine_id, urgency };
}

/** Every row of the alarm table, in place of those that a page has. */
export function wholeTable(alarms: readonly Alarm[], timezone: string): string {
  const rows = alarms.map((alarm) => String(<AlarmRow alarm={alarm} timezone={timezone} />));
  return swap("#anomaly-rows", rows.join(""), "innerHTML");
}
