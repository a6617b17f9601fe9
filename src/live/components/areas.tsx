import { TilesByArea } from "../../../views/board/area";
import { areaId, tileKey } from "../../../views/board/area_key";
import { isAlarmEvent } from "../../domain/alarm/alarm_event";
import { machineOf } from "../../domain/event";
import type { Machine } from "../../domain/machine/machine";
import type { PageAudience } from "../audiences";
import type { Fragment } from "../fragment";
import { createHeadingDrawing } from "./area_headings";
import type { Component } from "./component";
import type { PlantView } from "./components";
import { WITH_TILES } from "./tiles";

/**
 * All tiles anew are heavy: a script that puts two hundred machines into areas does not send them two hundred
 * times.
 */
const ARRANGED_EVERY_MS = 2_000;

/**
 * The headings of areas, and the order of the tiles below them. Each board is drawn for by itself: a heading
 * counts the alarms of the machines (none named: all) that stand below it.
 */
export function createAreas({ plantState, timezone, now }: PlantView) {
  /** Ids of the headings that must be drawn. */
  let headings = new Set<string>();
  const drawHeadings = createHeadingDrawing(plantState);
  let hasNewMachine = false;
  let isOutOfOrder = false;
  let arrangedAt = -Infinity;
  /** By machine, as it was last told of: when an area has another name, its machines stand elsewhere too. */
  const positions = new Map<string, string>();

  const mustArrange = () => isOutOfOrder && now() - arrangedAt >= ARRANGED_EVERY_MS;

  function changed(machineId: string | null) {
    const machine = plantState.machine(machineId ?? "");
    if (machine) headings.add(areaId(machine));
  }

  /** All tiles under their headings, in place of the page's. */
  function arrange({ machineIds }: PageAudience): Fragment[] {
    const html = <TilesByArea tiles={plantState.tiles(machineIds)} timezone={timezone} now={now()} />;
    return [{ target: "tiles", id: "tiles", html: String(html), key: 0, machineId: null, urgency: 0 }];
  }

  return {
    pages: WITH_TILES,
    onEvent(event) {
      if (isAlarmEvent(event)) changed(machineOf(event));
    },
    onMachine(machine, before) {
      changed(machine.id);
      if (!before) hasNewMachine = true;
      else if ((positions.get(machine.id) ?? positionOf(before)) !== positionOf(machine)) isOutOfOrder = true;
      positions.set(machine.id, positionOf(machine));
    },
    isDue: mustArrange,
    due() {
      if (mustArrange()) {
        isOutOfOrder = false;
        arrangedAt = now();
        return arrange;
      }
      const [wanted, isAnyNew] = [headings, hasNewMachine];
      [headings, hasNewMachine] = [new Set(), false];
      if (wanted.size === 0) return [];
      // A new machine may be the first in a second area: then the first one needs a heading too.
      return drawHeadings((id) => isAnyNew || wanted.has(id));
    },
    snapshot: arrange,
  } satisfies Component;
}

/** A machine's position among the tiles; "" when it has none. */
function positionOf(machine: Machine): string {
  return machine.is_active ? tileKey(machine) : "";
}
