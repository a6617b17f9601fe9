import { afterEach, expect, onTestFinished, test } from "bun:test";
import {
  NO_METRIC_SETTINGS,
  putInForce,
  settingOf,
  type ScopedSetting,
} from "../../src/domain/machine/metric_settings";
import { createMachineRegistry } from "../../src/ingest/machine_registry";
import { createMetricSettingsCache } from "../../src/judging/metric_settings_cache";
import { machine } from "../support/builders";
import { open } from "../support/store";

afterEach(() => putInForce(NO_METRIC_SETTINGS));

test("what another server set is in force after a refresh, by the type that a machine has then", async () => {
  const store = await open("sqlite://:memory:");
  onTestFinished(store.close);
  const registry = createMachineRegistry([machine({ id: "c1", type: "compressor" })]);
  const cache = await createMetricSettingsCache(store, registry);
  const pump: ScopedSetting = { scope: "type:pump", metric: "m", setting: { unit: "bar" } };
  await cache.set([{ scope: "plant", metric: "m", setting: { unit: "kPa" } }]);
  expect([cache.of("c1", "m").unit, settingOf("m", "c1").unit]).toEqual(["kPa", "kPa"]);
  await store.metricSettings.set([pump]);
  registry.put(machine({ id: "c1", type: "pump" }));
  expect(cache.of("c1", "m").unit).toBe("kPa");
  await cache.refresh();
  expect([cache.of("c1", "m").unit, settingOf("m", "c1").unit]).toEqual(["bar", "bar"]);
  expect([await cache.remove("type:pump", "m"), await cache.remove("type:pump", "m")]).toEqual([true, false]);
  expect(cache.of("c1", "m").unit).toBe("kPa");
});
