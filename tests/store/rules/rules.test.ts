import { expect, test } from "bun:test";
import { ruleInput } from "../../../src/domain/alarm/rule";
import type { By } from "../../../src/people/actor";
import { Conflict } from "../../../src/store/errors";
import { alarm, onEachDatabase, openFresh } from "../../support/store";

const ADA: By = { actor: { kind: "person", id: "p1", name: "Ada", role: "engineer" }, address: "192.0.2.7" };
const input = (change: object = {}) =>
  ruleInput.parse({
    name: "Hot",
    scope: { kind: "type", type: "pump" },
    condition: { kind: "form", metric: "temp_c", comparison: "above", limit: 80, clears_at: 70 },
    text: "Open the valve",
    ...change,
  });

onEachDatabase(() => {
  test("rules are kept, replaced with a new revision, and removed, each with its audit entry", async () => {
    const store = await openFresh();
    const rule = await store.rules.add(input(), ADA);
    expect(rule).toMatchObject({ ...input(), revision: 1 });
    expect(await store.rules.all()).toEqual([rule]);
    const changed = await store.rules.change(rule.id, input({ severity: "critical" }), ADA);
    expect(changed).toMatchObject({ revision: 2, severity: "critical", created_at: rule.created_at });
    expect(await store.rules.change(rule.id, input({ severity: "critical" }), ADA)).toEqual(changed);
    expect(await store.rules.change("none", input())).toBeUndefined();
    expect([await store.rules.remove(rule.id, ADA), await store.rules.remove(rule.id, ADA)]).toEqual([
      true,
      false,
    ]);
    expect(await store.rules.all()).toEqual([]);
    const entries = await store.audit.list({ limit: 10 });
    expect(entries.map(({ action, subject, actor_name }) => [action, subject, actor_name])).toEqual([
      ["rule.remove", `rule:${rule.id}`, "Ada"],
      ["rule.change", `rule:${rule.id}`, "Ada"],
      ["rule.add", `rule:${rule.id}`, "Ada"],
    ]);
    await store.close();
  });

  test("no two rules have one name, in any case, however they are sent", async () => {
    const store = await openFresh();
    const rule = await store.rules.add(input());
    const other = await store.rules.add(input({ name: "Cold" }));
    expect(store.rules.add(input({ name: " HOT " }))).rejects.toThrow(Conflict);
    expect(store.rules.change(other.id, input({ name: "hot" }))).rejects.toThrow(Conflict);
    expect(await store.rules.change(rule.id, input({ name: "HOT" }))).toMatchObject({ name: "HOT" });
    await store.close();
  });

  test("the open alarms of a removed rule stay open and say so; those of others and resolved ones do not", async () => {
    const store = await openFresh();
    const { id: rule_id } = await store.rules.add(input());
    const cause = {
      kind: "rule",
      rule_id,
      name: "Hot",
      text: "",
      metric: "temp_c",
      value: 90,
      comparison: "above",
      limit: 80,
      since: 0,
    } as const;
    const ruled = { detection_method: "rule", cause, metric: "temp_c", value: 90 } as const;
    const { id: another } = await store.rules.add(input({ name: "Another" }));
    const open = alarm({ id: "open", ...ruled });
    const over = alarm({ id: "over", ...ruled });
    const other = alarm({ id: "other", ...ruled, cause: { ...cause, rule_id: another } });
    await store.alarms.apply([open, over, other].map((each) => ({ kind: "opened", alarm: each })));
    await store.alarms.resolve("over", {}, 1);
    const last = (await store.events.pending(100)).length;
    await store.rules.remove(rule_id, ADA);
    expect(await store.alarms.find("open")).toMatchObject({
      state: "new",
      cause: { deleted: true },
      reason: expect.stringContaining("rule deleted"),
    });
    expect((await store.alarms.find("over"))?.cause).toEqual(cause);
    expect((await store.alarms.find("other"))?.cause).toEqual({ ...cause, rule_id: another });
    const events = (await store.events.pending(100)).slice(last);
    expect(events).toMatchObject([{ event_type: "anomaly_updated", anomaly_id: "open" }]);
    // A judge that has not heard of it yet.
    await store.alarms.apply([{ kind: "opened", alarm: alarm({ id: "late", ...ruled }) }]);
    expect(await store.alarms.find("late")).toMatchObject({ state: "new", cause: { deleted: true } });
    await store.close();
  });
});
