import { type Area, AreaHeading, areasOf, TilesByArea } from "../../../views/board/area";
import { areaId, areaOf, tileKey } from "../../../views/board/area_key";
import { isAlarmEvent } from "../../domain/alarm/alarm_event";
import { machineOf } from "../../domain/event";
import type { Machine } from "../../domain/machine/machine";
import type { PageAudience } from "../audiences";
import type { Fragment } from "../fragment";
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
  const headingOf = createHeadingIds();
  let hasNewMachine = false;
  let isOutOfOrder = false;
  let arrangedAt = -Infinity;

  const mustArrange = () => isOutOfOrder && now() - arrangedAt >= ARRANGED_EVERY_MS;

  function changed(machineId: string | null) {
    const machine = plantState.machine(machineId ?? "");
    if (machine) headings.add(areaId(machine));
  }

  function machinesOn(machineIds: readonly string[]): Machine[] {
    const named = machineIds.flatMap((id) => plantState.machine(id) ?? []);
    return (machineIds.length === 0 ? plantState.machines() : named).filter(({ is_active }) => is_active);
  }

  /** The tiles are asked for once for all boards, and headings that say the same are drawn once. */
  function drawHeadings(isWanted: (id: string) => boolean): (audience: PageAudience) => Fragment[] {
    const drawHeading = createHeadings();
    let wanted: Area[] | undefined;
    const drawWanted = () => {
      const machines = machinesOn([]).filter((machine) => isWanted(headingOf(machine)));
      return areasOf(machines.flatMap(({ id }) => plantState.tile(id) ?? []));
    };
    return ({ machineIds }) => {
      const machines = machinesOn(machineIds);
      if (new Set(machines.map(headingOf)).size < 2) return [];
      const shown = new Set(machines.map(({ id }) => id));
      const areas = (wanted ??= drawWanted());
      return areas.flatMap((area) => {
        const tiles = area.tiles.filter(({ machine }) => shown.has(machine.id));
        return tiles[0] ? drawHeading({ name: areaOf(tiles[0].machine), tiles }) : [];
      });
    };
  }

  /** All tiles under their headings, in place of the page's. */
  function arrange({ machineIds }: PageAudience): Fragment[] {
    const html = <TilesByArea tiles={plantState.tiles(machineIds)} timezone={timezone} now={now()} />;
    return [{ ...OF_NO_MACHINE, target: "tiles", id: "tiles", html: String(html) }];
  }

  return {
    pages: WITH_TILES,
    onEvent(event) {
      if (isAlarmEvent(event)) changed(machineOf(event));
    },
    onMachine(machine, before) {
      changed(machine.id);
      if (!before) hasNewMachine = true;
      else if (positionOf(before) !== positionOf(machine)) isOutOfOrder = true;
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

const OF_NO_MACHINE = { key: 0, machineId: null, urgency: 0 } as const;

/** @returns draws the heading of an area; of several with the same name and alarms only the first */
function createHeadings(): (area: Area) => Fragment {
  const drawn = new Map<string, Fragment>();
  return (area) => {
    const unanswered = area.tiles.flatMap((tile) => tile.unanswered).toSorted();
    const key = JSON.stringify([area.name, unanswered]);
    const known = drawn.get(key);
    if (known) return known;
    const html = String(<AreaHeading area={area} />);
    const id = areaId({ location: area.name });
    const heading: Fragment = { ...OF_NO_MACHINE, target: "tile", id, html };
    drawn.set(key, heading);
    return heading;
  };
}

/** The id of a machine's heading, made once for each: every frame with an alarm asks for all of them. */
function createHeadingIds(): (machine: Machine) => string {
  const ids = new WeakMap<Machine, string>();
  return (machine) => {
    const id = ids.get(machine) ?? areaId(machine);
    ids.set(machine, id);
    return id;
  };
}

/** A machine's position among the tiles; "" when it has none. */
function positionOf(machine: Machine): string {
  return machine.is_active ? tileKey(machine) : "";
}
