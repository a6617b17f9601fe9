import { Tile, TileMode, TileTime, tileId } from "../../../views/board/tile";
import { ageOf } from "../../../views/shared/age";
import { elementId } from "../../../views/shared/element_id";
import { Gauge } from "../../../views/shared/gauge";
import { MetricValue, valueId } from "../../../views/shared/value";
import { isAlarmEvent } from "../../domain/alarm/alarm_event";
import { machineOf } from "../../domain/event";
import type { Page } from "../audiences";
import { type Fragment, replaceById } from "../fragment";
import type { TileData } from "../state/machine_state";
import type { Component } from "./component";
import type { PlantView } from "./components";
import { watchStates } from "./state_changes";
import { createUpdateScheduler, type DueUpdate, MACHINES_A_FRAME } from "./update_scheduler";

const WHOLE_EVERY_MS = 15_000;
/** Whole tiles that come due together are spread over the next ticks. */
const WHOLE_A_FRAME = 2;

/** The pages that show machines as tiles. */
export const WITH_TILES: readonly Page[] = ["board", "kiosk"];

/**
 * The tiles: at each tick the value parts that are due, every 15 s a machine's whole tile with its trend, and
 * the whole tile with the next frame when an event has changed it.
 */
export function createTiles({ plantState, timezone, now, tickMs }: PlantView) {
  const updates = createUpdateScheduler(tickMs);
  const changed = new Set<string>();
  const drawnAt = new Map<string, number>();
  const isNewMode = watchModes();
  const changedStates = watchStates(plantState, now);

  /** The whole tile, and with it every update that was due of its parts. */
  function wholeTile(tile: TileData): Fragment {
    const { id } = tile.machine;
    drawnAt.set(id, now());
    isNewMode(tile);
    updates.remove(id);
    const html = String(<Tile tile={tile} timezone={timezone} now={now()} />);
    return { ...replaceById(tileId(id), html, id), target: "tile" };
  }

  /** Of the longest undrawn tiles the whole, of the others the parts that have changed. */
  function drawDue(due: readonly DueUpdate[]): Fragment[] {
    const at = (id: string) => drawnAt.get(id) ?? 0;
    const old = due.map(([id]) => id).filter((id) => now() - at(id) >= WHOLE_EVERY_MS);
    const whole = new Set(old.toSorted((a, b) => at(a) - at(b)).slice(0, WHOLE_A_FRAME));
    return due.flatMap(([id, metrics]) => {
      const tile = plantState.tile(id);
      if (!tile?.machine.is_active) return [];
      return whole.has(id)
        ? [wholeTile(tile)]
        : partsOf({ tile, timezone, now: now() }, metrics, isNewMode(tile));
    });
  }

  /** The tiles whose state goes with no value, such as that there is none. */
  const drawStates = () =>
    changedStates(MACHINES_A_FRAME).flatMap((id) => [plantState.tile(id) ?? []].flat().map(wholeTile));

  return {
    pages: WITH_TILES,
    onEvent(event) {
      const machineId = machineOf(event);
      if (machineId && isAlarmEvent(event)) changed.add(machineId);
    },
    onValue: updates.onValue,
    onMachine: ({ id }) => void changed.add(id),
    tick() {
      const drawn = drawStates();
      const machines = plantState.machines();
      for (const { id } of machines) {
        // A silent machine has no value to push, but its tile must say how long it has been silent.
        if (!updates.has(id) && now() - (drawnAt.get(id) ?? 0) >= 2 * WHOLE_EVERY_MS) updates.add(id);
      }
      return [...drawn, ...drawDue(updates.next(machines.length))];
    },
    due() {
      const tiles = [...changed].flatMap((machineId) => plantState.tile(machineId) ?? []);
      changed.clear();
      return tiles.filter(({ machine }) => machine.is_active).map(wholeTile);
    },
  } satisfies Component;
}

/** Tells whether a machine's mode is another one than was last drawn, and takes it as drawn. */
function watchModes() {
  const drawn = new Map<string, string | null>();
  return ({ machine: { id }, mode }: TileData): boolean => {
    const isNew = drawn.has(id) && drawn.get(id) !== mode;
    drawn.set(id, mode);
    return isNew;
  };
}

type Drawing = { tile: TileData; timezone: string; now: number };

/** The value parts of these metrics, the time of the reading, and the mode if it is another. */
function partsOf(drawing: Drawing, metrics: ReadonlySet<string>, isNewMode: boolean): Fragment[] {
  const { tile, now } = drawing;
  const { machine, main, others } = tile;
  const { id } = machine;
  const shown = [main, ...others].filter(({ metric }) => metrics.has(metric));
  const parts = shown.map((value) => {
    const html = String(<MetricValue machineId={id} value={value} age={ageOf(machine, value, now)} />);
    return replaceById(valueId(id, value.metric), html, id);
  });
  parts.push(replaceById(elementId("read", id), String(<TileTime {...drawing} />), id));
  if (isNewMode) parts.push(replaceById(elementId("mode", id), String(<TileMode {...drawing} />), id));
  if (!metrics.has(main.metric)) return parts;
  const gauge = String(<Gauge machineId={id} value={main} />);
  return [...parts, replaceById(elementId("gauge", id), gauge, id)];
}
