import { expect, test } from "bun:test";
import fc from "fast-check";
import { type Grouped, grouped } from "../../../src/alarms/grouping/first_out";

/** boiler → press → packer, and compressor → packer. */
const PLANT = new Map([
  ["press", ["boiler"]],
  ["packer", ["press", "compressor"]],
]);
const SECOND = 1000;

const on = (machine_id: string, second: number, follows_id: string | null = null): Grouped => ({
  id: `${machine_id}@${second}`,
  machine_id,
  opened_at: second * SECOND,
  follows_id,
});

test.each([
  ["the same second", on("press", 0), "boiler@0"],
  ["a minute later", on("press", 60), "boiler@0"],
  ["more than a minute later", on("press", 61), null],
  ["through another machine", on("packer", 5), "boiler@0"],
  ["of a machine that feeds it", on("boiler", 5), null],
  ["of a machine that has nothing to do with it", on("compressor", 5), null],
  ["of no machine", { ...on("x", 5), machine_id: null }, null],
])("an alarm %s", (_, alarm, follows) => {
  expect(grouped(alarm, [on("boiler", 0)], PLANT).follows).toBe(follows);
});

test("a chain of alarms has one first-out, though the last comes minutes after it", () => {
  const open = [on("boiler", 0), on("press", 50, "boiler@0")];
  expect(grouped(on("packer", 100), open, PLANT).follows).toBe("boiler@0");
});

test("of several causes the first is the first-out", () => {
  expect(grouped(on("packer", 30), [on("compressor", 20), on("press", 10)], PLANT).follows).toBe("press@10");
  expect(grouped(on("packer", 30), [on("boiler", 25), on("press", 10)], PLANT).follows).toBe("boiler@25");
});

test("a cause that is stored later takes its consequences over, and theirs", () => {
  const open = [on("press", 5), on("packer", 10, "press@5")];
  expect(grouped(on("boiler", 0), open, PLANT)).toEqual({
    follows: null,
    moved: [
      { id: "press@5", follows: "boiler@0" },
      { id: "packer@10", follows: "boiler@0" },
    ],
  });
});

test("what follows an earlier cause stays with it", () => {
  const open = [on("press", 0), on("packer", 5, "press@0")];
  expect(grouped(on("compressor", 30), open, PLANT)).toEqual({ follows: null, moved: [] });
});

test("which of them arrives first makes no difference", () => {
  const alarms = [on("boiler", 0), on("press", 20), on("packer", 40)];
  for (const order of [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]) {
    let open: Grouped[] = [];
    for (const index of order) {
      const alarm = alarms[index]!;
      const { follows, moved } = grouped(alarm, open, PLANT);
      const to = new Map(moved.map((each) => [each.id, each.follows]));
      open = open.map((each) => ({ ...each, follows_id: to.get(each.id) ?? each.follows_id }));
      open.push({ ...alarm, follows_id: follows });
    }
    const found = Object.fromEntries(open.map(({ machine_id, follows_id }) => [machine_id, follows_id]));
    expect(found).toEqual({ boiler: null, press: "boiler@0", packer: "boiler@0" });
  }
});

test("a consequence whose first-out is over may lead itself", () => {
  expect(grouped(on("packer", 20), [on("press", 10, "gone")], PLANT).follows).toBe("press@10");
});

test("whatever comes in whatever order, every group has one first-out, which follows none that is open", () => {
  // A machine is fed by some of those before it, so there is no loop.
  const plants = fc
    .array(fc.array(fc.nat(7), { maxLength: 3 }), { minLength: 2, maxLength: 8 })
    .map(
      (rows) => new Map(rows.map((by, m) => [`m${m}`, by.filter((b) => b < m).map((b) => `m${b}`)] as const)),
    );
  const alarms = fc.array(fc.record({ machine: fc.nat(7), second: fc.nat(150), isOver: fc.boolean() }), {
    maxLength: 25,
  });
  fc.assert(
    fc.property(plants, alarms, (plant, each) => {
      let open: Grouped[] = [];
      for (const [index, { machine, second, isOver }] of each.entries()) {
        const alarm = { ...on(`m${machine}`, second), id: `a${index}` };
        const { follows, moved } = grouped(alarm, open, plant);
        const to = new Map(moved.map((one) => [one.id, one.follows]));
        open = open.map((one) => ({ ...one, follows_id: to.get(one.id) ?? one.follows_id }));
        open.push({ ...alarm, follows_id: follows });
        for (const { id, follows_id } of open) {
          expect(follows_id).not.toBe(id);
          const first = open.find((one) => one.id === follows_id);
          expect(open.some((one) => one.id === first?.follows_id)).toBe(false);
        }
        if (isOver) open = open.slice(1);
      }
    }),
  );
});
