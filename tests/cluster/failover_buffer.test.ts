import { expect, test } from "bun:test";
import { createFailoverBuffer } from "../../src/cluster/failover_buffer";
import type { FactoryEvent, LoggedEvent } from "../../src/domain/event";
import { anomaly, powerOf } from "../support/recording_subscriber";

/** A buffer whose clock is moved by hand; what it has recorded. */
function buffering() {
  const clock = { at: 1_000_000 };
  const database = { away: false };
  const recorded: unknown[] = [];
  const since: number[] = [];
  const troubles: unknown[] = [];
  const failoverBuffer = createFailoverBuffer({
    store: {
      events: {
        async recordMissed(events: LoggedEvent[], from: number) {
          if (database.away) throw new Error("away");
          recorded.push(...events.map(({ value }) => value));
          since.push(from);
        },
      },
    },
    recordValue: async (event: FactoryEvent) => void recorded.push(`value ${String(event.value)}`),
    log: { error: (details: unknown) => troubles.push(details) },
    now: () => clock.at,
  });
  return { ...failoverBuffer, clock, database, recorded, since, troubles };
}

test("a replay records what was published meanwhile, events before values, each once", async () => {
  const { add, replay, recorded } = buffering();
  for (const event of [anomaly(1), powerOf("m", 7), anomaly(2)]) add(event);
  await replay();
  expect(recorded).toEqual([1, 2, "value 7"]);
  await replay();
  expect(recorded).toHaveLength(3);
});

test("it looks for doubles as far back as the oldest event, and as two clocks may differ", async () => {
  const { add, replay, clock, since } = buffering();
  add(anomaly(1));
  clock.at += 4_000;
  add(anomaly(2));
  await replay();
  expect(since).toEqual([1_000_000 - 5_000]);
});

test("events older than any time without a leader are forgotten: their leader has recorded them", async () => {
  const { add, replay, clock, recorded } = buffering();
  add(anomaly(1));
  clock.at += 15_000;
  add(anomaly(2));
  clock.at += 5_000;
  await replay();
  expect(recorded).toEqual([2]);
});

test("a flood is bounded: the newest 20,000 stay", async () => {
  const { add, replay, recorded } = buffering();
  for (let n = 1; n <= 20_003; n += 1) add(anomaly(n));
  await replay();
  expect([recorded.length, recorded[0]]).toEqual([20_000, 4]);
});

test("with nothing in it the database is not asked", async () => {
  const { replay, since } = buffering();
  await replay();
  expect(since).toEqual([]);
});

test("events that cannot be recorded are lost, and the log says so", async () => {
  const { add, replay, database, troubles, recorded } = buffering();
  database.away = true;
  add(anomaly(1));
  await replay();
  expect(troubles).toEqual([{ err: new Error("away") }]);
  expect(recorded).toEqual([]);
});
