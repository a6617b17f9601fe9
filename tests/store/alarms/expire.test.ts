import { expect, test } from "bun:test";
import { HOUR_MS } from "../../../src/domain/time_units";
import { eventually } from "../../support/andon";
import { alarm, onEachDatabase, open, freshUrl, START, withAlarms } from "../../support/store";

onEachDatabase(() => {
  test("an acknowledgement is over after 4 h of a critical alarm and a day of a warning; then it is new", async () => {
    const [critical, warning] = [alarm({ severity: "critical" }), alarm({ severity: "warning" })];
    await using room = await withAlarms(critical, warning);
    const { alarms, events } = room.store;
    for (const { id } of [critical, warning]) await alarms.acknowledge(id, { by: "Ada" }, START);
    expect(await alarms.expire(START + 4 * HOUR_MS - 1)).toBe(0);
    expect(await alarms.expire(START + 4 * HOUR_MS)).toBe(1);
    const expired = { state: "new", acknowledged_by: "Ada", acknowledged_at: START };
    expect(await alarms.find(critical.id)).toMatchObject(expired);
    expect((await alarms.find(warning.id))?.state).toBe("acknowledged");
    expect((await events.pending(20)).at(-1)).toMatchObject({
      ...{ event_type: "anomaly_updated", anomaly_id: critical.id, state: "new", raised: true, by: null },
    });
    expect(await alarms.expire(START + 24 * HOUR_MS)).toBe(1);
    expect(await alarms.expire(START + 999 * HOUR_MS)).toBe(0);
    const entries = await room.store.audit.list({ action: "alarm.expire", limit: 9 });
    expect(entries).toMatchObject([
      { actor_kind: "system", actor_id: null, subject: `alarm:${warning.id}` },
      { actor_kind: "system", actor_id: null, subject: `alarm:${critical.id}` },
    ]);
  });

  test("what is over, or worse than seen, does not run out; and an acknowledgement anew has its whole time", async () => {
    const [over, again] = [alarm(), alarm()];
    await using room = await withAlarms(over, again);
    const { alarms } = room.store;
    for (const { id } of [over, again]) await alarms.acknowledge(id, { by: "Ada" }, START);
    await alarms.apply([{ kind: "cleared", anomaly_id: over.id, at: START + 1 }]);
    await alarms.expire(START + 24 * HOUR_MS);
    expect((await alarms.find(over.id))?.state).toBe("resolved");
    await alarms.acknowledge(again.id, { by: "Bob" }, START + 25 * HOUR_MS);
    expect(await alarms.expire(START + 48 * HOUR_MS)).toBe(0);
    expect(await alarms.find(again.id)).toMatchObject({ state: "acknowledged", acknowledged_by: "Bob" });
  });

  test("the time is what was set when it was acknowledged, and stands in the row over a restart", async () => {
    const url = await freshUrl();
    const first = await open(url);
    const opened = alarm({ severity: "critical" });
    await first.alarms.apply([{ kind: "opened", alarm: opened }]);
    await first.siteSettings.set({ acknowledged_hours: { critical: 1, warning: 2 } });
    await first.alarms.acknowledge(opened.id, { by: "Ada" }, START);
    await first.siteSettings.set({ acknowledged_hours: null });
    await first.close();
    const second = await open(url);
    try {
      expect(await second.alarms.expire(START + HOUR_MS - 1)).toBe(0);
      expect(await second.alarms.expire(START + HOUR_MS)).toBe(1);
    } finally {
      await second.close();
    }
  });

  test("one that became new again is not among those that were seen on a page of before", async () => {
    const opened = alarm();
    await using room = await withAlarms(opened);
    const { alarms } = room.store;
    await alarms.acknowledge(opened.id, { by: "Ada" }, START);
    const { asOf } = await alarms.unacknowledged({});
    await alarms.expire(START + 24 * HOUR_MS);
    expect(await alarms.acknowledgeBatch({}, asOf, { by: "Zoe" }, START)).toBe(0);
    await eventually(
      async () => (await alarms.unacknowledged({})).count === 1,
      "the alarm to be unacknowledged",
    );
  });

  test("a flood of them runs out in parts, and none is left", async () => {
    await using room = await withAlarms(...Array.from({ length: 120 }, () => alarm()));
    const { alarms } = room.store;
    const { asOf } = await eventually(async () => {
      const found = await alarms.unacknowledged({});
      return found.count === 120 && found;
    }, "120 alarms");
    while ((await alarms.acknowledgeBatch({}, asOf, { by: "Zoe" }, START)) > 0);
    expect(await alarms.expire(START + 24 * HOUR_MS)).toBeLessThan(120);
    while ((await alarms.expire(START + 24 * HOUR_MS)) > 0);
    expect(await alarms.count({ states: ["new"] })).toBe(120);
  });
});
