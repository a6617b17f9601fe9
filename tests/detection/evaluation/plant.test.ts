import { expect, test } from "bun:test";
import { watchPlant } from "../../../src/commands/evaluate/plant";
import { addResults } from "../../../src/detection/evaluation/plant";
import { SEED_MACHINES } from "../../../src/simulator/seed_machines";

const chillers = SEED_MACHINES.filter(({ type }) => type === "hvac");

// The chillers were what raised false alarms: cold nights, shift changes and weekends lie in these days.
test("chillers left alone for eight winter days raise no alarm", () => {
  const { days, false_alarms } = addResults(
    watchPlant({ run: 0, days: 8, withFaults: false, machines: chillers }),
  ).at(-1)!;
  expect(days).toBeGreaterThan(15.9);
  expect(false_alarms).toBe(0);
}, 60_000);

test("results are added up by machine, with their total as the last", () => {
  const one = { name: "a", days: 1, false_alarms: 2, faults: 3, found: 1 };
  expect(addResults([one, one, { ...one, name: "b" }])).toEqual([
    { name: "a", days: 2, false_alarms: 4, faults: 6, found: 2 },
    { ...one, name: "b" },
    { name: "total", days: 3, false_alarms: 6, faults: 9, found: 3 },
  ]);
});
