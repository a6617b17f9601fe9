import { expect, test } from "bun:test";
import type { Limits } from "../../../src/domain/alarm/machine_limits";
import { onEachDatabase, openFresh } from "../../support/store";

const HOSTILE = `Robert'); drop table limits;-- "%_\\ ☃`;

onEachDatabase(() => {
  test("limits are kept for each machine, and the newest replace the ones before", async () => {
    const store = await openFresh();
    expect(await store.limits.all()).toEqual(new Map());
    const limits: Limits = {
      metrics: [{ metric: HOSTILE, severity: "critical", high: 8 }],
      silent_minutes: 5,
    };
    await store.limits.set("c1", { metrics: [] });
    await store.limits.set("c1", limits);
    await store.limits.set("c2", { metrics: [] });
    expect(await store.limits.all()).toEqual(
      new Map([
        ["c1", limits],
        ["c2", { metrics: [] }],
      ]),
    );
    await store.close();
  });
});
