import { areaPath } from "../../src/domain/site/areas_in_force";
import type { Machine } from "../../src/domain/machine/machine";
import { elementId } from "../shared/element_id";

/** Beyond the last Unicode character: machines without an area come last. */
const LAST = String(0x110000);

/** The element id of the heading of a machine's area. */
export function areaId(machine: Pick<Machine, "location" | "area">): string {
  return elementId("area", folded(areaOf(machine) ?? ""));
}

/** The sort key of a tile: its area, below the heading of that area, then its name. */
export function tileKey(machine: Pick<Machine, "location" | "area" | "name">): string {
  return `${areaKey(areaOf(machine))}.0.1.${machine.name}`;
}

/** The path of a machine's area, else where it is said to stand, or null. */
export function areaOf({ location, area }: Pick<Machine, "location" | "area">): string | null {
  return areaPath(area) ?? (location?.trim() || null);
}

/** People write the same area differently: capitals and extra spaces make no difference. */
function folded(name: string): string {
  return name.normalize("NFKD").toLowerCase().replaceAll(/\s+/g, " ");
}

/**
 * The sort key of an area's name, as numbers: its characters, and the numbers in it by value. Browsers sort
 * letters by their own language, so letters could put a pushed tile under another heading than the server
 * did.
 */
export function areaKey(name: string | null): string {
  if (name === null) return LAST;
  const parts = folded(name).match(/\d+|\D/gu) ?? [];
  return parts
    .map((part) => {
      if (!/\d/.test(part)) return part.codePointAt(0);
      return `48.${part.replace(/^0+(?=\d)/, "")}.${part.length}`;
    })
    .join(".");
}
