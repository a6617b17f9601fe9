import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  type Area,
  AREA_LEVELS_AT_MOST,
  areaRefusal,
  areaTree,
  newArea,
} from "../../../src/domain/site/areas";

const area = (id: string, name: string, parent_id: string | null = null): Area => ({
  ...{ id, name, parent_id, created_at: 0, updated_at: 0 },
});
const plant = [
  area("h2", "Hall 2"),
  area("h1", "Hall 1"),
  area("l10", "Line 10", "h1"),
  area("l2", "Line 2", "h1"),
  area("m2", "Line 2", "h2"),
];

test("the tree lists each area with its path, parents first, numbers by value", () => {
  const paths = areaTree(plant)
    .all()
    .map(({ path }) => path);
  expect(paths).toEqual(["Hall 1", "Hall 1 / Line 2", "Hall 1 / Line 10", "Hall 2", "Hall 2 / Line 2"]);
});

test("an area is found by id, path in any case and spacing, or a name that is one area's alone", () => {
  const { find } = areaTree(plant);
  for (const word of ["l2", "Hall 1 / Line 2", "hall 1/LINE 2"]) expect(find(word)?.id).toBe("l2");
  expect(find("line 10")?.id).toBe("l10");
  expect(find("Line 2")).toBeUndefined();
  expect(find("Hall 3")).toBeUndefined();
});

test("within an area are itself and what lies in it, at any depth", () => {
  const tree = areaTree([...plant, area("c", "Cell", "l2")]);
  expect([...tree.within("h1")].toSorted()).toEqual(["c", "h1", "l10", "l2"]);
});

test("refusals name the area and what is wrong", () => {
  expect(areaRefusal({ id: "h1", name: "Hall 1", parent_id: "l2" }, plant)).toContain(
    "Hall 1 cannot lie in Hall 1 / Line 2",
  );
  expect(areaRefusal({ id: "h1", name: "Hall 1", parent_id: "h1" }, plant)).toContain("cannot lie in");
  expect(areaRefusal({ id: "new", name: "HALL  2", parent_id: null }, plant)).toBe(
    "There is an area Hall 2 at the top already",
  );
  expect(areaRefusal({ id: "new", name: "X", parent_id: "h9" }, plant)).toBe(
    'There is no area "h9" to lie in',
  );
  expect(areaRefusal({ id: "l2", name: "Line 2", parent_id: null }, plant)).toBeUndefined();
  expect(newArea.safeParse({ name: "Hall 1/2" }).success).toBe(false);
});

test("areas lie only so deep in each other, also when a whole branch moves", () => {
  const chain = Array.from({ length: AREA_LEVELS_AT_MOST }, (_, level) =>
    area(`a${level}`, `A${level}`, level === 0 ? null : `a${level - 1}`),
  );
  const deepest = `a${AREA_LEVELS_AT_MOST - 1}`;
  expect(areaRefusal({ id: "new", name: "X", parent_id: deepest }, chain)).toContain("at most 6 deep");
  const moved = areaRefusal({ id: "a0", name: "A0", parent_id: "h" }, [...chain, area("h", "Hall")]);
  expect(moved).toContain("at most 6 deep");
});

test("whatever moves are allowed, no area ever lies in itself and none is lost", () => {
  const move = fc.record({ id: fc.nat(7), parent: fc.option(fc.nat(7)) });
  fc.assert(
    fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
      let areas = Array.from({ length: 8 }, (_, index) => area(String(index), `A${index}`));
      for (const { id, parent } of moves) {
        const asked = { ...areas[id]!, parent_id: parent === null ? null : String(parent) };
        if (!areaRefusal(asked, areas)) areas = areas.with(id, asked);
      }
      const tree = areaTree(areas);
      expect(tree.all()).toHaveLength(8);
      for (const { id, parent_id } of tree.all())
        if (parent_id !== null) expect(tree.within(id).has(parent_id)).toBe(false);
    }),
  );
});

test("an area that lies in itself, or in one that there is not, is still listed", () => {
  const odd = [area("a", "A", "b"), area("b", "B", "a"), area("c", "C", "gone")];
  expect(
    areaTree(odd)
      .all()
      .map(({ path }) => path)
      .toSorted(),
  ).toEqual(["A", "B", "C"]);
});
