import { type Area, AreaHeading, areasOf } from "../../../views/board/area";
import { areaId, areaOf } from "../../../views/board/area_key";
import type { Machine } from "../../domain/machine/machine";
import type { PageAudience } from "../audiences";
import type { Fragment } from "../fragment";
import type { PlantState } from "../state/plant_state";

/** Draws the wanted headings for each board. @param isWanted tells it of the id of a heading */
type DrawHeadings = (isWanted: (id: string) => boolean) => (audience: PageAudience) => Fragment[];

/** The tiles are asked for once for all boards, and headings that say the same are drawn once. */
export function createHeadingDrawing(
  plantState: Pick<PlantState, "machine" | "machines" | "tile">,
): DrawHeadings {
  const headingOf = createHeadingIds();

  function machinesOn(machineIds: readonly string[]): Machine[] {
    const named = machineIds.flatMap((id) => plantState.machine(id) ?? []);
    return (machineIds.length === 0 ? plantState.machines() : named).filter(({ is_active }) => is_active);
  }

  return (isWanted) => {
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
  };
}

/** @returns draws the heading of an area; of several with the same name and alarms only the first */
function createHeadings(): (area: Area) => Fragment {
  const drawn = new Map<string, Fragment>();
  return (area) => {
    const unanswered = area.tiles.flatMap((tile) => tile.unanswered).toSorted();
    const key = JSON.stringify([area.name, unanswered]);
    const known = drawn.get(key);
    if (known) return known;
    const html = String(<AreaHeading area={area} />);
    const id = areaId({ location: area.name, area: null });
    const heading: Fragment = { target: "tile", id, html, key: 0, machineId: null, urgency: 0 };
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
