import { expect, setDefaultTimeout, test } from "bun:test";
import { ruleInput } from "../../src/domain/alarm/rule";
import { MINUTE_MS, SECOND_MS } from "../../src/domain/time_units";
import { createBackTest } from "../../src/judging/back_test/back_test";
import { aloneWithMachine, noRules } from "../support/judging";
import { SLOW_MACHINE_MS } from "../support/needs";
import { DAY, NOW } from "../support/store";

setDefaultTimeout(SLOW_MACHINE_MS);

const draft = (change: object) => ({
  ...ruleInput.parse({ name: "Hot", severity: "warning", ...change }),
  id: "draft",
  revision: 0,
  created_at: 0,
  updated_at: 0,
});
const above80 = { kind: "form", metric: "temp_c", comparison: "above", limit: 80 };

/** A machine with a value every ten seconds of an hour of each of two days: hot in its first five minutes. */
async function withTwoHours() {
  const room = await aloneWithMachine();
  const { store, machine } = room;
  const hours = [NOW - 10 * DAY, NOW - 2 * 60 * MINUTE_MS];
  for (const begin of hours)
    await store.readings.record(
      Array.from({ length: 360 }, (_, place) => ({
        machine_id: machine.id,
        at: begin + place * 10 * SECOND_MS,
        mode: null,
        metrics: { temp_c: place < 30 ? 90 : 20 },
      })),
    );
  while ((await store.roll(500)) > 0);
  const backTest = createBackTest({
    ...noRules(),
    store,
    machineRegistry: { all: () => [machine] },
    now: () => NOW,
  });
  return { ...room, backTest, [Symbol.asyncDispose]: () => store.close() };
}

test("raw readings are used as far as they are kept, and minutes before them; both are said", async () => {
  await using room = await withTwoHours();
  const { store, machine, backTest } = room;
  const rule = draft({ scope: { kind: "machines", ids: [machine.id] }, condition: above80 });
  const whole = await backTest(rule);
  expect(whole?.alarms).toHaveLength(2);
  expect(whole?.machines).toMatchObject([{ name: "Press", raw_from: NOW - 10 * DAY, no_data: 0 }]);
  await store.retain({ readingsBefore: NOW - 7 * DAY, eventsBefore: 0 });
  const kept = await backTest(rule);
  expect(kept?.machines).toMatchObject([{ raw_from: NOW - 120 * MINUTE_MS, values: 420 }]);
  const [newer, older] = kept?.alarms ?? [];
  expect(newer).toMatchObject({ from: NOW - 120 * MINUTE_MS, to: NOW - 115 * MINUTE_MS });
  // The minute in which it ended is over when its mean is known.
  expect(older).toMatchObject({ from: NOW - 10 * DAY + MINUTE_MS, to: NOW - 10 * DAY + 6 * MINUTE_MS });
});

test("a rule that lacks a metric says how many values were no data", async () => {
  await using room = await withTwoHours();
  const condition = { kind: "expression", expression: "temp_c > 80 && power_kw > 1" };
  const found = await room.backTest(
    draft({ scope: { kind: "machines", ids: [room.machine.id] }, condition }),
  );
  expect(found?.alarms).toEqual([]);
  // Where it is cool it is false, whatever the power.
  expect(found?.machines).toMatchObject([{ values: 720, no_data: 60 }]);
});

test("of many who ask at once those that would wait too long are told so", async () => {
  await using room = await withTwoHours();
  const rule = draft({ scope: { kind: "machines", ids: [room.machine.id] }, condition: above80 });
  const answers = await Promise.all(Array.from({ length: 6 }, () => room.backTest(rule)));
  expect(answers.map((answer) => answer?.alarms.length)).toEqual([2, 2, 2, 2, undefined, undefined]);
});

test("a back-test leaves the event loop to others", async () => {
  await using room = await withTwoHours();
  const rule = draft({ scope: { kind: "machines", ids: [room.machine.id] }, condition: above80 });
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await room.backTest(rule);
  clearInterval(timer);
  expect(turns).toBeGreaterThan(20);
});
