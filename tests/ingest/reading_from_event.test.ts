import { expect, test } from "bun:test";
import { MACHINE_DEFAULTS } from "../../src/domain/machine/machine";
import { eventReader, type SentValue } from "../../src/ingest/reading_from_event";
import { createRefusals } from "../../src/ingest/refusals";

const now = Date.UTC(2026, 2, 2, 8);

function read(sent: SentValue) {
  const refusals = createRefusals();
  const machine = (name: string) => (name === "Press" ? { ...MACHINE_DEFAULTS, id: "p1", name } : undefined);
  const value = {
    machine_id: "Press",
    metric: "temp_c",
    value: 71.4,
    timestamp: "2026-03-02T08:00:00Z",
    ...sent,
  };
  return { reading: eventReader(() => ({ machine, now }), refusals)(value), refused: refusals.list() };
}

test("a value is a reading, whatever way its number and its time are written", () => {
  const reading = { machine_id: "p1", at: now, metrics: { temp_c: 71.4 }, mode: null };
  for (const sent of [
    {},
    { value: "71.4" },
    { timestamp: now / 1000 },
    { timestamp: "2026-03-02 08:00:00" },
    { timestamp: "2026-03-02T09:00:00+0100" },
  ])
    expect(read(sent).reading).toEqual(reading);
});

test("a bad value is kept as a mark, and counted", () => {
  for (const value of [NaN, null, "Bad"]) {
    const { reading, refused } = read({ value });
    expect(reading).toMatchObject({
      metrics: {},
      marked: { temp_c: { quality: "bad", sent: String(value) } },
    });
    expect(refused).toMatchObject([{ machine: "Press", metric: "temp_c", count: 1 }]);
  }
});

test("what is refused is said and counted", () => {
  expect(read({ machine_id: "Nobody" }).reading).toBe('machine_id: no machine has the id or name "Nobody"');
  expect(read({ machine_id: "Nobody" }).refused).toMatchObject([
    { machine: "Nobody", reason: "unknown_machine" },
  ]);
  expect(read({ metric: null }).reading).toContain("expected a metric name");
});
