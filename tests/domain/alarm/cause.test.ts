import { expect, test } from "bun:test";
import { alarmOfEvent } from "../../../src/domain/alarm/alarm_event";
import { causeIn } from "../../../src/domain/alarm/cause";
import type { AnomalyDetected } from "../../../src/domain/event";
import { detected } from "../../support/builders";

const limit = { kind: "limit", metric: "power_kw", value: 9, side: "above", limit: 8, since: 7 };

const alarmIn = (sent: object) => alarmOfEvent({ ...detected(), ...sent } as AnomalyDetected);

test("a cause is read back as it was stored", () => {
  expect(causeIn(JSON.parse(JSON.stringify(limit)))).toEqual(limit as ReturnType<typeof causeIn>);
});

test("what is no cause is none: a word, another kind, a missing or a wrong value", () => {
  const { limit: _, ...missing } = limit;
  for (const sent of [null, undefined, "overheating", 7, [], {}, { ...limit, kind: "magic" }, missing])
    expect(causeIn(sent)).toBeUndefined();
  expect(causeIn({ ...limit, value: "9" })).toBeUndefined();
  expect(causeIn({ ...limit, metric: "m".repeat(500) })).toBeUndefined();
});

test("an event tells the cause of an alarm of our own; that of another program has a reason at most", () => {
  expect(alarmIn({ origin: "live", cause: limit }).cause).toMatchObject(limit);
  expect(alarmIn({ origin: "detect", cause: limit }).cause).toMatchObject(limit);
  for (const sent of [
    { cause: limit },
    { origin: "foreign", cause: limit },
    { origin: "live", cause: "hot" },
  ])
    expect(alarmIn(sent)).not.toHaveProperty("cause");
});
