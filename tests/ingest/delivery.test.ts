import { expect, test } from "bun:test";
import { MACHINE_DEFAULTS } from "../../src/domain/machine/machine";
import type { Reading } from "../../src/domain/machine/reading";
import { createDelivery } from "../../src/ingest/delivery";
import { createRefusals } from "../../src/ingest/refusals";

const NOW = Date.UTC(2026, 10, 23, 8);
const press = { ...MACHINE_DEFAULTS, id: "press", name: "Press-1", created_at: 0, updated_at: 0 };

function deliverTo(isFull = false) {
  const readings: Reading[] = [];
  const counts = { taken: 0, rejected: 0 };
  const refusals = createRefusals();
  const counter = (of: keyof typeof counts) => ({ add: (count = 1) => void (counts[of] += count) }) as never;
  const deliver = createDelivery({
    ingestQueue: {
      enqueue(sent) {
        if (isFull) return { kind: "full" };
        readings.push(...sent);
        return { kind: "taken", kept: Promise.resolve() };
      },
    },
    known: () => ({ machine: (name) => (name === press.name ? press : undefined), now: NOW }),
    refusals,
    stageCounters: { taken: counter("taken"), rejected: counter("rejected") },
  });
  return { deliver, readings, counts, refusals };
}

const row = (machine_id: string, power_kw: unknown) => ({
  machine_id,
  timestamp: NOW,
  metrics: { power_kw, temp_c: 4 },
});

test("takes a body in as a post: what is good is stored, what is not is counted with its reason", () => {
  const { deliver, readings, counts, refusals } = deliverTo();
  deliver("application/json", JSON.stringify([row("Press-1", "Bad"), row("Nobody", 1)]));
  expect(readings.map(({ metrics }) => metrics)).toEqual([{ temp_c: 4 }]);
  expect(counts).toEqual({ taken: 1, rejected: 1 });
  expect(
    refusals
      .list()
      .map(({ reason }) => reason)
      .toSorted(),
  ).toEqual(["text", "unknown_machine"]);
});

test("a body that cannot be parsed, and one for which there is no room, are counted", () => {
  const { deliver, readings, counts } = deliverTo();
  deliver("application/json", "{");
  expect([readings, counts]).toEqual([[], { taken: 0, rejected: 1 }]);
  const full = deliverTo(true);
  full.deliver("application/json", JSON.stringify(row("Press-1", 1)));
  expect(full.counts).toEqual({ taken: 0, rejected: 1 });
});
