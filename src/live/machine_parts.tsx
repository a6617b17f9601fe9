import type { TileData } from "../../views/board_data";
import { MachineAlarm, machineAlarmId } from "../../views/parts/machine_alarm";
import { MachineStatus, machineStatusId } from "../../views/parts/machine_status";
import { MachineValues, machineValuesId, ValueGauge, valueGaugeId } from "../../views/parts/machine_values";
import { TileMode, TileTime } from "../../views/parts/tile";
import { MetricValue, valueId } from "../../views/parts/value";
import { ageClass } from "../../views/parts/age";
import { elementId } from "../../views/parts/element_id";
import type { MetricUpdated } from "../model/event";
import type { FloorView } from "./floor";
import { type Piece, part } from "./frames";
import type { Audience, Page } from "./topics";
import { createTurns } from "./turns";

type PageAudience = Extract<Audience, { kind: "page" }>;

const ONE: readonly Page[] = ["machine"];
const LIST: readonly Page[] = ["machines"];
/** A silent machine has nothing to push, but its status must say how long it has been silent. */
const STATUS_EVERY_MS = 15_000;

/** Draws the pages of machines: every value of the one that somebody looks at, and the lines of the list. */
export type MachineParts = {
  valueChanged(event: MetricUpdated): void;
  /** An alarm of this machine, or the machine itself, has changed. */
  changed(machineId: string | null): void;
  /** What has changed since the last asking, as far as one of these looks at it. */
  due(audiences: readonly PageAudience[]): Piece[];
  /** Everything that this page shows of its machines. */
  all(audience: PageAudience): Piece[];
};

export function createMachineParts({ floor, timezone, now }: FloorView): MachineParts {
  const turns = createTurns();
  const lineTurns = createTurns();
  let whole = new Set<string>();
  /** How many metrics a machine had when it was drawn: another one needs a place on the page. */
  const metrics = new Map<string, number>();
  let statusAt = 0;

  const drawing = (tile: TileData) => ({ tile, timezone, now: now() });

  function valuePieces(tile: TileData, changed: ReadonlySet<string> | undefined): Piece[] {
    const { machine } = tile;
    const shown = floor.values(machine.id);
    if (!changed || metrics.get(machine.id) !== shown.length) {
      metrics.set(machine.id, shown.length);
      const html = String(<MachineValues machine={machine} values={shown} now={now()} />);
      return [part(machineValuesId(machine.id), html, machine.id, ONE)];
    }
    return shown
      .filter(({ metric }) => changed.has(metric))
      .flatMap((value) => {
        const age = ageClass(machine.data_interval_seconds, now() - (value.at ?? 0));
        const number = String(<MetricValue machineId={machine.id} value={value} age={age} />);
        const gauge = String(<ValueGauge machineId={machine.id} value={value} />);
        return [
          part(valueId(machine.id, value.metric), number, machine.id, ONE),
          part(valueGaugeId(machine.id, value.metric), gauge, machine.id, ONE),
        ];
      });
  }

  function machinePieces(tile: TileData, changed?: ReadonlySet<string>): Piece[] {
    const status = String(<MachineStatus {...drawing(tile)} />);
    return [
      part(machineStatusId(tile.machine.id), status, tile.machine.id, ONE),
      ...valuePieces(tile, changed),
    ];
  }

  function linePieces(tile: TileData): Piece[] {
    const { machine, main, at } = tile;
    const age = ageClass(machine.data_interval_seconds, main.at === null ? Infinity : now() - main.at);
    const id = machine.id;
    const pieces = [
      part(elementId("mode", id), String(<TileMode {...drawing(tile)} />), id, LIST),
      part(elementId("read", id), String(<TileTime {...drawing(tile)} />), id, LIST),
      part(machineAlarmId(id), String(<MachineAlarm tile={tile} />), id, LIST),
    ];
    if (at === null) return pieces;
    const value = String(<MetricValue machineId={id} value={main} age={age} />);
    return [...pieces, part(valueId(id, main.metric), value, id, LIST)];
  }

  function dueOnes(audiences: readonly PageAudience[], redrawn: readonly string[], isStatusDue: boolean) {
    const pages = audiences.filter(({ page }) => page === "machine");
    const looked = new Set(pages.flatMap(({ machineIds }) => machineIds));
    const changed = new Map(turns.next(looked.size, (id) => looked.has(id)));
    const isDue = (id: string) => changed.has(id) || redrawn.includes(id) || isStatusDue;
    return tilesOf([...looked].filter(isDue)).flatMap((tile) =>
      machinePieces(tile, changed.get(tile.machine.id) ?? new Set()),
    );
  }

  function dueLines(audiences: readonly PageAudience[], redrawn: readonly string[], isStatusDue: boolean) {
    const isLooked = audiences.some(({ page }) => page === "machines");
    const ids = floor.machines().map(({ id }) => id);
    if (isStatusDue) ids.forEach(lineTurns.add);
    const changed = lineTurns.next(ids.length, () => isLooked).map(([id]) => id);
    return isLooked ? tilesOf([...new Set([...changed, ...redrawn])]).flatMap(linePieces) : [];
  }

  const tilesOf = (ids: readonly string[]) => ids.flatMap((id) => floor.tile(id) ?? []);

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
      if (page === "machine") return tilesOf(machineIds).flatMap((tile) => machinePieces(tile));
      return page === "machines" ? tilesOf(floor.machines().map(({ id }) => id)).flatMap(linePieces) : [];
    },
  };
}
