import { AreaHeading, areasOf, TilesByArea } from "../../../views/board/area";
import { areaId, tileKey } from "../../../views/board/area_key";
import type { Machine } from "../../domain/machine/machine";
import type { PlantStateView } from "../state/plant_state";
import type { Fragment } from "../frame";
import { WITH_TILES } from "./tiles";

/** All tiles anew are heavy: a script that puts two hundred machines into areas does not send them two hundred times. */
const ARRANGED_EVERY_MS = 2_000;

/** Keeps the boards' tiles under the headings of their areas. */
export type Areas = {
  /** An alarm of this machine has changed. */
  changed(machineId: string | null): void;
  /** A machine is new, or it was `before` and has been changed. */
  machineChanged(machine: Machine, before: Machine | undefined): void;
  /** Whether the tiles have to be arranged anew, and it is time to. */
  mustArrange(): boolean;
  /**
   * What has changed since the last asking, for each board by itself: a heading counts the alarms of the machines (none
   * named: all) that stand below it.
   */
  due(): (machineIds: readonly string[]) => Fragment[];
  /** All tiles of these machines (none named: of all) under their headings, in place of what is there. */
  all(machineIds: readonly string[]): Fragment;
};

export function createAreas({ plantState, timezone, now }: PlantStateView): Areas {
  /** Ids of the headings that must be drawn. */
  let headings = new Set<string>();
  /** Each machine's, made once: every frame with an alarm asks for all of them. */
  const headingIds = new WeakMap<Machine, string>();
  let hasNewMachine = false;
  let isOutOfOrder = false;
  let arrangedAt = -Infinity;

  function changed(machineId: string | null) {
    const machine = plantState.machine(machineId ?? "");
    if (machine) headings.add(areaId(machine));
  }

  function headingOf(machine: Machine): string {
    const id = headingIds.get(machine) ?? areaId(machine);
    headingIds.set(machine, id);
    return id;
  }

  function headingPieces(machineIds: readonly string[], isWanted: (id: string) => boolean): Fragment[] {
    const isShown = ({ id, is_active }: Machine) =>
      is_active && (machineIds.length === 0 || machineIds.includes(id));
    const machines = plantState.machines().filter(isShown);
    if (new Set(machines.map(headingOf)).size < 2) return [];
    const changed = machines.filter((machine) => isWanted(headingOf(machine)));
    return areasOf(changed.flatMap(({ id }) => plantState.tile(id) ?? [])).map((area) => ({
      ...PIECE,
      target: "tile",
      id: areaId({ location: area.name }),
      html: String(<AreaHeading area={area} />),
    }));
  }

  function all(machineIds: readonly string[]): Fragment {
    const html = <TilesByArea tiles={plantState.tiles(machineIds)} timezone={timezone} now={now()} />;
    return { ...PIECE, target: "tiles", id: "tiles", html: String(html) };
  }

  const mustArrange = () => isOutOfOrder && now() - arrangedAt >= ARRANGED_EVERY_MS;

  return {
    changed,
    machineChanged(machine, before) {
      changed(machine.id);
      if (!before) hasNewMachine = true;
      else if (placeOf(before) !== placeOf(machine)) isOutOfOrder = true;
    },
    mustArrange,
    due() {
      if (mustArrange()) {
        isOutOfOrder = false;
        arrangedAt = now();
        return (machineIds) => [all(machineIds)];
      }
      const [wanted, isAnyNew] = [headings, hasNewMachine];
      [headings, hasNewMachine] = [new Set(), false];
      if (wanted.size === 0) return () => [];
      // A new machine may be the first in a second area: then the first one needs a heading too.
      return (machineIds) => headingPieces(machineIds, (id) => isAnyNew || wanted.has(id));
    },
    all,
  };
}

const PIECE = { key: 0, machineId: null, pages: WITH_TILES, urgency: 0 } as const;

/** Where a machine's tile stands; "" when it has none. */
function placeOf(machine: Machine): string {
  return machine.is_active ? tileKey(machine) : "";
}
