import { expect, test } from "bun:test";
import { validate } from "../../src/ingest/validate";

const now = Date.UTC(2026, 2, 2, 8);
const gate = { now, machine: (name: string) => (name === "Compressor-1" ? { id: "c1" } : undefined) };

function sent(at: number, machine_id = "Compressor-1") {
  return { machine_id, timestamp: new Date(at).toISOString(), metrics: { power_kw: 1 } };
}

test("good rows are kept, each bad one is named by its place", () => {
  const rows = [{ index: 0, error: "timestamp: missing" }, sent(now), sent(now, "Nobody"), sent(now - 1)];
  expect(validate(rows, gate)).toEqual({
    readings: [
      { machine_id: "c1", at: now, metrics: { power_kw: 1 }, mode: null },
      { machine_id: "c1", at: now - 1, metrics: { power_kw: 1 }, mode: null },
    ],
    rejected: [
      { index: 0, error: "timestamp: missing" },
      { index: 2, error: 'machine_id: no machine has the id or name "Nobody"' },
    ],
  });
});

test("a clock may be five minutes ahead, not more", () => {
  expect(validate([sent(now + 300_000)], gate).readings).toHaveLength(1);
  expect(validate([sent(now + 300_001)], gate).rejected[0]?.error).toBe(
    "timestamp: 2026-03-02T08:05:00.001Z is more than 5 min ahead of 2026-03-02T08:00:00.000Z",
  );
});

test("a value that is not finite costs its row", () => {
  const row = { ...sent(now), metrics: { power_kw: 1, flow: NaN } };
  expect(validate([row], gate)).toEqual({
    readings: [],
    rejected: [{ index: 0, error: "metrics.flow: expected a finite number, got NaN" }],
  });
});

test("a time with an offset is the same instant", () => {
  const row = { ...sent(now), timestamp: "2026-03-02T09:00:00+01:00", mode: "idle" };
  expect(validate([row], gate).readings).toMatchObject([{ at: now, mode: "idle" }]);
});
