import { beforeAll, expect, test } from "bun:test";
import {
  falseAlarms,
  type MachineResult,
  type Outcome,
  outcomesOf,
  resultsOf,
} from "../../../src/commands/evaluate/rude/judge";
import { watchRude, type Watched } from "../../../src/commands/evaluate/rude/watch";

/** Long enough for two faults a machine, and for each kind. */
const HOURS = 6;
const PAST_DAYS = 14;
const SEED = 1;
/** A Monday after the change of shift. */
const FROM = Date.UTC(2026, 10, 23, 8);
const MINUTE_MS = 60_000;

let watched: Watched;
let results: MachineResult[];
let outcomes: Outcome[];

beforeAll(async () => {
  watched = await watchRude({ seed: SEED, from: FROM, hours: HOURS, pastDays: PAST_DAYS });
  [results, outcomes] = [resultsOf(watched), outcomesOf(watched)];
}, 120_000);

const missed = (expected: Outcome["expected"]) =>
  outcomes.filter((outcome) => outcome.expected === expected && outcome.after_ms === null);

test.each(["limit", "learned", "silence", "fault", "implausible"] as const)(
  "every planted fault of kind %s is alarmed",
  (expected) => {
    expect(outcomes.filter((outcome) => outcome.expected === expected)).not.toEqual([]);
    expect(missed(expected)).toEqual([]);
  },
);

test("a value over its limit, a mode and an implausible value are told of at once", () => {
  const late = outcomes.filter(
    ({ expected, after_ms }) =>
      ["limit", "fault", "implausible"].includes(expected) && (after_ms ?? 0) > MINUTE_MS,
  );
  expect(late).toEqual([]);
});

test("nothing else is: neither lone odd values in six deliveries, nor late ones, nor a backlog", () => {
  expect(falseAlarms(watched).map(({ finding }) => finding.kind === "opened" && finding.alarm.cause)).toEqual(
    [],
  );
});

test("no good value that was sent is lost, and nothing is refused whole", () => {
  expect(results.filter(({ lost }) => lost > 0)).toEqual([]);
  expect(results.every(({ good_values }) => good_values > 1000)).toBe(true);
  expect(watched.refused).toMatchObject({ bodies: 0, readings: 0 });
  expect(watched.refused.values).toBeGreaterThan(0);
});

test("the stored energy is within 1 % of the truth", () => {
  expect(results.filter(({ energy_error }) => !(Math.abs(energy_error) < 0.01))).toEqual([]);
});
