import { SuppressedCount } from "../../../views/shared/alarm/suppressed";
import { isAlarmEvent } from "../../domain/alarm/alarm_event";
import type { PageAudience } from "../audiences";
import { replaceById } from "../fragment";
import type { Component } from "./component";
import type { LiveView } from "./components";

/**
 * How many alarms are suppressed, beside the table that shows them: of each page of its own machines. Stands after the
 * component that counts the alarms.
 */
export function createSuppressedCount({ kpis }: Pick<LiveView, "kpis">) {
  let drawn = kpis.suppressed([]);
  let hasChanged = false;

  const draw = ({ machineIds }: PageAudience) => [
    replaceById("suppressed-count", String(<SuppressedCount count={kpis.suppressed(machineIds)} />), null),
  ];

  return {
    pages: ["board", "anomalies", "kiosk"],
    onEvent(event) {
      // One event changes one alarm: equal numbers are the same alarms.
      if (isAlarmEvent(event) && kpis.suppressed([]) !== drawn) hasChanged = true;
    },
    due() {
      if (!hasChanged) return [];
      hasChanged = false;
      drawn = kpis.suppressed([]);
      return draw;
    },
    snapshot: draw,
  } satisfies Component;
}
