import { expect, test } from "bun:test";
import { foldModes } from "../../../src/detection/mewma/fold_modes";
import { newMewma } from "../../../src/detection/mewma/state";
import { leak, opened, readings, start } from "./readings";

/* "IDLE" and "idle" are one mode, with one normal: senders are not of one mind. */

const DAY = 600;
const inCase = (mode: (i: number) => string) => readings(0, DAY, (i) => ({ mode: mode(i) }));
const mixed = (i: number) => ["RUNNING", "running", "Running"][i % 3]!;

test("a machine that sends its mode in several cases is learned as one that sends it in one", () => {
  const [one, several] = [start(), start()];
  one.observe(inCase(() => "running"));
  several.observe(inCase(mixed));
  expect(one.band("p1", "power_kw")).toBeDefined();
  expect(several.band("p1", "power_kw")).toEqual(one.band("p1", "power_kw"));
  expect(several.snapshot()).toEqual(one.snapshot());
  const odd = (mode: string) => readings(DAY, DAY + 30, () => ({ ...leak(), mode }));
  expect(opened(several.observe(odd("RUNNING")))).toEqual(opened(one.observe(odd("running"))));
});

/** A saved state as a release made it that kept modes as they were sent. */
function asSent(state: unknown, mode: string) {
  return JSON.parse(JSON.stringify(state).replaceAll("running", mode)) as unknown;
}

test("states that hold modes as they were sent go on, in lower case and in capitals", () => {
  const before = start();
  before.observe(inCase(() => "running"));
  const [[id, state] = ["", {}]] = [...before.snapshot()];
  for (const mode of ["running", "RUNNING"]) {
    const after = start({ states: new Map([[id, asSent(state, mode)]]) });
    expect(after.band("p1", "power_kw")).toEqual(before.band("p1", "power_kw"));
    const quiet = after.observe(readings(DAY, DAY + 200, (i) => ({ mode: i % 2 === 0 ? mode : "Running" })));
    expect(quiet).toEqual([]);
    expect(after.score("p1")).toBeGreaterThan(0);
  }
});

test("of a mode that was learned in several cases the one in lower case stays", () => {
  const point = (count: number) => ({ count, mean: [1], variance: [1] });
  const saved = {
    ...newMewma(),
    points: { "IDLE 3": point(5), "idle 3": point(7), "RUN 4": point(9) },
    home_mode: { mode: "RUN", since: 1 },
    rows: [{ at: 1, mode: "Idle", metrics: {} }],
  };
  const candidate = { IDLE: point(2) };
  foldModes(saved, candidate);
  expect(saved.points as object).toEqual({ "idle 3": point(7), "run 4": point(9) });
  expect(saved.home_mode.mode).toBe("run");
  expect(saved.rows[0]!.mode).toBe("idle");
  expect(candidate as object).toEqual({ idle: point(2) });
});
