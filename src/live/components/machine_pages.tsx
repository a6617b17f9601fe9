import type { TileData } from "../../../views/shared/board_data";
import { MachineAlarm, machineAlarmId } from "../../../views/machines/parts/machine_alarm";
import { MachineStatus, machineStatusId } from "../../../views/machines/parts/machine_status";
import {
  MachineValues,
  machineValuesId,
  ValueGauge,
  valueGaugeId,
} from "../../../views/machines/parts/machine_values";
import { TileMode, TileTime } from "../../../views/board/tile";
import { MetricValue, valueId } from "../../../views/shared/value";
import { ageClass } from "../../../views/shared/age";
import { elementId } from "../../../views/shared/element_id";
import type { MetricUpdated } from "../../domain/event";
import type { PlantStateView } from "../state/plant_state";
import { type Fragment, replaceById } from "../frame";
import type { Audience, Page } from "../audiences";
import { createUpdateScheduler } from "./update_scheduler";

type PageAudience = Extract<Audience, { kind: "page" }>;

const ONE: readonly Page[] = ["machine"];
const LIST: readonly Page[] = ["machines"];
/** A silent machine has nothing to push, but its status must say how long it has been silent. */
const STATUS_EVERY_MS = 15_000;

/** Draws the pages of machines: every value of the one that somebody looks at, and the lines of the list. */
export type MachinePages = {
  valueChanged(event: MetricUpdated): void;
  /** An alarm of this machine, or the machine itself, has changed. */
  changed(machineId: string | null): void;
  /** What has changed since the last asking, as far as one of these looks at it. */
  due(audiences: readonly PageAudience[]): Fragment[];
  /** Everything that this page shows of its machines. */
  all(audience: PageAudience): Fragment[];
};

export function createMachinePages({ plantState, timezone, now }: PlantStateView): MachinePages {
  const turns = createUpdateScheduler();
  const lineTurns = createUpdateScheduler();
  let whole = new Set<string>();
  /** How many metrics a machine had when it was drawn: another one needs a place on the page. */
  const metrics = new Map<string, number>();
  let statusAt = 0;

  const drawing = (tile: TileData) => ({ tile, timezone, now: now() });

  function valueFragments(tile: TileData, changed: ReadonlySet<string> | undefined): Fragment[] {
    const { machine } = tile;
    const shown = plantState.values(machine.id);
    if (!changed || metrics.get(machine.id) !== shown.length) {
      metrics.set(machine.id, shown.length);
      const html = String(<MachineValues machine={machine} values={shown} now={now()} />);
      return [replaceById(machineValuesId(machine.id), html, machine.id, ONE)];
    }
    return shown
      .filter(({ metric }) => changed.has(metric))
      .flatMap((value) => {
        const age = ageClass(machine.data_interval_seconds, now() - (value.at ?? 0));
        const number = String(<MetricValue machineId={machine.id} value={value} age={age} />);
        const gauge = String(<ValueGauge machineId={machine.id} value={value} />);
        return [
          replaceById(valueId(machine.id, value.metric), number, machine.id, ONE),
          replaceById(valueGaugeId(machine.id, value.metric), gauge, machine.id, ONE),
        ];
      });
  }

  function machineFragments(tile: TileData, changed?: ReadonlySet<string>): Fragment[] {
    const status = String(<MachineStatus {...drawing(tile)} />);
    return [
      replaceById(machineStatusId(tile.machine.id), status, tile.machine.id, ONE),
      ...valueFragments(tile, changed),
    ];
  }

  function lineFragments(tile: TileData): Fragment[] {
    const { machine, main, at } = tile;
    const age = ageClass(machine.data_interval_seconds, main.at === null ? Infinity : now() - main.at);
    const id = machine.id;
    const fragments = [
      replaceById(elementId("mode", id), String(<TileMode {...drawing(tile)} />), id, LIST),
      replaceById(elementId("read", id), String(<TileTime {...drawing(tile)} />), id, LIST),
      replaceById(machineAlarmId(id), String(<MachineAlarm tile={tile} />), id, LIST),
    ];
    if (at === null) return fragments;
    const value = String(<MetricValue machineId={id} value={main} age={age} />);
    return [...fragments, replaceById(valueId(id, main.metric), value, id, LIST)];
  }

  function dueOnes(audiences: readonly PageAudience[], redrawn: readonly string[], isStatusDue: boolean) {
    const pages = audiences.filter(({ page }) => page === "machine");
    const looked = new Set(pages.flatMap(({ machineIds }) => machineIds));
    const changed = new Map(turns.next(looked.size, (id) => looked.has(id)));
    const isDue = (id: string) => changed.has(id) || redrawn.includes(id) || isStatusDue;
    return tilesOf([...looked].filter(isDue)).flatMap((tile) =>
      machineFragments(tile, changed.get(tile.machine.id) ?? new Set()),
    );
  }

  function dueLines(audiences: readonly PageAudience[], redrawn: readonly string[], isStatusDue: boolean) {
    const isLooked = audiences.some(({ page }) => page === "machines");
    const ids = plantState.machines().map(({ id }) => id);
    if (isStatusDue) ids.forEach(lineTurns.add);
    const changed = lineTurns.next(ids.length, () => isLooked).map(([id]) => id);
    return isLooked ? tilesOf([...new Set([...changed, ...redrawn])]).flatMap(lineFragments) : [];
  }

  const tilesOf = (ids: readonly string[]) => ids.flatMap((id) => plantState.tile(id) ?? []);

  return {
    valueChanged(event) {
      turns.valueChanged(event);
      lineTurns.valueChanged(event);
    },
    changed: (machineId) => void (machineId && whole.add(machineId)),
    due(audiences) {
      const redrawn = [...whole];
      whole = new Set();
      const isStatusDue = now() - statusAt >= STATUS_EVERY_MS;
      if (isStatusDue) statusAt = now();
      return [...dueOnes(audiences, redrawn, isStatusDue), ...dueLines(audiences, redrawn, isStatusDue)];
    },
    all({ page, machineIds }) {
      if (page === "machine") return tilesOf(machineIds).flatMap((tile) => machineFragments(tile));
      return page === "machines"
        ? tilesOf(plantState.machines().map(({ id }) => id)).flatMap(lineFragments)
        : [];
    },
  };
}
