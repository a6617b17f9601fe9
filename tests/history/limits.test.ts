import { expect, test } from "bun:test";
import type { Limits } from "../../src/model/limits";
import { onEachDatabase, openFresh } from "./fixture";

const HOSTILE = `Robert'); drop table limits;-- "%_\\ ☃`;

onEachDatabase(() => {
  test("limits are kept for each machine, and the newest replace the ones before", async () => {
    const history = await openFresh();
    expect(await history.limits.all()).toEqual(new Map());
    const limits: Limits = {
      metrics: [{ metric: HOSTILE, severity: "critical", high: 8 }],
      silent_minutes: 5,
    };
    await history.limits.set("c1", { metrics: [] });
    await history.limits.set("c1", limits);
    await history.limits.set("c2", { metrics: [] });
    expect(await history.limits.all()).toEqual(
      new Map([
        ["c1", limits],
        ["c2", { metrics: [] }],
      ]),
    );
    await history.close();
  });
});
