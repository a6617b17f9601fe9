import { expect, test } from "bun:test";
import { MINUTE_MS } from "../../src/domain/time_units";
import { goldenLines, RESTARTS, type Saved } from "./golden/run";

/*
 * Three and a half days of a seeded plant (golden/plant.ts) with every call that a monitor answers. After a
 * change of behaviour that is wanted, write the golden file anew: bun tests/detection/golden/run.ts >
 * tests/detection/golden/golden.txt
 */

const golden = (await Bun.file(`${import.meta.dir}/golden/golden.txt`).text()).trimEnd().split("\n");

test("three days of a plant lead to the same findings and bands as ever, across two restarts", () => {
  const restarts: number[] = [];
  expect(goldenLines(undefined, ({ at }) => restarts.push(at))).toEqual(golden);
  expect(restarts).toEqual([...RESTARTS]); // the guard: both took place
}, 60_000);

test("the golden days hold every kind of finding and both detectors", () => {
  const kinds = golden.map((line) => line.slice(0, line.indexOf(" ")));
  expect(new Set(kinds)).toEqual(new Set(["opened", "worsened", "joined", "cleared", "normal"]));
  for (const method of ["mewma", "hour_residual", "limit"])
    expect(golden.filter((line) => line.startsWith("opened") && line.includes(` ${method} `))).not.toEqual(
      [],
    );
});

/** The alarms that open: machine, and when. */
function openings(lines: readonly string[]) {
  return lines
    .filter((line) => line.startsWith("opened"))
    .map((line) => line.split(" ") as [string, string, string])
    .map(([, machine, at]) => ({ machine, at: Date.parse(at) }));
}

// Version 3 knows nothing of the course of the day and of ranges, so its figures differ a little.
test("states that version 3 has saved are continued: each alarm opens within 15 minutes of the present one's", async () => {
  const saved = (await Bun.file(`${import.meta.dir}/golden/version_3.ndjson`).json()) as Saved;
  const continued = openings(goldenLines(saved));
  const present = openings(golden).filter(({ at }) => at > saved.at);
  expect(present.length).toBeGreaterThan(15);
  for (const { machine, at } of present)
    expect(
      continued.some((other) => other.machine === machine && Math.abs(other.at - at) <= 15 * MINUTE_MS),
    ).toBe(true);
}, 60_000);
