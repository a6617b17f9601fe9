import { expect, test } from "bun:test";
import type { PageAudience } from "../../../src/live/audiences";
import { createPlantSummary } from "../../../src/live/components/plant_summary";
import { createPlantState } from "../../../src/live/state/plant_state";
import { machine, NOW } from "../../support/views";

const board = (...machineIds: string[]): PageAudience => ({ kind: "page", page: "board", machineIds });

test("each board is told of its own machines, and only of changes", () => {
  let now = NOW;
  const plantState = createPlantState();
  for (const id of ["a", "b"]) plantState.putMachine(machine({ id, data_interval_seconds: 1 }));
  const summary = createPlantSummary({ plantState, now: () => now });
  const tick = (audience: PageAudience) => {
    now += 1000;
    const drawn = summary.tick([board(), { ...board(), page: "kiosk" }, board("a")]);
    const fragments = typeof drawn === "function" ? drawn(audience) : drawn;
    return fragments.map(({ html }) => html.replaceAll(/<[^>]*>/g, ""));
  };
  expect(tick(board())).toEqual(["2 machines send nothing"]);
  expect(tick(board())).toEqual([]);
  expect(tick({ ...board(), page: "kiosk" })).toEqual(["2 machines send nothing"]);
  expect(tick(board("a"))).toEqual(["1 machine sends nothing"]);
  const timestamp = new Date(now).toISOString();
  const value = { event_type: "metric_updated", machine_id: "a", metric: "m", value: 1, timestamp } as const;
  plantState.putValue(value);
  expect(tick(board("a"))).toEqual(["1 not judged yet"]); // nobody has said what would be normal
  plantState.putValue({ ...value, low: 0, high: 2 });
  expect(tick(board("a"))).toEqual(["All machines are as expected."]);
  now += 10_000;
  expect(tick(board("a"))).toEqual(["1 machine sends nothing"]);
});

test("a board that nobody looks at any more is forgotten, and is told again when it is opened", () => {
  let now = NOW;
  const plantState = createPlantState();
  plantState.putMachine(machine({ id: "a" }));
  const summary = createPlantSummary({ plantState, now: () => now });
  const tick = (...open: PageAudience[]) => {
    now += 1000;
    const drawn = summary.tick(open);
    return open.flatMap((audience) => (typeof drawn === "function" ? drawn(audience) : drawn)).length;
  };
  expect(tick(board("a"), board())).toBe(2);
  expect(tick(board())).toBe(0);
  expect(tick(board("a"), board())).toBe(1);
});
