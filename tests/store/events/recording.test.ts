import { expect, test } from "bun:test";
import type { NewSuppression } from "../../../src/alarms/suppression/suppression";
import type { NewCall } from "../../../src/store/calls/calls";
import type { LoggedEvent } from "../../../src/domain/event";
import type { Store } from "../../../src/store/store";
import { job, learned } from "../../support/training_sample";
import { alarm, foreignAnomaly, NOW, onEachDatabase, openFresh, START, worsened } from "../../support/store";

const note: LoggedEvent = { event_type: "system_alert", alert_type: "n", severity: "info", message: "m" };
const answer = { by: "Ada" };
const MAINTENANCE: NewSuppression = {
  ...{ kind: "maintenance", machine_id: "old", area_id: null, metric: null, anomaly_type: null },
  ...{
    begins_at: NOW,
    until: NOW + 1000,
    weekly: null,
    timezone: "UTC",
    reason: null,
    by: "Ada",
    by_id: null,
  },
};
const CALL: NewCall = {
  ...{ id: "k", type: "material", machine_id: "old", area_id: null, note: null },
  opened: { at: NOW, by: null, by_id: null },
};
const EVERYTHING = Number.MAX_SAFE_INTEGER;

/**
 * Each function of the store that records events. Alarms "a" and, of machine "old", "b", and of a rule "d" are open, "c"
 * was acknowledged by the only person and its time is over, "u" was assigned just now, "f" is a finding, job "j1" is
 * under way, and call "w" waits.
 */
const RECORDING: Record<string, (store: Store) => Promise<unknown>> = {
  "events.record": ({ events }) => events.record([note, note]),
  "events.recordExternal": ({ events }) => events.recordExternal(foreignAnomaly()),
  "events.recordMissed": ({ events }) => events.recordMissed([{ event: note, id: "n" }], NOW),
  "alarms.apply": ({ alarms }) => alarms.apply([worsened("a"), { kind: "opened", alarm: alarm() }]),
  "alarms.detected": ({ alarms }) => alarms.detected([alarm(), alarm()]),
  "alarms.acknowledge": ({ alarms }) => alarms.acknowledge("a", answer, NOW),
  "alarms.resolve": ({ alarms }) => alarms.resolve("a", answer, NOW),
  "alarms.falseAlarm": ({ alarms }) => alarms.falseAlarm("a", answer, NOW),
  "alarms.acknowledgeBatch": ({ alarms }) => alarms.acknowledgeBatch({}, EVERYTHING, answer, NOW),
  "alarms.resolveBatch": ({ alarms }) => alarms.resolveBatch({}, EVERYTHING, answer, NOW),
  "alarms.undo": ({ alarms }) => alarms.undo("u", answer, NOW),
  "alarms.raise": ({ alarms }) => alarms.raise("f", answer, NOW),
  "alarms.assign": ({ alarms }) => alarms.assign("a", { name: "Bob" }, answer, NOW),
  "alarms.expire": ({ alarms }) => alarms.expire(NOW),
  "calls.open": ({ calls }) => calls.open(CALL),
  "calls.act": ({ calls }) => calls.act("w", { kind: "accepted" }, CALL.opened),
  "suppressions.add": ({ suppressions }) => suppressions.add(MAINTENANCE),
  "rules.remove": async ({ rules }) => {
    const [rule] = await rules.all();
    return rules.remove(rule?.id ?? "");
  },
  "jobs.save": ({ jobs }) => jobs.save(job({ status: "running" })),
  "jobs.complete": ({ jobs }) => jobs.complete(job({ status: "completed" }), learned("m1", "c1")),
  "machines.change": ({ machines }) => machines.change("old", { is_active: false }),
  "personalData.erase": async ({ people, personalData }) => {
    const [{ id } = { id: "" }] = await people.list();
    return personalData.erase(id, (n) => `former person ${n}`);
  },
  "judged.save": async ({ judged, lease }) => {
    await lease.take(60_000);
    await judged.save({ findings: [worsened("a")], states: new Map(), positions: new Map() });
  },
};

async function withSomething() {
  const store = await openFresh();
  await store.machines.add({ id: "old", name: "Old" });
  const person = await store.people.add({ name: "Ada", login: null, role: "operator" });
  const acknowledged = {
    acknowledged_by: person.name,
    acknowledged_by_id: person.id,
    acknowledged_at: START,
    acknowledged_until: START + 1,
  };
  await store.alarms.apply([
    { kind: "opened", alarm: alarm({ id: "a" }) },
    { kind: "opened", alarm: alarm({ id: "c", state: "acknowledged", ...acknowledged }) },
    { kind: "opened", alarm: alarm({ id: "b", machine_id: "old" }) },
    { kind: "opened", alarm: alarm({ id: "u" }) },
    { kind: "opened", alarm: alarm({ id: "f", state: "finding" }) },
  ]);
  await store.alarms.assign("u", { name: "Bob" }, answer, NOW);
  const { id: rule_id, name } = await store.rules.add({
    name: "Hot",
    scope: { kind: "type", type: "pump" },
    condition: { kind: "expression", expression: "temp_c > 80" },
    for_seconds: 0,
    severity: "warning",
    text: "",
  });
  const cause = { kind: "rule", rule_id, name, text: "", metric: null, value: null } as const;
  await store.alarms.apply([{ kind: "opened", alarm: alarm({ id: "d", detection_method: "rule", cause }) }]);
  await store.jobs.add(job());
  await store.calls.open({ ...CALL, id: "w", type: "quality" });
  const before = await store.events.pending(100);
  await store.events.announced(before.map(({ event_id }, n) => ({ event_id, cursor: `log-${n + 1}` })));
  /** The outbox each time the listener was called. */
  const seen: Promise<number>[] = [];
  store.events.onRecorded(() => seen.push(store.events.outbox().then(({ waiting }) => waiting)));
  return { store, seen, [Symbol.asyncDispose]: () => store.close() };
}

test("the table below names every function that records events", async () => {
  const files = [...new Bun.Glob("src/store/**/*.ts").scanSync()];
  const texts = await Promise.all(files.map((path) => Bun.file(path).text()));
  const callers = files.filter((_, n) => /await putInOutbox\(|=> putInOutbox\(/.test(texts[n] ?? ""));
  expect(callers.toSorted()).toEqual([
    "src/store/alarms/alarm_changes.ts", // apply, judged.save, detected
    "src/store/alarms/answer_many.ts", // acknowledgeBatch, resolveBatch
    "src/store/alarms/answers.ts", // acknowledge, resolve, falseAlarm, undo, raise, assign
    "src/store/alarms/expire_acknowledgements.ts",
    "src/store/alarms/retire_alarms.ts", // machines.change
    "src/store/alarms/suppression/suppressed_alarms.ts", // suppressions.add, end, advance
    "src/store/calls/calls.ts", // open, act
    "src/store/calls/erase_names.ts", // personalData.erase
    "src/store/events/events.ts",
    "src/store/events/record_external.ts", // recordExternal, recordMissed
    "src/store/people/personal_data.ts",
    "src/store/rules/alarms_of_rule.ts", // rules.remove
    "src/store/training/jobs.ts",
  ]);
});

onEachDatabase(() => {
  test.each(Object.entries(RECORDING))("%s says so once, after its commit", async (_, work) => {
    await using room = await withSomething();
    await work(room.store);
    const recorded = (await room.store.events.pending(100)).length;
    expect(recorded).toBeGreaterThan(0); // the guard: it does record
    expect(await Promise.all(room.seen)).toEqual([recorded]);
  });

  test("events that are taken in together are told of together", async () => {
    await using room = await withSomething();
    await Promise.all([1, 2, 3].map(() => room.store.events.recordExternal(foreignAnomaly())));
    expect(await Promise.all(room.seen)).toEqual([3]);
  });

  test("nothing is said of a transaction that is rolled back", async () => {
    await using room = await withSomething();
    const { events, alarms, judged, lease } = room.store;
    const unwritable = { ...note, details: { size: 1n } } as unknown as LoggedEvent;
    await expect(events.record([note, unwritable])).rejects.toThrow();
    await expect(events.recordExternal(foreignAnomaly({ size: 1n }))).rejects.toThrow();
    // The event is in the outbox already when the state turns out to be no JSON.
    await lease.take(60_000);
    const step = { findings: [worsened("a")], states: new Map([["m", { size: 1n }]]), positions: new Map() };
    await expect(judged.save(step)).rejects.toThrow();
    expect(room.seen).toEqual([]);
    await alarms.resolve("a", answer, START); // the guard: it does listen
    expect(room.seen).toHaveLength(1);
  });

  test("nothing is said of a write that records no event", async () => {
    await using store = await openFresh().then((open) => ({
      ...open,
      [Symbol.asyncDispose]: () => open.close(),
    }));
    let calls = 0;
    store.events.onRecorded(() => (calls += 1));
    const machine = await store.machines.add({ name: "Press-1" });
    await store.readings.record([
      { machine_id: machine.id, at: START, mode: null, metrics: { power_kw: 1 } },
    ]);
    await store.alarms.apply([]);
    await store.alarms.apply([worsened("nobody")]);
    await store.events.record([]);
    expect(calls).toBe(0);
    await store.events.record([note]);
    expect(calls).toBe(1);
  });
});
