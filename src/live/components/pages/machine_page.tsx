import { MachineStatus, machineStatusId } from "../../../../views/machines/parts/machine_status";
import {
  MachineValues,
  machineValuesId,
  ValueGauge,
  valueGaugeId,
  ValueMark,
  valueMarkId,
} from "../../../../views/machines/parts/machine_values";
import { ageOf } from "../../../../views/shared/age";
import { MetricValue, valueId } from "../../../../views/shared/value";
import { isAlarmEvent } from "../../../domain/alarm/alarm_event";
import { machineOf } from "../../../domain/event";
import type { Machine } from "../../../domain/machine/machine";
import type { PageAudience } from "../../audiences";
import { type Fragment, replaceById } from "../../fragment";
import type { TileData } from "../../state/machine_state";
import type { Value } from "../../state/value";
import type { Component } from "../component";
import type { PlantView } from "../components";
import { watchStates } from "../state_changes";
import { createUpdateScheduler } from "../update_scheduler";

/** A silent machine has nothing to push, but its status must say how long it has been silent. */
export const STATUS_EVERY_MS = 15_000;

/** The page of one machine: its status and every value of it. */
export function createMachinePage({ plantState, timezone, now }: PlantView) {
  const updates = createUpdateScheduler();
  let changed = new Set<string>();
  /** The number of metrics that a machine had when it was drawn: another one needs a place on the page. */
  const metricCounts = new Map<string, number>();
  const drawMark = createMarks(timezone, now);
  const changedStates = watchStates(plantState, now);
  let statusAt = 0;

  function drawValues({ machine }: TileData, metrics: ReadonlySet<string> | undefined): Fragment[] {
    const { id } = machine;
    const values = plantState.values(id);
    if (!metrics || metricCounts.get(id) !== values.length) {
      metricCounts.set(id, values.length);
      const html = String(
        <MachineValues machine={machine} values={values} timezone={timezone} now={now()} />,
      );
      return [replaceById(machineValuesId(id), html, id)];
    }
    return values
      .filter(({ metric }) => metrics.has(metric))
      .flatMap((value) => [...drawValue(machine, value, now()), ...drawMark(id, value)]);
  }

  /** @param metrics those that have changed; undefined: all */
  function drawMachine(tile: TileData, metrics?: ReadonlySet<string>): Fragment[] {
    const { id } = tile.machine;
    const status = String(<MachineStatus tile={tile} timezone={timezone} now={now()} />);
    return [replaceById(machineStatusId(id), status, id), ...drawValues(tile, metrics)];
  }

  const tilesOf = (ids: readonly string[]) => ids.flatMap((id) => plantState.tile(id) ?? []);

  return {
    pages: ["machine"],
    onEvent(event) {
      const machineId = machineOf(event);
      if (machineId && isAlarmEvent(event)) changed.add(machineId);
    },
    onValue: updates.onValue,
    onMachine({ id }) {
      changed.add(id);
      metricCounts.delete(id); // what its metrics are called may have changed
    },
    tick(audiences) {
      const redrawn = new Set([...changed, ...changedStates(Infinity)]);
      changed = new Set();
      const isStatusDue = now() - statusAt >= STATUS_EVERY_MS;
      if (isStatusDue) statusAt = now();
      const seen = machinesOn(audiences);
      const due = new Map(updates.next(seen.size, (id) => seen.has(id)));
      const ids = [...seen].filter((id) => due.has(id) || redrawn.has(id) || isStatusDue);
      return tilesOf(ids).flatMap((tile) => drawMachine(tile, due.get(tile.machine.id) ?? new Set()));
    },
    snapshot: ({ machineIds }) => tilesOf(machineIds).flatMap((tile) => drawMachine(tile)),
  } satisfies Component;
}

/** A value and its gauge. */
function drawValue(machine: Machine, value: Value, now: number): Fragment[] {
  const { id } = machine;
  const number = <MetricValue machineId={id} value={value} age={ageOf(machine, value, now)} />;
  const gauge = <ValueGauge machineId={id} value={value} />;
  return [
    replaceById(valueId(id, value.metric), String(number), id),
    replaceById(valueGaugeId(id, value.metric), String(gauge), id),
  ];
}

/** Draws what is said of a value that is not good; once more, empty, when it is good again. */
function createMarks(timezone: string, now: () => number) {
  /** The element ids of values that were last drawn as not good. */
  const marked = new Set<string>();
  return (machineId: string, value: Value): Fragment[] => {
    const id = valueMarkId(machineId, value.metric);
    const was = marked.delete(id);
    if (value.quality) marked.add(id);
    else if (!was) return [];
    const mark = <ValueMark machineId={machineId} value={value} timezone={timezone} now={now()} />;
    return [replaceById(id, String(mark), machineId)];
  };
}

/** The machines whose own pages are open. */
function machinesOn(audiences: readonly PageAudience[]): Set<string> {
  const pages = audiences.filter(({ page }) => page === "machine");
  return new Set(pages.flatMap(({ machineIds }) => machineIds));
}
