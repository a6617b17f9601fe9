import { ageClass } from "../../../views/shared/age";
import { Gauge } from "../../../views/shared/gauge";
import { elementId } from "../../../views/shared/element_id";
import { Tile, TileTime, tileId } from "../../../views/board/tile";
import { MetricValue, valueId } from "../../../views/shared/value";
import type { TileData, Value } from "../../../views/shared/board_data";
import type { MetricUpdated } from "../../domain/event";
import type { PlantStateView } from "../state/plant_state";
import { type Fragment, replaceById } from "../frame";
import type { Page } from "../audiences";
import { createUpdateScheduler, LIVE_TICK_MS, type DueUpdate } from "./update_scheduler";

const WHOLE_EVERY_MS = 15_000;
/** Whole tiles that come due together are spread over the next ticks. */
const WHOLE_A_FRAME = 2;

/** The pages that show machines as tiles. */
export const WITH_TILES: readonly Page[] = ["board", "kiosk"];

export type Tiles = {
  /** A machine's tile as a whole must be drawn again with the next frame. */
  changed(machineId: string | null): void;
  valueChanged(event: MetricUpdated): void;
  /** The value parts whose turn it is; every 15 s a machine's whole tile with its trend. */
  due(): Fragment[];
  /** The whole tiles that events have changed. */
  redrawn(): Fragment[];
};

/**
 * Draws tiles: small parts often, whole ones seldom.
 * @param tickMs how often what is due will be asked for
 */
export function createTiles({ plantState, timezone, now }: PlantStateView, tickMs = LIVE_TICK_MS): Tiles {
  const turns = createUpdateScheduler(tickMs);
  const whole = new Set<string>();
  const drawnAt = new Map<string, number>();

  /** The whole tile for everybody: what was waiting of it is thereby sent. */
  function pushed(tile: TileData): Fragment {
    drawnAt.set(tile.machine.id, now());
    turns.remove(tile.machine.id);
    const html = String(<Tile tile={tile} timezone={timezone} now={now()} />);
    return { ...fragment(tile.machine.id, tileId(tile.machine.id), html), target: "tile" };
  }

  function partPieces(tile: TileData, metrics: ReadonlySet<string>): Fragment[] {
    const { machine, main, others } = tile;
    const ageOf = ({ at }: Value) => ageClass(machine.data_interval_seconds, now() - (at ?? 0));
    const shown = [main, ...others].filter(({ metric }) => metrics.has(metric));
    const parts = shown.map((value) =>
      fragment(
        machine.id,
        valueId(machine.id, value.metric),
        String(<MetricValue machineId={machine.id} value={value} age={ageOf(value)} />),
      ),
    );
    const read = String(<TileTime tile={tile} timezone={timezone} now={now()} />);
    parts.push(fragment(machine.id, elementId("read", machine.id), read));
    if (!metrics.has(main.metric)) return parts;
    const gauge = String(<Gauge machineId={machine.id} value={main} />);
    return [...parts, fragment(machine.id, elementId("gauge", machine.id), gauge)];
  }

  /** The longest undrawn tiles as a whole, of the others what has changed. */
  function duePieces(turn: readonly DueUpdate[]): Fragment[] {
    const at = (id: string) => drawnAt.get(id) ?? 0;
    const old = turn.map(([id]) => id).filter((id) => now() - at(id) >= WHOLE_EVERY_MS);
    const whole = new Set(old.toSorted((a, b) => at(a) - at(b)).slice(0, WHOLE_A_FRAME));
    return turn.flatMap(([id, metrics]) => {
      const tile = plantState.tile(id);
      if (!tile?.machine.is_active) return [];
      return whole.has(id) ? [pushed(tile)] : partPieces(tile, metrics);
    });
  }

  return {
    changed: (machineId) => void (machineId && whole.add(machineId)),
    valueChanged: turns.valueChanged,
    due() {
      const machines = plantState.machines();
      for (const { id } of machines) {
        // A silent machine has no value to push, but its tile must say how long it has been silent.
        if (!turns.has(id) && now() - (drawnAt.get(id) ?? 0) >= 2 * WHOLE_EVERY_MS) turns.add(id);
      }
      return duePieces(turns.next(machines.length));
    },
    redrawn() {
      const tiles = [...whole].flatMap((machineId) => plantState.tile(machineId) ?? []);
      whole.clear();
      return tiles.filter(({ machine }) => machine.is_active).map(pushed);
    },
  };
}

const fragment = (machineId: string, id: string, html: string) =>
  replaceById(id, html, machineId, WITH_TILES);
