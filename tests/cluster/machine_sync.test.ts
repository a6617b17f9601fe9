import { afterEach, expect, jest, test } from "bun:test";
import { startMachineSync } from "../../src/cluster/machine_sync";
import { MACHINE_DEFAULTS, type Machine } from "../../src/domain/machine/machine";
import { createMachineRegistry } from "../../src/ingest/machine_registry";

afterEach(() => void jest.useRealTimers());

const machine = (id: string, updated_at = 1): Machine => ({
  ...MACHINE_DEFAULTS,
  id,
  name: `Machine ${id}`,
  created_at: 1,
  updated_at,
});

/** A registry that knows machine "a", beside a database of machines in memory. */
function syncing(stored: Machine[], shared = true) {
  const database = { away: false };
  const machineRegistry = createMachineRegistry([machine("a")]);
  const changes: string[] = [];
  const troubles: unknown[] = [];
  const refreshed = { count: 0, site: 0, guidance: 0 };
  const all = () => (database.away ? Promise.reject(new Error("away")) : Promise.resolve([...stored]));
  const machineSync = startMachineSync({
    store: { machines: { all } as never, shared },
    machineRegistry,
    metricSettings: { refresh: async () => void (refreshed.count += 1) },
    site: { refresh: async () => void (refreshed.site += 1) },
    guidance: { refresh: async () => void (refreshed.guidance += 1) },
    onChange: ({ id }) => changes.push(id),
    log: { warn: (details: unknown) => troubles.push(details) },
  });
  return { machineSync, machineRegistry, changes, troubles, database, refreshed };
}

test("a machine that another server registered or changed comes into the registry, and is told of once", async () => {
  const stored = [machine("a"), machine("b")];
  const { machineSync, machineRegistry, changes } = syncing(stored);
  await machineSync?.sync();
  stored[0] = machine("a", 2);
  await machineSync?.sync();
  await machineSync?.sync();
  expect(machineRegistry.all().map(({ id, updated_at }) => [id, updated_at])).toEqual([
    ["a", 2],
    ["b", 1],
  ]);
  expect(changes).toEqual(["b", "a"]);
  await machineSync?.stop();
});

test("it looks for itself every three seconds, because a message of a peer may be lost", async () => {
  jest.useFakeTimers();
  const { machineSync, changes } = syncing([machine("b")]);
  jest.advanceTimersByTime(2_999);
  await Promise.resolve();
  expect(changes).toEqual([]);
  jest.advanceTimersByTime(1);
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  expect(changes).toEqual(["b"]);
  void machineSync?.stop();
});

test("a database that is away is logged, and the registry stays as it is", async () => {
  const { machineSync, machineRegistry, troubles, database } = syncing([machine("b")]);
  database.away = true;
  await machineSync?.sync();
  expect(machineRegistry.all()).toHaveLength(1);
  expect(troubles).toEqual([{ err: new Error("away") }]);
  database.away = false;
  await machineSync?.sync();
  expect(machineRegistry.all()).toHaveLength(2);
  await machineSync?.stop();
});

test("a database of this server alone is not synced", () => {
  expect(syncing([], false).machineSync).toBeUndefined();
});

test("the metric settings and the site that another server made are read with the machines", async () => {
  const { machineSync, refreshed } = syncing([]);
  const before = refreshed.count;
  await machineSync?.sync();
  expect(refreshed.count).toBeGreaterThan(before);
  expect(refreshed.site).toBe(refreshed.count);
  expect(refreshed.guidance).toBe(refreshed.count);
  await machineSync?.stop();
});
