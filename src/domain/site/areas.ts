import { z } from "zod";
import { foldName } from "../text";
import { singleLine } from "./single_line";

/** Areas within areas: a site, a hall, a line, a cell, and two more. */
export const AREA_LEVELS_AT_MOST = 6;
export const AREAS_AT_MOST = 2_000;

/** A part of the plant: machines stand in it, and areas within it. Times in epoch milliseconds. */
export type Area = {
  id: string;
  name: string;
  /** The area that it lies in. */
  parent_id: string | null;
  created_at: number;
  updated_at: number;
};

const name = singleLine(80).refine((text) => !text.includes("/"), "must not contain /, which parts a path");
const parent_id = z.string().max(120).nullable();

export const newArea = z.strictObject({ name, parent_id: parent_id.optional() });
export type NewArea = z.output<typeof newArea>;
export const areaChange = z
  .strictObject({ name, parent_id })
  .partial()
  .refine((change) => Object.keys(change).length > 0, "name at least one field to change");
export type AreaChange = z.output<typeof areaChange>;

/** The areas of a plant as a tree. */
export type AreaTree = {
  /** Each area with its path, parents before what lies in them, by name. */
  all(): readonly PlacedArea[];
  /** By id, by path ("Hall 1 / Line 2", in any case), or by a name that one area alone has. */
  find(word: string): PlacedArea | undefined;
  /** The path of the area of this id. */
  path(id: string): string | undefined;
  /** Its own id, and those of all areas within it. */
  within(id: string): ReadonlySet<string>;
};

/** @param path its names from the top, "Hall 1 / Line 2"; `level` 1 is at the top */
export type PlacedArea = Area & { path: string; level: number };

const PARTS_PATH = " / ";

/** The key by which names of areas are the same: "HALL 1" is "Hall 1". */
export const areaNameKey = (text: string) => foldName(text).toLowerCase();

/** An area whose parent is unknown, or that lies in itself, counts as one at the top. */
export function areaTree(areas: readonly Area[]): AreaTree {
  const byId = new Map(areas.map((area) => [area.id, area]));
  const children = new Map<string | null, Area[]>();
  for (const area of areas) {
    const parent = parentOf(area, byId)?.id ?? null;
    children.set(parent, [...(children.get(parent) ?? []), area]);
  }
  const placed: PlacedArea[] = [];
  function place(parent: PlacedArea | null) {
    const inIt = children.get(parent?.id ?? null) ?? [];
    for (const area of inIt.toSorted((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))) {
      const path = parent ? parent.path + PARTS_PATH + area.name : area.name;
      const here = { ...area, path, level: (parent?.level ?? 0) + 1 };
      placed.push(here);
      place(here);
    }
  }
  place(null);
  const known = new Map(placed.map((area) => [area.id, area]));

  function find(word: string) {
    const key = pathKey(word);
    const byPath = placed.find(({ path }) => pathKey(path) === key);
    const named = placed.filter((area) => areaNameKey(area.name) === key);
    return known.get(word) ?? byPath ?? (named.length === 1 ? named[0] : undefined);
  }

  function within(id: string) {
    const ids = new Set([id]);
    for (const area of placed) if (area.parent_id !== null && ids.has(area.parent_id)) ids.add(area.id);
    return ids;
  }

  return { all: () => placed, find, path: (id) => known.get(id)?.path, within };
}

const pathKey = (path: string) => path.split("/").map(areaNameKey).join("/");

function parentOf(area: Area, byId: ReadonlyMap<string, Area>): Area | undefined {
  const seen = new Set([area.id]);
  for (let above = byId.get(area.parent_id ?? ""); above; above = byId.get(above.parent_id ?? "")) {
    if (seen.has(above.id)) return undefined;
    seen.add(above.id);
  }
  return byId.get(area.parent_id ?? "");
}

/**
 * Why an area cannot be so; undefined when it can.
 * @param asked as it is to be; its id may be new
 * @param areas as they are
 */
export function areaRefusal(
  asked: Pick<Area, "id" | "name" | "parent_id">,
  areas: readonly Area[],
): string | undefined {
  const others = areas.filter(({ id }) => id !== asked.id);
  const tree = areaTree([...others, { ...asked, created_at: 0, updated_at: 0 }]);
  const before = areaTree(areas);
  const parent = asked.parent_id === null ? undefined : before.find(asked.parent_id);
  const inPlace = parent ? `in ${parent.path}` : "at the top";
  if (asked.parent_id !== null && parent?.id !== asked.parent_id)
    return `There is no area ${JSON.stringify(asked.parent_id)} to lie in`;
  if (parent && before.within(asked.id).has(parent.id))
    return `${asked.name} cannot lie in ${parent.path}: that is ${asked.name} itself, or lies in it`;
  const twin = others.find(
    (area) => area.parent_id === asked.parent_id && areaNameKey(area.name) === areaNameKey(asked.name),
  );
  if (twin) return `There is an area ${twin.name} ${inPlace} already`;
  if (others.length >= AREAS_AT_MOST) return `There are ${AREAS_AT_MOST} areas already, which is the most`;
  const deepest = Math.max(...tree.all().map(({ level }) => level));
  if (deepest > AREA_LEVELS_AT_MOST)
    return `${asked.name} cannot lie ${inPlace}: areas lie at most ${AREA_LEVELS_AT_MOST} deep in each other`;
  return undefined;
}
