import { expect, test } from "bun:test";
import fc from "fast-check";
import { labelOf, METRIC_LABELS } from "../../../src/domain/machine/labels";
import { UNIT_BY_ENDING } from "../../../src/domain/machine/units";
import { createPlant } from "../../../src/simulator/plant";
import { SEED_MACHINES } from "../../../src/simulator/seed_machines";

const plant = createPlant({ seed: 1, faultsPerDay: 0 });

const distinct = (names: readonly string[]) =>
  expect(new Set(names.map((name) => labelOf(name))).size).toBe(names.length);

test.each(SEED_MACHINES.map(({ id, name }) => [name, id]))("no two metrics of %s share a label", (_, id) => {
  const names = Object.keys(plant.next(id, 0).metrics);
  expect(names.length).toBeGreaterThan(3);
  distinct(names);
  for (const name of names) expect(METRIC_LABELS).toHaveProperty(name); // each has one of its own
});

test("no two known metrics share a label, and no label tells the unit that stands beside the value", () => {
  distinct(Object.keys(METRIC_LABELS));
  const units = UNIT_BY_ENDING.map(([, unit]) => unit).filter((unit) => unit.length > 1);
  for (const label of Object.values(METRIC_LABELS)) {
    for (const unit of units) expect(label.split(" ")).not.toContain(unit);
  }
});

/**
 * Names that tempt a label to collide: known names, their labels, the same name under several units, and any
 * text.
 */
const name = fc.oneof(
  fc.constantFrom(...Object.keys(METRIC_LABELS)),
  fc
    .tuple(fc.constantFrom(...Object.values(METRIC_LABELS)), fc.nat({ max: 2 }))
    .map(([label, times]) => label + " (as sent)".repeat(times)),
  fc
    .tuple(fc.constantFrom("steam", "oil_temp", "load"), fc.constantFrom(...UNIT_BY_ENDING, ["", ""]))
    .map(([stem, [ending]]) => stem + ending),
  fc.string(),
);

test("distinct metrics have distinct labels, whatever they are called", () => {
  fc.assert(fc.property(fc.uniqueArray(name, { maxLength: 40 }), distinct), { numRuns: 500 });
});

test("an unknown metric is named as it was sent, and says so where that is another metric's label", () => {
  expect(["spindle_torque", "constructor", "Power", "Power (as sent)"].map((name) => labelOf(name))).toEqual([
    "spindle_torque",
    "constructor",
    "Power (as sent)",
    "Power (as sent) (as sent)",
  ]);
});
