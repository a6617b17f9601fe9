import { expect, test } from "bun:test";
import type { By } from "../../../src/people/actor";
import { Conflict } from "../../../src/store/errors";
import type { Store } from "../../../src/store/store";
import { job } from "../../support/training_sample";
import { alarm, freshUrl, NOW, onEachDatabase, open, START } from "../../support/store";
import { openTables, verify } from "./tables";

const ADA: By = {
  actor: { kind: "person", id: "p1", name: "Ada", role: "engineer" },
  address: "192.0.2.7",
};
const BY_ADA = { actor_kind: "person", actor_id: "p1", actor_name: "Ada", address: "192.0.2.7" };

async function withStore() {
  const url = await freshUrl();
  const store = await open(url);
  return { url, store, [Symbol.asyncDispose]: () => store.close() };
}

/** The entries that a change appends, `before` and `after` read. */
async function entriesOf({ audit }: Store, change: () => Promise<unknown>) {
  const last = (await audit.list({ limit: 1 }))[0]?.n ?? 0;
  await change();
  const entries = await audit.list({ after: last, limit: 1_000 });
  return entries.map(({ before, after, ...entry }) => ({
    ...entry,
    before: read(before),
    after: read(after),
  }));
}

const read = (json: string | null): unknown => (json === null ? null : JSON.parse(json));

const opened = (store: Store, ...alarms: ReturnType<typeof alarm>[]) =>
  store.alarms.apply(alarms.map((each) => ({ kind: "opened", alarm: each })));

onEachDatabase(() => {
  test("an answer to an alarm is one entry: who, from where, before and after; a second answer changes nothing", async () => {
    await using room = await withStore();
    const { store, url } = room;
    const one = alarm();
    await opened(store, one);
    const answer = { by: "Zoe", note: "On my way" };
    const acknowledge = () => store.alarms.acknowledge(one.id, answer, START + 9, ADA);
    expect(await entriesOf(store, acknowledge)).toMatchObject([
      {
        ...BY_ADA,
        at: START + 9,
        action: "alarm.acknowledge",
        subject: `alarm:${one.id}`,
        before: { state: "new", acknowledged_by: null, note: null },
        after: { state: "acknowledged", acknowledged_by: "Zoe", note: "On my way", by: "Zoe" },
      },
    ]);
    expect(await entriesOf(store, acknowledge)).toEqual([]);
    const resolve = () => store.alarms.resolve(one.id, {}, START + 10, ADA);
    expect(await entriesOf(store, resolve)).toMatchObject([
      { action: "alarm.resolve", before: { state: "acknowledged" }, after: { state: "resolved" } },
    ]);
    expect(await entriesOf(store, () => resolve().catch(() => {}))).toEqual([]);
    expect(await verify(url)).toMatchObject({ first: 1 });
  });

  test("each alarm of many that are acknowledged at once has an entry of its own, in one transaction", async () => {
    await using room = await withStore();
    const { store } = room;
    const many = Array.from({ length: 30 }, () => alarm());
    await opened(store, ...many);
    const all = async () => {
      for (let some = 1; some > 0;)
        some = await store.alarms.acknowledgeBatch({}, Number.MAX_SAFE_INTEGER, { by: "Zoe" }, START, ADA);
    };
    const entries = await entriesOf(store, all);
    expect(entries.map(({ subject }) => subject)).toEqual(many.map(({ id }) => `alarm:${id}`));
    expect(entries[0]).toMatchObject({ ...BY_ADA, action: "alarm.acknowledge", after: { by: "Zoe" } });
  });

  test("a false alarm and an alarm by hand are in the log, findings of the monitor are not", async () => {
    await using room = await withStore();
    const { store } = room;
    const one = alarm();
    expect(await entriesOf(store, () => opened(store, one))).toEqual([]);
    const falsely = () => store.alarms.falseAlarm(one.id, { by: "Zoe" }, START, ADA);
    expect(await entriesOf(store, falsely)).toMatchObject([
      { action: "alarm.false_alarm", after: { called_false: true, state: "resolved" } },
    ]);
    const byHand = alarm({ origin: "manual" });
    expect(await entriesOf(store, () => store.alarms.detected([byHand], ADA))).toMatchObject([
      { ...BY_ADA, action: "alarm.report", subject: `alarm:${byHand.id}`, before: null },
    ]);
    const found = alarm({ origin: "detect", detection_method: "forest" });
    expect(await entriesOf(store, () => store.alarms.detected([found], ADA))).toHaveLength(1);
    const again = { ...found, id: Bun.randomUUIDv7() };
    expect(await entriesOf(store, () => store.alarms.detected([again], ADA))).toEqual([]);
  });

  test("limits and metric settings say what was set before", async () => {
    await using room = await withStore();
    const { store } = room;
    const [none, some] = [{ metrics: [] }, { metrics: [], silent_minutes: 5 }];
    await store.limits.set("c1", none, ADA);
    expect(await entriesOf(store, () => store.limits.set("c1", some, ADA))).toMatchObject([
      { ...BY_ADA, action: "limits.set", subject: "machine:c1", before: none, after: some },
    ]);
    expect(await entriesOf(store, () => store.limits.set("c1", some, ADA))).toEqual([]);
    const setting = { scope: "plant", metric: "torque", setting: { unit: "N·m" } } as const;
    expect(await entriesOf(store, () => store.metricSettings.set([setting], ADA))).toMatchObject([
      {
        action: "metric.set",
        subject: "metric:torque",
        before: null,
        after: { scope: "plant", unit: "N·m" },
      },
    ]);
    expect(await entriesOf(store, () => store.metricSettings.remove("plant", "torque", ADA))).toMatchObject([
      { action: "metric.remove", before: { scope: "plant", unit: "N·m" }, after: null },
    ]);
    expect(await entriesOf(store, () => store.metricSettings.remove("plant", "torque", ADA))).toEqual([]);
  });

  test("a machine's fields are in the log with what they were, and so is the name that another takes", async () => {
    await using room = await withStore();
    const { store } = room;
    const press = await store.machines.add({ name: "Press-1" }, ADA);
    const change = () => store.machines.change(press.id, { rated_power_kw: 75 }, "Zoe", ADA);
    expect(await entriesOf(store, change)).toMatchObject([
      {
        action: "machine.change",
        before: { rated_power_kw: null },
        after: { rated_power_kw: 75, by: "Zoe" },
      },
    ]);
    expect(await entriesOf(store, change)).toEqual([]);
    const one = alarm({ machine_id: press.id });
    await opened(store, one);
    const retire = () => store.machines.change(press.id, { is_active: false }, "Zoe", ADA);
    expect(await entriesOf(store, retire)).toMatchObject([
      { ...BY_ADA, action: "machine.retire", before: { is_active: true }, after: { is_active: false } },
      { ...BY_ADA, action: "alarm.resolve", subject: `alarm:${one.id}` },
    ]);
    expect((await store.alarms.find(one.id))?.resolved_by_id).toBeUndefined();
    const add = () => store.machines.add({ name: "Press-1" });
    expect(await entriesOf(store, add)).toMatchObject([
      { action: "machine.change", subject: `machine:${press.id}`, before: { name: "Press-1" } },
      { action: "machine.add", actor_kind: "system", actor_name: "andon", address: null, before: null },
    ]);
    const taken = () => store.machines.add({ name: "Press-1" }, ADA).catch(() => {});
    expect(await entriesOf(store, taken)).toEqual([]);
  });

  test("an alarm that ends with its machine keeps the id of who retired it, where the name is theirs", async () => {
    await using room = await withStore();
    const { store } = room;
    const press = await store.machines.add({ name: "Press-1" }, ADA);
    const one = alarm({ machine_id: press.id });
    await opened(store, one);
    await store.machines.change(press.id, { is_active: false }, "Ada", ADA);
    expect(await store.alarms.find(one.id)).toMatchObject({ resolved_by: "Ada", resolved_by_id: "p1" });
  });

  test("a training is in the log when it is asked for and when it is cancelled, not at its steps", async () => {
    await using room = await withStore();
    const { store } = room;
    const asked = job({ status: "pending", ended_at: null });
    expect(await entriesOf(store, () => store.jobs.add(asked, ADA))).toMatchObject([
      { ...BY_ADA, action: "training.start", subject: `job:${asked.id}`, before: null },
    ]);
    expect(await entriesOf(store, () => store.jobs.save({ ...asked, status: "running" }))).toEqual([]);
    const cancel = () => store.jobs.save({ ...asked, status: "cancelled", ended_at: NOW }, ADA);
    expect(await entriesOf(store, cancel)).toMatchObject([
      { ...BY_ADA, action: "training.cancel", after: { status: "cancelled" } },
    ]);
    expect(await entriesOf(store, cancel)).toEqual([]);
  });

  test("a change whose entry cannot be written is not made", async () => {
    await using room = await withStore();
    const { store, url } = room;
    const press = await store.machines.add({ name: "Press-1" });
    const one = alarm({ machine_id: press.id });
    await opened(store, one);
    await store.limits.set(press.id, { metrics: [] });
    const waiting = (await store.events.pending(100)).length;
    await using tables = openTables(url);
    await tables`alter table audit rename to away`;
    try {
      const changes = [
        () => store.alarms.acknowledge(one.id, { by: "Zoe" }, START),
        () => store.alarms.resolve(one.id, {}, START),
        () => store.alarms.falseAlarm(one.id, { by: "Zoe" }, START),
        () => store.alarms.acknowledgeBatch({}, Number.MAX_SAFE_INTEGER, { by: "Zoe" }, START),
        () => store.alarms.detected([alarm({ origin: "manual" })]),
        () => store.limits.set(press.id, { metrics: [], silent_minutes: 9 }),
        () => store.metricSettings.set([{ scope: "plant", metric: "x", setting: { unit: "y" } }]),
        () => store.machines.add({ name: "Press-2" }),
        () => store.machines.change(press.id, { is_active: false }),
        () => store.jobs.add(job({ status: "pending", ended_at: null })),
      ];
      for (const change of changes) {
        const failed = await change().then(
          () => undefined,
          (error: unknown) => error,
        );
        expect([String(change), failed]).toEqual([String(change), expect.any(Error)]);
        expect(failed).not.toBeInstanceOf(Conflict);
      }
    } finally {
      await tables`alter table away rename to audit`;
    }
    expect((await store.alarms.find(one.id))?.state).toBe("new");
    expect(await store.alarms.count({})).toBe(1);
    expect((await store.limits.all()).get(press.id)).toEqual({ metrics: [] });
    expect(await store.metricSettings.all()).toEqual([]);
    expect((await store.machines.all()).map(({ name, is_active }) => [name, is_active])).toEqual([
      ["Press-1", true],
    ]);
    expect(await store.jobs.list({ limit: 5 })).toEqual([]);
    expect(await store.events.pending(100)).toHaveLength(waiting);
    // The end of the log has not moved either: the next entry continues it.
    await store.alarms.resolve(one.id, {}, START);
    expect(await verify(url)).toMatchObject({ first: 1 });
  });
});
