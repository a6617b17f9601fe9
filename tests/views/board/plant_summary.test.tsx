import { expect, test } from "bun:test";
import type { PlantSummary as Summary } from "../../../src/live/state/plant_summary";
import { PlantSummary } from "../../../views/board/plant_summary";
import { parse, summary } from "../../support/views";

const said = (change: Partial<Summary>) =>
  parse(<PlantSummary summary={{ ...summary, machines: 8, ...change }} />).querySelector("#plant-summary")
    ?.textContent;

test("all is as expected only while every machine is", () => {
  expect(said({})).toBe("All machines are as expected.");
  expect(said({ silent: 6 })).toBe("6 machines send nothing");
  expect(said({ silent: 1, unjudged: 7, bad: 1, missing: 2, outOfRange: 3, suspended: 4 })).toBe(
    "1 machine sends nothing · 1 with bad values · 2 with missing values · 3 outside their normal range · " +
      "4 offline, at fault or in maintenance · 7 not judged yet",
  );
  expect([said({ alarmed: 1 }), said({ machines: 0 })]).toEqual(["", ""]);
});
