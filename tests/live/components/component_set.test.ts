import { expect, test } from "bun:test";
import { type Component, fragmentsFor } from "../../../src/live/components/component";
import { createComponentSet } from "../../../src/live/components/component_set";
import type { PageAudience } from "../../../src/live/audiences";
import type { MetricUpdated } from "../../../src/domain/event";
import type { Machine } from "../../../src/domain/machine/machine";
import { type Fragment, replaceById } from "../../../src/live/fragment";
import { createPlantState } from "../../../src/live/state/plant_state";
import { detected, machine } from "../../support/views";

const BOARD: PageAudience = { kind: "page", page: "board", machineIds: [] };
const part = (html: string, machineId: string | null = null) => replaceById(html, html, machineId);

function setOf(...components: Component[]) {
  const plantState = createPlantState();
  const troubles: string[] = [];
  const set = createComponentSet(components, plantState, (_, error) => void troubles.push(String(error)));
  return { plantState, set, troubles };
}

test("a component that cannot draw an event leaves out only its own fragments, and says so", () => {
  const broken = (): Fragment[] => {
    throw new Error("No drawing");
  };
  const { set, troubles } = setOf(
    { pages: ["board"], draw: broken },
    { pages: ["board"], draw: () => [part("whole")] },
  );
  expect(fragmentsFor(BOARD, set.onEvent(detected())).map(({ id }) => id)).toEqual(["whole"]);
  expect(troubles).toEqual(["Error: No drawing"]);
});

test("components learn of an alarm when the state of the plant has taken it in", () => {
  const seen: (string | undefined)[] = [];
  const { plantState, set } = setOf({
    pages: [],
    onEvent: () => void seen.push(plantState.tile("c1")?.alarm?.id),
  });
  set.onMachine(machine());
  set.onEvent(detected({ anomaly_id: "a1" }));
  set.draw(detected({ anomaly_id: "a2" })); // drawn once more for one page: that tells nobody
  expect(seen).toEqual(["a1"]);
});

test("components learn of a value only when it is newer than the known one", () => {
  const values: unknown[] = [];
  const { set } = setOf({ pages: [], onValue: ({ value }) => void values.push(value) });
  const send = (value: number, second: number) =>
    set.onValue({
      ...{ event_type: "metric_updated", machine_id: "c1", metric: "power_kw", value },
      timestamp: new Date(second * 1000).toISOString(),
    } satisfies MetricUpdated);
  send(1, 10);
  set.onMachine(machine());
  for (const [value, second] of [
    [2, 10],
    [3, 5],
    [4, 11],
  ] as const)
    send(value, second);
  expect(values).toEqual([2, 4]);
});

test("components learn how a machine was before its change", () => {
  const before: (string | undefined)[] = [];
  const { set } = setOf({ pages: [], onMachine: (_: Machine, was) => void before.push(was?.name) });
  set.onMachine(machine({ name: "Old" }));
  set.onMachine(machine({ name: "New" }));
  expect(before).toEqual([undefined, "Old"]);
});

test("fragments go to their component's pages, as far as their machine concerns them", () => {
  const { set } = setOf(
    { pages: ["board"], due: () => [part("m1", "m1"), part("m2", "m2"), part("plant")] },
    { pages: ["kiosk"], due: () => [part("kiosk")] },
    { pages: ["board"], due: () => (audience) => [part(`own of ${audience.machineIds.join()}`)] },
  );
  const narrowed = { ...BOARD, machineIds: ["m2"] };
  const ids = (audience: PageAudience) => fragmentsFor(audience, set.due([audience])).map(({ id }) => id);
  expect(ids(BOARD)).toEqual(["m1", "m2", "plant", "own of "]);
  expect(ids(narrowed)).toEqual(["m2", "plant", "own of m2"]);
});

test("only components of an open page are refreshed or asked for a snapshot", async () => {
  const asked: string[] = [];
  const component = (page: "board" | "kiosk"): Component => ({
    pages: [page],
    refresh: async () => [part(page)],
    snapshot: () => (asked.push(page), []),
  });
  const { set } = setOf(component("board"), component("kiosk"));
  expect(await set.refresh([])).toBeUndefined();
  expect(fragmentsFor(BOARD, (await set.refresh([BOARD])) ?? []).map(({ id }) => id)).toEqual(["board"]);
  set.snapshot(BOARD);
  expect(asked).toEqual(["board"]);
});
