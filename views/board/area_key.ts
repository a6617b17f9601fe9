import type { Machine } from "../../src/domain/machine/machine";
import { elementId } from "../shared/element_id";

/** Past the last character there is: machines in no area come after all others. */
const LAST = String(0x110000);

/** The id of the heading of a machine's area. */
export function areaId(machine: Pick<Machine, "location">): string {
  return elementId("area", folded(areaOf(machine) ?? ""));
}

/** What a tile is sorted by: its area, below that area's heading, then its name. */
export function tileKey(machine: Pick<Machine, "location" | "name">): string {
  return `${areaKey(areaOf(machine))}.0.1.${machine.name}`;
}

/** The area that a machine is in, or null. */
export function areaOf({ location }: Pick<Machine, "location">): string | null {
  return location?.trim() || null;
}

/** Two people write one area in two ways: capitals and spaces do not make another one of it. */
function folded(name: string): string {
  return name.normalize("NFKD").toLowerCase().replaceAll(/\s+/g, " ");
}

/**
 * An area's name as numbers: its characters, and its numbers by their size. Each browser sorts letters in its own
 * language; a tile that is pushed into the order which the server has drawn must not land under another heading.
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
