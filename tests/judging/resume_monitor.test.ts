import { expect, test } from "bun:test";
import type { Limits } from "../../src/domain/alarm/machine_limits";
import { type Machine, MACHINE_DEFAULTS } from "../../src/domain/machine/machine";
import { metricSettingsOf, NO_METRIC_SETTINGS } from "../../src/domain/machine/metric_settings";
import { createMachineRegistry } from "../../src/ingest/machine_registry";
import { activeAlarms, resumeMonitor } from "../../src/judging/resume_monitor";
import { createStageCounters } from "../../src/live/state/diagnostics";
import { aloneWithMachine, noRules } from "../support/judging";
import { alarm, START } from "../support/store";

const PRESS: Machine = { ...MACHINE_DEFAULTS, id: "m", name: "Press", created_at: START, updated_at: START };
const HIGH_60: Limits = { metrics: [{ metric: "power_kw", severity: "critical", high: 60 }] };

async function resume(
  machine = PRESS,
  { limits = () => HIGH_60, open = [alarm()].slice(1), metricSettings = NO_METRIC_SETTINGS } = {},
) {
  const logged: unknown[][] = [];
  const stageCounters = createStageCounters(() => START);
  await using room = await aloneWithMachine();
  if (open.length > 0) await room.store.alarms.apply(open.map((one) => ({ kind: "opened", alarm: one })));
  const monitor = resumeMonitor(
    {
      ...noRules(),
      machineRegistry: createMachineRegistry([machine]),
      limits: { of: limits, refresh: () => Promise.resolve(), settled: () => Promise.resolve() },
      metricSettings,
      stageCounters,
      log: { info() {}, warn() {}, error: (...said: unknown[]) => void logged.push(said) },
      newId: () => "a1",
    },
    new Map(),
    await activeAlarms(room),
  );
  return { monitor, logged, stageCounters };
}

const high = (at: number) => ({ machine_id: "m", at, metrics: { power_kw: 90 }, mode: null });

test("a machine keeps its limits, and one that is not in use has none to keep", async () => {
  const used = await resume();
  expect(used.monitor.observe([high(START), high(START + 1000)])).toHaveLength(1);
  const retired = await resume({ ...PRESS, is_active: false });
  expect(retired.monitor.observe([high(START), high(START + 1000)])).toEqual([]);
});

test("an alarm that is open goes on instead of being opened again", async () => {
  const { monitor } = await resume(PRESS, { open: [alarm({ machine_id: "m", severity: "critical" })] });
  const kinds = monitor.observe([high(START), high(START + 1000)]).map(({ kind }) => kind);
  expect(kinds).not.toContain("opened");
});

test("an alarm that came back goes on under the id of its newest episode", async () => {
  const open = [alarm({ machine_id: "m", severity: "critical", id: "e1", episode_id: "e2" })];
  const { monitor } = await resume(PRESS, { open });
  expect([monitor.machineOf("e2"), monitor.machineOf("e1")]).toEqual(["m", undefined]);
});

test("a reading that cannot be judged is counted each time, and logged once a machine", async () => {
  const limits = () => {
    throw new Error("No such limit");
  };
  const { monitor, logged, stageCounters } = await resume(PRESS, { limits });
  monitor.observe([high(START), high(START + 1000)]);
  expect(stageCounters.unjudged.count).toBe(2);
  expect(stageCounters.lastUnjudged).toBe("Press: No such limit");
  expect(logged).toEqual([
    [{ err: expect.any(Error), machine: "Press" }, "a reading could not be judged, the next is tried"],
  ]);
});

test("a metric that somebody set to a counter is not judged by a band", async () => {
  const set = [{ scope: "plant", metric: "made", setting: { kind: "counter" } }] as const;
  const made = (index: number) => ({ ...high(START + index * 1000), metrics: { made: index % 7 } });
  const [judged, counted] = await Promise.all([
    resume(),
    resume(PRESS, { metricSettings: metricSettingsOf(set, () => undefined) }),
  ]);
  for (const { monitor } of [judged, counted])
    monitor.observe(Array.from({ length: 300 }, (_, index) => made(index)));
  expect(judged.monitor.band("m", "made")).toBeDefined();
  expect(counted.monitor.band("m", "made")).toBeUndefined();
});
