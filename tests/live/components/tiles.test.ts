import { expect, test } from "bun:test";
import { createPlantState } from "../../../src/live/state/plant_state";
import { createTiles } from "../../../src/live/components/tiles";
import type { MetricUpdated } from "../../../src/domain/event";
import { LIVE_TICK_MS } from "../../../src/live/components/update_scheduler";
import { MACHINE_DEFAULTS } from "../../../src/domain/machine/machine";

const START = Date.parse("2026-11-23T10:00:00Z");

/** A floor of so many machines that send a reading a second, and a clock of its own. */
function start(count: number) {
  let now = START;
  const plantState = createPlantState();
  const tiles = createTiles({ plantState, timezone: "UTC", now: () => now });
  const ids = Array.from({ length: count }, (_, i) => `m${i}`);
  for (const id of ids) {
    plantState.putMachine({
      ...MACHINE_DEFAULTS,
      id,
      name: id,
      data_interval_seconds: 1,
      created_at: 0,
      updated_at: 0,
    });
  }
  const send = (id: string, value: number) => {
    const timestamp = new Date(now).toISOString();
    const event: MetricUpdated = {
      event_type: "metric_updated",
      machine_id: id,
      metric: "power_kw",
      value,
      timestamp,
    };
    if (plantState.putValue(event)) tiles.valueChanged(event);
  };
  const wait = (ms: number) => (now += ms);
  return { tiles, ids, send, wait };
}

test("a new value is a part of its tile; every quarter of a minute the whole tile is drawn", () => {
  const { tiles, send, wait } = start(1);
  const places = [];
  for (let tick = 0; tick < 124; tick += 1) {
    send("m0", tick);
    places.push(...tiles.due().map(({ target, id }) => (target === "tile" ? "whole" : id.split("-")[0])));
    wait(LIVE_TICK_MS);
  }
  expect(places.filter((target) => target === "whole")).toHaveLength(3);
  expect(places.filter((target) => target === "value").length).toBeGreaterThan(50);
});

test("of many values of one metric between two ticks only the newest is drawn", () => {
  const { tiles, send, wait } = start(1);
  send("m0", 0);
  tiles.due();
  wait(500);
  for (const value of [1, 2, 3]) send("m0", value);
  expect(tiles.due()).toEqual([]); // the guard: twice a second, not at every tick
  const values = tiles.due().filter(({ id }) => id.startsWith("value"));
  expect(values).toHaveLength(1);
  expect(values[0]?.html).toContain("3");
});

test("a frame redraws fifteen machines at most, and of sixty each has its turn once a second", () => {
  const { tiles, ids, send, wait } = start(60);
  const drawn = new Set<string | null>();
  for (let tick = 0; tick < 4; tick += 1) {
    if (tick === 0) ids.forEach((id) => send(id, 1));
    const machines = new Set(tiles.due().map(({ machineId }) => machineId));
    expect(machines.size).toBeLessThanOrEqual(15);
    machines.forEach((id) => drawn.add(id));
    wait(LIVE_TICK_MS);
  }
  expect(drawn.size).toBe(60);
});

test("whole tiles that come due together are spread, and each has its turn", () => {
  const { tiles, ids, send, wait } = start(60);
  const drawn = new Set<string | null>();
  for (let second = 0; second < 8; second += 1) {
    ids.forEach((id) => send(id, second));
    for (let tick = 0; tick < 4; tick += 1) {
      const whole = tiles.due().filter(({ target }) => target === "tile");
      expect(whole.length).toBeLessThanOrEqual(2);
      whole.forEach(({ machineId }) => drawn.add(machineId));
      wait(LIVE_TICK_MS);
    }
  }
  expect(drawn.size).toBe(60);
});

test("a machine that has said nothing since the start is drawn again, so that its tile says for how long", () => {
  const { tiles, wait } = start(1);
  tiles.due();
  wait(60_000);
  tiles.due(); // not its turn yet
  expect(tiles.due().map(({ target }) => target)).toEqual(["tile"]);
});
