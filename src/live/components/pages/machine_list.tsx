import { TileMode, TileTime } from "../../../../views/board/tile";
import { MachineAlarm, machineAlarmId } from "../../../../views/machines/parts/machine_alarm";
import { ageOf } from "../../../../views/shared/age";
import { elementId } from "../../../../views/shared/element_id";
import { MetricValue, valueId } from "../../../../views/shared/value";
import { isAlarmEvent } from "../../../domain/alarm/alarm_event";
import { machineOf } from "../../../domain/event";
import { concerns } from "../../audiences";
import { type Fragment, replaceById } from "../../fragment";
import type { TileData } from "../../state/machine_state";
import type { Component } from "../component";
import type { PlantView } from "../components";
import { STATUS_EVERY_MS } from "./machine_page";
import { watchStates } from "../state_changes";
import { createUpdateScheduler, MACHINES_A_FRAME } from "../update_scheduler";

/** The lines of the list of machines: main value, mode, time of the reading and worst alarm of each. */
export function createMachineList({ plantState, timezone, now }: PlantView) {
  const updates = createUpdateScheduler();
  const changedStates = watchStates(plantState, now);
  let changed = new Set<string>();
  let statusAt = 0;

  function drawLine(tile: TileData): Fragment[] {
    const { machine, main, at } = tile;
    const { id } = machine;
    const drawing = { tile, timezone, now: now() };
    const parts = [
      replaceById(elementId("mode", id), String(<TileMode {...drawing} />), id),
      replaceById(elementId("read", id), String(<TileTime {...drawing} />), id),
      replaceById(machineAlarmId(id), String(<MachineAlarm tile={tile} timezone={timezone} />), id),
    ];
    if (at === null) return parts;
    const age = ageOf(machine, main, now());
    const value = String(<MetricValue machineId={id} value={main} age={age} />);
    return [...parts, replaceById(valueId(id, main.metric), value, id)];
  }

  const drawLines = (ids: Iterable<string>) =>
    [...ids].flatMap((id) => plantState.tile(id) ?? []).flatMap(drawLine);

  return {
    pages: ["machines"],
    onEvent(event) {
      const machineId = machineOf(event);
      if (machineId && isAlarmEvent(event)) changed.add(machineId);
    },
    onValue: updates.onValue,
    onMachine: ({ id }) => void changed.add(id),
    tick(audiences) {
      const redrawn = new Set([...changed, ...changedStates(MACHINES_A_FRAME)]);
      changed = new Set();
      const isOpen = audiences.some(({ page }) => page === "machines");
      const ids = plantState.machines().map(({ id }) => id);
      if (now() - statusAt >= STATUS_EVERY_MS) {
        statusAt = now();
        ids.forEach(updates.add);
      }
      const due = updates.next(ids.length, () => isOpen).map(([id]) => id);
      return isOpen ? drawLines(new Set([...due, ...redrawn])) : [];
    },
    snapshot(audience) {
      const ids = plantState.machines().map(({ id }) => id);
      return drawLines(ids.filter((id) => concerns(audience, id)));
    },
  } satisfies Component;
}
