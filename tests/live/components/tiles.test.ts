import { expect, test } from "bun:test";
import { createTiles } from "../../../src/live/components/tiles";
import { LIVE_TICK_MS } from "../../../src/live/components/update_scheduler";
import type { MetricUpdated } from "../../../src/domain/event";
import { createPlantState } from "../../../src/live/state/plant_state";
import { detected, machine } from "../../support/views";

const START = Date.parse("2026-11-23T10:00:00Z");

/** A plant of so many machines that send a reading a second, and a clock of its own. */
function start(count: number) {
  let now = START;
  const plantState = createPlantState();
  const tiles = createTiles({ plantState, timezone: "UTC", now: () => now });
  const ids = Array.from({ length: count }, (_, i) => `m${i}`);
  for (const id of ids) plantState.putMachine(machine({ id, name: id, data_interval_seconds: 1 }));
  const send = (id: string, value: number) => {
    const timestamp = new Date(now).toISOString();
    const sent = { machine_id: id, metric: "power_kw", value, timestamp };
    const event: MetricUpdated = { event_type: "metric_updated", ...sent };
    if (plantState.putValue(event)) tiles.onValue(event);
  };
  const wait = (ms: number) => (now += ms);
  return { plantState, tiles, ids, send, wait };
}

test("a new value is a part of its tile; every quarter of a minute the whole tile is drawn", () => {
  const { tiles, send, wait } = start(1);
  const drawn = [];
  for (let tick = 0; tick < 124; tick += 1) {
    send("m0", tick);
    drawn.push(...tiles.tick().map(({ target, id }) => (target === "tile" ? "whole" : id.split("-")[0])));
    wait(LIVE_TICK_MS);
  }
  expect(drawn.filter((kind) => kind === "whole")).toHaveLength(3);
  expect(drawn.filter((kind) => kind === "value").length).toBeGreaterThan(50);
});

test("of many values of one metric between two ticks only the newest is drawn", () => {
  const { tiles, send, wait } = start(1);
  send("m0", 0);
  tiles.tick();
  wait(500);
  for (const value of [1, 2, 3]) send("m0", value);
  expect(tiles.tick()).toEqual([]); // the guard: twice a second, not at every tick
  const values = tiles.tick().filter(({ id }) => id.startsWith("value"));
  expect(values).toHaveLength(1);
  expect(values[0]?.html).toContain("3");
});

test("a tick redraws fifteen machines at most, and each of sixty is drawn once a second", () => {
  const { tiles, ids, send, wait } = start(60);
  const drawn = new Set<string | null>();
  for (let tick = 0; tick < 4; tick += 1) {
    if (tick === 0) ids.forEach((id) => send(id, 1));
    const machines = new Set(tiles.tick().map(({ machineId }) => machineId));
    expect(machines.size).toBeLessThanOrEqual(15);
    machines.forEach((id) => drawn.add(id));
    wait(LIVE_TICK_MS);
  }
  expect(drawn.size).toBe(60);
});

test("whole tiles that come due together are spread, and each of them is drawn", () => {
  const { tiles, ids, send, wait } = start(60);
  const drawn = new Set<string | null>();
  for (let second = 0; second < 8; second += 1) {
    ids.forEach((id) => send(id, second));
    for (let tick = 0; tick < 4; tick += 1) {
      const whole = tiles.tick().filter(({ target }) => target === "tile");
      expect(whole.length).toBeLessThanOrEqual(2);
      whole.forEach(({ machineId }) => drawn.add(machineId));
      wait(LIVE_TICK_MS);
    }
  }
  expect(drawn.size).toBe(60);
});

test("a silent machine is drawn again, so that its tile shows for how long", () => {
  const { tiles, wait } = start(1);
  tiles.tick();
  wait(60_000);
  tiles.tick(); // not due yet
  expect(tiles.tick().map(({ target }) => target)).toEqual(["tile"]);
});

test("an alarm redraws the whole tile of its machine once, and no other event does", () => {
  const { tiles } = start(2);
  const alert = { event_type: "system_alert", alert_type: "x", severity: "info", message: "y" } as const;
  tiles.onEvent({ ...alert, event_id: "e", published_at: "2026-11-23T10:00:00Z", machine_id: "m0" });
  expect(tiles.due()).toEqual([]);
  for (const _ of [1, 2]) tiles.onEvent(detected({ machine_id: "m1" }));
  expect(tiles.due().map(({ target, machineId }) => [target, machineId])).toEqual([["tile", "m1"]]);
  expect(tiles.due()).toEqual([]);
});

test("a machine that is out of use has no tile to draw", () => {
  const { plantState, tiles } = start(1);
  const unused = machine({ id: "m0", is_active: false });
  plantState.putMachine(unused);
  tiles.onMachine(unused);
  expect(tiles.due()).toEqual([]);
});

test("a machine that stops has no data after three missed values, and the first value after that takes the word away with it", () => {
  const { plantState, tiles, send, wait } = start(1);
  for (let second = 0; second < 8; second += 1) {
    send("m0", second);
    tiles.tick();
    wait(1000);
  }
  wait(2000); // 3 s after the last one
  expect(tiles.tick().filter(({ target }) => target === "tile")).toEqual([]);
  wait(2000);
  const [silent] = tiles.tick();
  expect([silent?.target, silent?.html.includes("no data")]).toEqual(["tile", true]);
  send("m0", 99);
  const [fresh] = tiles.tick();
  expect([fresh?.target, fresh?.html.includes("no data"), fresh?.html.includes("99.0")]).toEqual([
    "tile",
    false,
    true,
  ]);
  expect(plantState.tile("m0")?.at).toBe(START + 12_000);
});

test("a mode that changes is drawn with the value that brings it", () => {
  const { plantState, tiles, wait } = start(1);
  const bring = (mode: string) => {
    const timestamp = new Date(START + wait(1000) - START - 1000).toISOString();
    const event = { machine_id: "m0", metric: "power_kw", value: 1, mode, timestamp } as const;
    const value: MetricUpdated = { event_type: "metric_updated", ...event };
    if (plantState.putValue(value)) tiles.onValue(value);
    const modes = tiles.tick().filter(({ id, target }) => target === "part" && id === "mode-m0");
    return modes.map(({ html }) => html.replaceAll(/<[^>]*>/g, ""));
  };
  expect([bring("running"), bring("running"), bring("idle"), bring("idle")]).toEqual([[], [], ["idle"], []]);
});
