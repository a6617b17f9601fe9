import { expect, test } from "bun:test";
import fc from "fast-check";
import { isOpen } from "../../../../src/domain/alarm/alarm";
import { alarm, freshUrl, onEachDatabase, open, runs, worsened } from "../../../support/store";

const MINUTE = 60_000;
const START = Date.parse("2026-03-28T23:00:00Z");
const METRICS = ["power_kw", "vibration"] as const;

/** What may happen to two metrics of one machine, and to time. */
const step = fc.oneof(
  fc.record({ kind: fc.constant("open" as const), metric: fc.constantFrom(...METRICS) }),
  fc.record({ kind: fc.constant("worsen" as const), metric: fc.constantFrom(...METRICS) }),
  fc.record({ kind: fc.constant("clear" as const) }),
  fc.record({ kind: fc.constant("acknowledge" as const) }),
  fc.record({
    kind: fc.constant("shelve" as const),
    metric: fc.constantFrom(...METRICS, null),
    minutes: fc.constantFrom(15, 60, 480),
  }),
  fc.record({ kind: fc.constant("weekly" as const) }),
  fc.record({ kind: fc.constant("end" as const) }),
  fc.record({ kind: fc.constant("wait" as const), minutes: fc.integer({ min: 1, max: 200 }) }),
  fc.record({ kind: fc.constant("restart" as const) }),
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Does the steps, and looks at every alarm after each. */
async function play(steps: readonly Step[]) {
  const clock = { now: START };
  const url = await freshUrl();
  let store = await open(url, () => clock.now);
  /** The episodes of active alarms, by the ids of these: one that came back has a newer episode. */
  const active = new Map<string, string>();
  const answered = new Set<string>();
  let made = 0;

  async function act(asked: Step) {
    const { alarms, suppressions } = store;
    const [[one, episode] = []] = active;
    switch (asked.kind) {
      case "open": {
        const id = `a${++made}`;
        const { metric } = asked;
        const found = alarm({ id, machine_id: "c1", metric, opened_at: clock.now, updated_at: clock.now });
        await alarms.apply([{ kind: "opened", alarm: found }]);
        const stored = await alarms.list({ limit: 99 });
        const stands = stored.find((each) => each.id === id || each.episode_id === id);
        return active.set(stands?.id ?? id, id);
      }
      case "worsen":
        return (
          episode && alarms.apply([worsened(episode, { at: clock.now, metric: asked.metric, joined: true })])
        );
      case "clear":
        if (!one || !episode) return;
        active.delete(one);
        return alarms.apply([{ kind: "cleared", anomaly_id: episode, at: clock.now }]);
      case "acknowledge":
        if (!one) return;
        answered.add(one);
        return alarms.acknowledge(one, { by: "Bo" }, clock.now);
      case "shelve":
      case "weekly": {
        const weekly = asked.kind === "weekly";
        return suppressions.add({
          ...{
            kind: weekly ? "maintenance" : "shelved",
            machine_id: "c1",
            area_id: null,
            anomaly_type: null,
          },
          metric: asked.kind === "shelve" ? asked.metric : null,
          begins_at: clock.now,
          until: asked.kind === "shelve" ? clock.now + asked.minutes * MINUTE : null,
          weekly: weekly ? { days: ["sun"], from: "02:00", to: "04:00" } : null,
          ...{ timezone: "Europe/Berlin", reason: null, by: "Ada", by_id: null },
        });
      }
      case "end": {
        const [first] = await suppressions.current();
        return first && suppressions.end(first.id, { by: "Ada" });
      }
      case "wait":
        clock.now += asked.minutes * MINUTE;
        return suppressions.advance();
      case "restart":
        await store.close();
        store = await open(url, () => clock.now);
    }
  }

  async function check() {
    const shown = new Map((await store.alarms.board(200)).map((each) => [each.id, each]));
    for (const id of active.keys()) {
      // Every active alarm is there, open, and of nobody who did not answer.
      const found = shown.get(id);
      expect(found && isOpen(found)).toBe(true);
      if (found?.acknowledged_by) expect(answered.has(id)).toBe(true);
    }
    for (const { id, state } of shown.values()) if (state === "resolved") expect(active.has(id)).toBe(false);
  }

  try {
    for (const each of steps) {
      await act(each);
      await check();
    }
    for (const { id } of await store.suppressions.current()) await store.suppressions.end(id, {});
    await store.suppressions.advance();
    expect(await store.alarms.list({ suppressed: true, limit: 99 })).toEqual([]);
    await check();
  } finally {
    await store.close();
  }
}

onEachDatabase(() => {
  test("no suppression loses an alarm, ends one without a good value, or names somebody who did not act", () =>
    fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 14 }), play), {
      numRuns: runs(40),
      endOnFailure: true,
    }));
});
