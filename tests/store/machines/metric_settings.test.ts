import { expect, test } from "bun:test";
import type { ScopedSetting } from "../../../src/domain/machine/metric_settings";
import { onEachDatabase, openFresh } from "../../support/store";

const HOSTILE = `Robert'); drop table metric_settings;-- "%_\\ ☃`;

onEachDatabase(() => {
  test("settings are kept by scope and metric, and the newest replace the ones before", async () => {
    const store = await openFresh();
    expect(await store.metricSettings.all()).toEqual([]);
    const plant: ScopedSetting = { scope: "plant", metric: HOSTILE, setting: { label: HOSTILE, unit: "" } };
    const machine: ScopedSetting = {
      scope: "machine:c1",
      metric: HOSTILE,
      setting: { low: -1.5, decimals: 2 },
    };
    await store.metricSettings.set([{ ...plant, setting: { kind: "counter" } }, machine]);
    await store.metricSettings.set([plant]);
    expect(await store.metricSettings.all()).toEqual([machine, plant]);
    expect(await store.metricSettings.remove("plant", HOSTILE)).toBe(true);
    expect(await store.metricSettings.remove("plant", HOSTILE)).toBe(false);
    expect(await store.metricSettings.all()).toEqual([machine]);
    await store.close();
  });
});
