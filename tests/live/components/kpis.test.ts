import { expect, test } from "bun:test";
import { createKpis } from "../../../src/live/components/kpis";
import { createKpiTracker } from "../../../src/live/state/kpi_tracker";
import { createPlantState } from "../../../src/live/state/plant_state";
import { NOW } from "../../support/views";

test("a tick brings the figures that have changed, a page that catches up all of them", () => {
  const plantState = createPlantState();
  const tracker = createKpiTracker({ plantState, totals: new Map(), recent: [], now: () => NOW });
  const kpis = createKpis({ kpis: tracker });
  const ids = (fragments: { id: string }[]) => fragments.map(({ id }) => id);
  const all = ids(kpis.snapshot());
  expect(all).toHaveLength(6);
  expect(ids(kpis.tick())).toEqual(all);
  expect(kpis.tick()).toEqual([]);
  tracker.setToday({ energyKwh: 12, cost: null, currency: "EUR" });
  expect(ids(kpis.tick())).toEqual(["kpi-energy", "kpi-cost"]);
});
