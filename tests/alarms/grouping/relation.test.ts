import { expect, test } from "bun:test";
import { downstreamOf, loopThrough, upstreamOf } from "../../../src/alarms/grouping/relation";

/** The boiler feeds the press, which feeds the packer; the compressor feeds the packer too. */
const PLANT = new Map([
  ["press", ["boiler"]],
  ["packer", ["press", "compressor"]],
]);

test("what feeds a machine, and what it feeds, through others too", () => {
  expect([...upstreamOf("packer", PLANT)].toSorted()).toEqual(["boiler", "compressor", "press"]);
  expect([...upstreamOf("boiler", PLANT)]).toEqual([]);
  expect([...downstreamOf("boiler", PLANT)].toSorted()).toEqual(["packer", "press"]);
  expect([...downstreamOf("packer", PLANT)]).toEqual([]);
});

test("a loop is named from the machine back to itself", () => {
  expect(loopThrough("packer", PLANT)).toBeUndefined();
  expect(loopThrough("a", new Map([["a", ["a"]]]))).toEqual(["a", "a"]);
  expect(loopThrough("boiler", new Map(PLANT).set("boiler", ["packer"]))).toEqual([
    "boiler",
    "packer",
    "press",
    "boiler",
  ]);
});

test("a loop elsewhere is no loop of this machine, and is walked once", () => {
  const others = new Map([
    ["a", ["b"]],
    ["b", ["c"]],
    ["c", ["b"]],
  ]);
  expect(loopThrough("a", others)).toBeUndefined();
  expect([...upstreamOf("b", others)]).toEqual(["c"]);
});

test("a long chain and a wide one end at once", () => {
  const chain = new Map(Array.from({ length: 2000 }, (_, n) => [`m${n}`, [`m${n + 1}`]] as const));
  expect(upstreamOf("m0", chain).size).toBe(2000);
  const layers = new Map(
    Array.from({ length: 40 }, (_, n) => [`l${n}`, [`l${n + 1}`, `k${n + 1}`]] as const).flatMap(
      ([id, by]) => [[id, by] as const, [id.replace("l", "k"), by] as const],
    ),
  );
  expect(loopThrough("l0", layers)).toBeUndefined();
});
