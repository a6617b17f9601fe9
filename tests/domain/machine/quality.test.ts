import { expect, test } from "bun:test";
import { markOf, qualityOf } from "../../../src/domain/machine/quality";

test("what is marked is so however old it is; of the others age comes before the simulator", () => {
  const quality = (change: { quality?: "bad" | "implausible"; at?: number | null }, simulated = false) =>
    qualityOf({ at: 900, ...change }, 500, 1000, simulated);
  expect([quality({}), quality({}, true), quality({ at: 500 }, true), quality({ at: null })]).toEqual([
    "good",
    "simulated",
    "stale",
    "stale",
  ]);
  expect([quality({ quality: "bad", at: 0 }), quality({ quality: "implausible" }, true)]).toEqual([
    "bad",
    "implausible",
  ]);
});

test("any other word of another program is no mark", () => {
  expect([markOf("bad"), markOf("GOOD"), markOf(192), markOf(undefined)]).toEqual([
    "bad",
    undefined,
    undefined,
    undefined,
  ]);
});
