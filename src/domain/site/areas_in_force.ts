import { type AreaTree, areaTree } from "./areas";

let inForce: AreaTree = areaTree([]);

/** Words machines by these areas from now on. */
export function putAreasInForce(areas: AreaTree): void {
  inForce = areas;
}

/** The path of an area ("Hall 1 / Line 2"); null where there is none of this id. */
export function areaPath(id: string | null): string | null {
  return (id !== null && inForce.path(id)) || null;
}

/** Whether an area is another one, or lies in it. */
export function isInArea(id: string | null, area: string): boolean {
  return id !== null && inForce.within(area).has(id);
}
