import { AlarmTotal } from "../../../views/shared/alarm/alarm_table";
import { elementId } from "../../../views/shared/element_id";
import { isAlarmEvent } from "../../domain/alarm/alarm_event";
import { machineOf } from "../../domain/event";
import { concerns } from "../audiences";
import { type Fragment, replaceById } from "../fragment";
import { NO_MACHINE } from "../state/kpi_tracker";
import { WITH_ALARM_TABLE } from "./alarm_rows";
import type { Component } from "./component";
import type { LiveView } from "./components";

/**
 * The number of alarms in all and of each machine, which goes with the rows. Counts the alarms for every
 * figure.
 */
export function createAlarmTotals({ kpis }: Pick<LiveView, "kpis">) {
  /** Machines whose totals have changed since they were last drawn. */
  let changed = new Set<string>();

  /** The total of all machines, and of each of these. */
  function drawTotals(machineIds: Iterable<string>): Fragment[] {
    const all = replaceById("alarm-total", String(<AlarmTotal total={kpis.total([])} />), null);
    const each = [...machineIds].flatMap((id) => {
      const html = String(<AlarmTotal machineId={id} total={kpis.total([id])} />);
      return id === NO_MACHINE ? [] : replaceById(elementId("alarm-total", id), html, id);
    });
    return [all, ...each];
  }

  function drawChanged(): Fragment[] {
    if (changed.size === 0) return [];
    const fragments = drawTotals(changed);
    changed = new Set();
    return fragments;
  }

  return {
    pages: WITH_ALARM_TABLE,
    onEvent(event) {
      if (isAlarmEvent(event) && kpis.count(event)) changed.add(machineOf(event) ?? NO_MACHINE);
    },
    tick: drawChanged,
    due: drawChanged,
    snapshot: (audience) => drawTotals([...kpis.machineIds()].filter((id) => concerns(audience, id))),
  } satisfies Component;
}
