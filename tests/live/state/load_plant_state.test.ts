import { expect, test } from "bun:test";
import { loadPlantState } from "../../../src/live/state/load_plant_state";
import { createPlantState } from "../../../src/live/state/plant_state";
import { alarm, machine, NOW } from "../../support/views";

test("machines come with their newest values, their trend and their open alarms", async () => {
  const asked: unknown[] = [];
  const latest = ["c1", "c2", "unknown"].map((machine_id) => ({
    ...{ machine_id, at: NOW, mode: "running", metrics: { pressure_bar: 6, power_kw: 50 } },
  }));
  const plantState = createPlantState();
  const store = {
    readings: {
      latest: async () => latest,
      points: async (...query: unknown[]) => (asked.push(query), [{ at: NOW, value: 50 }]),
    },
    alarms: { list: async () => [alarm({ machine_id: "c2" })] },
    calls: { waiting: async () => [] },
  };
  await loadPlantState(plantState, store, [machine(), machine({ id: "c2" }), machine({ id: "c3" })], NOW);
  expect(asked).toEqual(["c1", "c2"].map((id) => [id, "power_kw", NOW - 900_000, NOW]));
  expect(plantState.tile("c1")).toMatchObject({
    mode: "running",
    main: { value: 50 },
    learned: 1,
    alarm: null,
  });
  expect(plantState.tile("c2")?.alarm?.id).toBe("a1");
  expect(plantState.tile("c3")).toMatchObject({ at: null, learned: 0 });
});

test("after a restart a page has what the monitor knows: bands, since when, and series not heard lately", async () => {
  const plantState = createPlantState();
  const [outsideSince, bad_since] = [NOW - 16 * 60_000, NOW - 300_000];
  const marked = { flow: { quality: "bad", sent: "Bad" } } as const;
  const latest = [
    {
      machine_id: "c1",
      at: NOW,
      mode: "running",
      metrics: { power_kw: 50 },
      marked,
      stamps: { flow: NOW - 9 },
    },
  ];
  const store = {
    readings: { latest: async () => latest, points: async () => [] },
    alarms: { list: async () => [alarm({ metric: "oil_c", detection_method: "limit" })] },
    calls: { waiting: async () => [] },
  };
  await loadPlantState(plantState, store, [machine()], NOW, {
    band: (_, metric) => (metric === "power_kw" ? { low: 40, high: 45, outsideSince } : undefined),
    learned: () => 0.4,
    newest: () => ({
      oil_c: { at: NOW - 3_600_000, value: 90 },
      power_kw: { at: NOW, value: 50 },
      flow: { at: bad_since - 1000, value: 3, bad_since, bad_at: NOW },
      once: { at: NOW - 3 * 86_400_000, value: 1 },
    }),
  });
  const tile = plantState.tile("c1");
  expect(tile).toMatchObject({ learned: 0.4, main: { metric: "power_kw", low: 40, high: 45 } });
  expect(tile?.outside).toEqual({ metric: "power_kw", since: outsideSince });
  expect(tile?.marked).toMatchObject([{ metric: "flow", since: bad_since, at: NOW - 9 }]);
  expect(plantState.values("c1").map(({ metric }) => metric)).toEqual(["power_kw", "oil_c", "flow"]);
  expect(plantState.openAlarms(NOW)).toMatchObject([{ id: "a1", notKnownSince: NOW - 3_600_000 }]);
});
