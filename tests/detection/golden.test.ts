import { expect, test } from "bun:test";
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

/** Of a gate and a press, version 3 had learned what was under an alarm: their figures differ, no finding does. */
const withoutTheirFigures = (line: string) => {
  const [kind, machine, at, id] = line.split(" ");
  return machine === "gate" || machine === "press"
    ? [kind, machine, at, kind === "normal" || id].join(" ")
    : line;
};

test("states that version 3 has saved are continued, with the same findings", async () => {
  const saved = (await Bun.file(`${import.meta.dir}/golden/version_3.ndjson`).json()) as Saved;
  const continued = goldenLines(saved).map(withoutTheirFigures);
  expect(continued).toEqual(golden.slice(saved.lines).map(withoutTheirFigures));
}, 60_000);
