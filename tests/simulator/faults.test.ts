import { expect, test } from "bun:test";
import { SEED_MACHINES } from "../../src/simulator/seed_machines";
import type { Fault } from "../../src/simulator/faults";
import { createPlant } from "../../src/simulator/plant";

const START = Date.parse("2026-04-15T08:00:00Z");
const MINUTE_MS = 60_000;
const [compressor = "", , , , , boiler = ""] = SEED_MACHINES.map(({ id }) => id);
const leak: Fault = { machine_id: compressor, kind: "leak", severity: 2, from: START, to: START + MINUTE_MS };

function injecting(fault: Partial<Fault>) {
  return () => createPlant({ seed: 1 }).inject({ ...leak, ...fault });
}

test("a wrong fault is refused in a sentence that says what is allowed", () => {
  expect(injecting({})).not.toThrow();
  expect(injecting({ kind: "flood" })).toThrow(
    'Cannot inject a fault into Compressor-1: "flood" is none of leak, efficiency_loss, bearing_fault',
  );
  expect(injecting({ machine_id: boiler })).toThrow(
    "Cannot inject a fault into Boiler-1: a boiler has no faults",
  );
  expect(injecting({ machine_id: "nobody" })).toThrow('Cannot simulate machine "nobody"');
  expect(injecting({ severity: 6 })).toThrow("severity 6 is not between 1 and 5");
  expect(injecting({ severity: NaN })).toThrow("severity NaN");
  expect(injecting({ to: START })).toThrow("would end");
});

test("a fault is heard of once, when it begins", () => {
  const reported: Fault[] = [];
  const plant = createPlant({ seed: 1, faultsPerDay: 0, onFault: (fault) => reported.push(fault) });
  plant.inject({ ...leak, from: START + 10_000 });
  plant.next(compressor, START);
  expect(reported).toEqual([]);
  for (let i = 10; i < 120; i++) plant.next(compressor, START + i * 1000);
  expect(reported).toEqual([{ ...leak, from: START + 10_000 }]);
});

test("faults come by chance about once in ten days, at the same times for the same seed", () => {
  const DAYS = 200;
  const live = (seed: number) => {
    const reported: Fault[] = [];
    const plant = createPlant({ seed, onFault: (fault) => reported.push(fault) });
    for (let minute = 0; minute < DAYS * 1440; minute += 5)
      plant.next(compressor, START + minute * MINUTE_MS);
    return reported;
  };
  const faults = live(1);
  expect(faults.length).toBeGreaterThan(8);
  expect(faults.length).toBeLessThan(36);
  for (const { from, to } of faults) expect((to - from) / MINUTE_MS).toBeWithin(10, 60);
  expect(live(1)).toEqual(faults);
});
