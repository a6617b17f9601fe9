import { expect, test } from "bun:test";
import { eventually } from "../../../support/andon";
import type { NewSuppression } from "../../../../src/alarms/suppression/suppression";
import type { Alarm, Finding } from "../../../../src/domain/alarm/alarm";
import type { Store } from "../../../../src/store/store";
import { alarm, freshUrl, onEachDatabase, open, worsened } from "../../../support/store";

const HOUR = 3_600_000;
/** A Sunday night in which clocks are put back in Berlin, an hour before 02:00. */
const EVE = Date.parse("2026-10-24T23:00:00Z");

const shelving = (change: Partial<NewSuppression> = {}): NewSuppression => ({
  kind: "shelved",
  machine_id: "c1",
  area_id: null,
  metric: "power_kw",
  anomaly_type: null,
  begins_at: EVE,
  until: EVE + HOUR,
  weekly: null,
  timezone: "Europe/Berlin",
  reason: null,
  by: "Ada",
  by_id: null,
  ...change,
});
const everySunday = shelving({
  kind: "maintenance",
  metric: null,
  until: null,
  weekly: { days: ["sun"], from: "02:00", to: "04:00" },
  reason: "Oil",
});

const opened = (change: Partial<Alarm> = {}): Finding => ({
  kind: "opened",
  alarm: alarm({ id: "a1", machine_id: "c1", opened_at: EVE, updated_at: EVE, ...change }),
});
const cleared = (anomaly_id: string, at: number): Finding => ({ kind: "cleared", anomaly_id, at });

/** A database whose clock a test sets; it may be closed and opened again. */
async function withClock() {
  const url = await freshUrl();
  const clock = { now: EVE };
  const place = { clock, store: await open(url, () => clock.now) };
  return {
    ...place,
    url,
    get store() {
      return place.store;
    },
    async restart() {
      await place.store.close();
      place.store = await open(url, () => clock.now);
    },
    /** Lets the leader's job look at these times. */
    async pass(...times: number[]) {
      for (const time of times) {
        clock.now = time;
        await place.store.suppressions.advance();
      }
    },
    [Symbol.asyncDispose]: () => place.store.close(),
  };
}

const newest = async (store: Store) => (await store.events.pending(1000)).at(-1);
const audited = async (store: Store) =>
  (await store.audit.list({ limit: 100, after: 0 })).filter(({ action }) =>
    action.startsWith("suppression."),
  );

onEachDatabase(() => {
  test("a shelved alarm is suppressed at once, until its time, and then new again with its event", async () => {
    await using place = await withClock();
    const { alarms, suppressions } = place.store;
    await alarms.apply([opened()]);
    const { id } = await suppressions.add(shelving());
    const suppressed = { id, kind: "shelved", until: EVE + HOUR, by: "Ada" } as const;
    expect(await alarms.find("a1")).toMatchObject({ state: "new", suppressed });
    expect(await newest(place.store)).toMatchObject({
      event_type: "anomaly_updated",
      suppressed: { ...suppressed, until: new Date(EVE + HOUR).toISOString() },
    });
    await place.pass(EVE + HOUR - 1);
    expect(await alarms.find("a1")).toMatchObject({ suppressed });
    await place.pass(EVE + HOUR);
    const after = await alarms.find("a1");
    expect([after?.state, after?.suppressed]).toEqual(["new", undefined]);
    const event = await newest(place.store);
    expect(event).toMatchObject({ event_type: "anomaly_updated", state: "new", raised: true });
    expect(event?.suppressed).toBeUndefined();
    expect(await suppressions.current()).toEqual([]);
  });

  test("a suppressed alarm is not counted and not acknowledged with the others, and stands on the board", async () => {
    await using place = await withClock();
    const { alarms, suppressions } = place.store;
    await alarms.apply([opened(), opened({ id: "a2", metric: "vibration" })]);
    await suppressions.add(shelving());
    // On PostgreSQL a transaction of somebody else may hold back what is counted for a moment.
    await eventually(async () => (await alarms.unacknowledged({})).count > 0, "it is counted");
    expect(await alarms.unacknowledged({})).toMatchObject({ count: 1 });
    expect(await alarms.count({ suppressed: false })).toBe(1);
    expect((await alarms.list({ suppressed: true, limit: 9 })).map(({ id }) => id)).toEqual(["a1"]);
    expect(await alarms.acknowledgeBatch({}, Number.MAX_SAFE_INTEGER, { by: "Bo" }, EVE)).toBe(1);
    expect(await alarms.find("a1")).toMatchObject({ state: "new", acknowledged_by: null });
    expect((await alarms.board(0)).map(({ id }) => id).toSorted()).toEqual(["a1", "a2"]);
  });

  test("of the alarms of no machine only the alert, or the rule, that was shelved is suppressed", async () => {
    await using place = await withClock();
    const { alarms, suppressions } = place.store;
    const ruled = (id: string, rule_id: string) =>
      opened({
        ...{ id, machine_id: null, machine_name: null, metric: null, anomaly_type: "rule" },
        cause: { kind: "rule", rule_id, name: rule_id, text: "", metric: null, value: null },
      });
    await alarms.apply([ruled("a1", "r1"), ruled("a2", "r2")]);
    await suppressions.add(shelving({ machine_id: null, metric: null, anomaly_type: "rule", source: "r1" }));
    expect((await alarms.list({ suppressed: true, limit: 9 })).map(({ id }) => id)).toEqual(["a1"]);
    await alarms.apply([ruled("a3", "r1"), ruled("a4", "r2")]);
    expect((await alarms.list({ suppressed: true, limit: 9 })).map(({ id }) => id).toSorted()).toEqual([
      "a1",
      "a3",
    ]);
  });

  test("an alarm that comes and goes stays suppressed, and another metric's is not", async () => {
    await using place = await withClock();
    const { alarms, suppressions } = place.store;
    await alarms.apply([opened()]);
    await suppressions.add(shelving());
    await alarms.apply([cleared("a1", EVE + 1), opened({ id: "a2" }), opened({ id: "a3", metric: "oil_c" })]);
    // It is the same alarm that came back.
    expect(await alarms.find("a1")).toMatchObject({ episode_id: "a2", suppressed: { kind: "shelved" } });
    expect((await alarms.find("a3"))?.suppressed).toBeUndefined();
    // By hand and by another program too.
    await alarms.detected([alarm({ id: "a4", machine_id: "c1", origin: "manual" })]);
    expect(await alarms.find("a4")).toMatchObject({ suppressed: { kind: "shelved" } });
  });

  test("an alarm that comes back is suppressed by what is in force then", async () => {
    await using place = await withClock();
    const { alarms, suppressions } = place.store;
    await alarms.apply([opened(), cleared("a1", EVE + 1)]);
    const { id } = await suppressions.add(shelving());
    await alarms.apply([opened({ id: "a2" })]);
    expect(await alarms.find("a1")).toMatchObject({ state: "new", suppressed: { kind: "shelved" } });
    await alarms.apply([cleared("a2", EVE + 2)]);
    await suppressions.end(id, { by: "Ada" });
    await alarms.apply([opened({ id: "a3" })]);
    expect(await alarms.find("a3")).toMatchObject({ state: "new" });
    expect((await alarms.find("a3"))?.suppressed).toBeUndefined();
  });

  test("an alarm that grows into another metric is new: nobody has shelved that", async () => {
    await using place = await withClock();
    const { alarms, suppressions } = place.store;
    await alarms.apply([opened()]);
    await suppressions.add(shelving());
    await alarms.apply([worsened("a1")]);
    expect(await alarms.find("a1")).toMatchObject({ suppressed: { kind: "shelved" }, severity: "critical" });
    await alarms.apply([worsened("a1", { metric: "vibration", score: 1, joined: true })]);
    expect(await alarms.find("a1")).toMatchObject({ state: "new", metric: "vibration" });
    expect((await alarms.find("a1"))?.suppressed).toBeUndefined();
    expect(await newest(place.store)).toMatchObject({ raised: true });
  });

  test("maintenance every Sunday over the change of the clocks: exactly then, with a restart inside", async () => {
    await using place = await withClock();
    const { id } = await place.store.suppressions.add(everySunday);
    await place.store.alarms.apply([opened()]);
    const isSuppressed = async () => (await place.store.alarms.find("a1"))?.suppressed !== undefined;
    await place.pass(EVE + HOUR - 1);
    expect(await isSuppressed()).toBe(false);
    await place.pass(EVE + HOUR); // 02:00 in summer
    expect(await isSuppressed()).toBe(true);
    await place.restart();
    await place.pass(EVE + 3 * HOUR); // 03:00 in winter
    expect(await isSuppressed()).toBe(true);
    await place.store.alarms.apply([opened({ id: "a2" })]);
    expect(await place.store.alarms.find("a2")).toMatchObject({ suppressed: { id, kind: "maintenance" } });
    await place.pass(EVE + 4 * HOUR - 1);
    expect(await isSuppressed()).toBe(true);
    await place.pass(EVE + 4 * HOUR); // 04:00 in winter
    expect(await isSuppressed()).toBe(false);
    expect((await place.store.alarms.find("a2"))?.suppressed).toBeUndefined();
    const entries = await audited(place.store);
    expect(entries.map(({ action, actor_kind }) => [action, actor_kind])).toEqual([
      ["suppression.plan", "system"],
      ["suppression.begin", "system"],
      ["suppression.end", "system"],
    ]);
    expect(entries.map(({ at }) => at)).toEqual([EVE, EVE + HOUR, EVE + 4 * HOUR]);
    expect(await place.store.suppressions.current()).toMatchObject([{ id, begun_at: null, ended_at: null }]);
  });

  test("over meanwhile: nothing is raised, and nobody is said to have answered", async () => {
    await using place = await withClock();
    const { alarms, suppressions } = place.store;
    await suppressions.add(shelving());
    await alarms.apply([opened({ opened_at: EVE + 1 }), cleared("a1", EVE + 2)]);
    await place.pass(EVE + HOUR);
    expect(await alarms.find("a1")).toMatchObject({ state: "resolved", acknowledged_by: null });
    const events = (await place.store.events.pending(1000)) as { raised?: boolean }[];
    expect(events.filter(({ raised }) => raised)).toEqual([]);
  });

  test("somebody may end it early, and a weekly one for this time only; twice is a contradiction", async () => {
    await using place = await withClock();
    const { alarms, suppressions } = place.store;
    const weekly = await suppressions.add(everySunday);
    await place.pass(EVE + HOUR);
    await alarms.apply([opened({ opened_at: EVE + HOUR })]);
    await suppressions.end(weekly.id, { by: "Bo" }, undefined, true);
    expect((await alarms.find("a1"))?.suppressed).toBeUndefined();
    await place.pass(EVE + 2 * HOUR);
    expect((await alarms.find("a1"))?.suppressed).toBeUndefined();
    await suppressions.end(weekly.id, { by: "Bo" });
    await expect(suppressions.end(weekly.id, { by: "Bo" })).rejects.toThrow("it has ended");
    expect(await suppressions.end("nobody", {})).toBeUndefined();
    expect((await audited(place.store)).map(({ action }) => action)).toEqual([
      "suppression.plan",
      "suppression.begin",
      "suppression.end",
      "suppression.end",
    ]);
  });

  test("shelved again, the second takes the place of the first, and nothing is raised", async () => {
    await using place = await withClock();
    const { alarms, suppressions } = place.store;
    await alarms.apply([opened()]);
    await suppressions.add(shelving({ until: EVE + 8 * HOUR }));
    const second = await suppressions.add(shelving({ by: "Bo" }));
    expect(await suppressions.current()).toMatchObject([{ id: second.id }]);
    expect(await alarms.find("a1")).toMatchObject({ state: "new", suppressed: { id: second.id, by: "Bo" } });
    expect((await newest(place.store))?.raised).toBeUndefined();
  });

  test("under two at once an alarm stays suppressed until the last has ended", async () => {
    await using place = await withClock();
    const { alarms, suppressions } = place.store;
    await alarms.apply([opened()]);
    await suppressions.add(shelving());
    const maintenance = await suppressions.add(
      shelving({ kind: "maintenance", metric: null, until: EVE + 2 * HOUR }),
    );
    await place.pass(EVE + HOUR);
    expect(await alarms.find("a1")).toMatchObject({ suppressed: { id: maintenance.id } });
    await place.pass(EVE + 2 * HOUR);
    expect(await alarms.find("a1")).toMatchObject({ state: "new" });
    expect((await alarms.find("a1"))?.suppressed).toBeUndefined();
  });

  test("an area covers the machines in it and in the areas within it", async () => {
    await using place = await withClock();
    const { alarms, suppressions, machines, areas } = place.store;
    const hall = await areas.add({ name: "Hall" });
    const line = await areas.add({ name: "Line", parent_id: hall.id });
    const press = await machines.add({ name: "Press", area: line.id });
    const lathe = await machines.add({ name: "Lathe" });
    await alarms.apply([opened({ machine_id: press.id }), opened({ id: "a2", machine_id: lathe.id })]);
    const asked = { kind: "maintenance", machine_id: null, area_id: hall.id, metric: null } as const;
    await suppressions.add(shelving(asked));
    await alarms.apply([opened({ id: "a3", machine_id: press.id })]);
    const suppressed = await alarms.list({ suppressed: true, limit: 9 });
    expect(suppressed.map(({ id }) => id).toSorted()).toEqual(["a1", "a3"]);
    expect(await suppressions.withholding(EVE)).toMatchObject([{ machineIds: [press.id] }]);
  });

  test("an alarm that was opened by a transaction which did not see the end is given back all the same", async () => {
    await using place = await withClock();
    const { alarms, suppressions } = place.store;
    const { id } = await suppressions.add(shelving());
    await suppressions.end(id, {});
    await alarms.apply([opened()]);
    // As that transaction would leave it.
    const suppressed = JSON.stringify({ id, kind: "shelved", until: EVE + HOUR, by: "Ada" });
    await using sql = new Bun.SQL(place.url);
    await sql`update alarms set suppressed = ${suppressed} where id = 'a1'`;
    expect(await alarms.list({ suppressed: true, limit: 9 })).toHaveLength(1); // the guard
    await place.pass(EVE + 1);
    expect(await alarms.list({ suppressed: true, limit: 9 })).toEqual([]);
    expect(await newest(place.store)).toMatchObject({ state: "new", raised: true });
  });
});
