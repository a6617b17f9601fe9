import { expect, test } from "bun:test";
import { Hono } from "hono";
import { machine } from "../support/builders";
import { type Area, areaTree } from "../../src/domain/site/areas";
import { type AskedMachinesDeps, machinesIn, onlyKnownMachines } from "../../src/http/asked_machines";

const noSite = (areas: readonly Area[] = []) => ({
  areas: () => areaTree(areas),
  refresh: () => Promise.resolve(),
});

/** A door behind which nothing is: it knows no machine, and alarms of these words. */
function door(alarmsOf: (word: string | undefined) => Promise<number>) {
  const store = {
    alarms: { count: ({ machineIds }: { machineIds?: readonly string[] } = {}) => alarmsOf(machineIds?.[0]) },
    events: { list: async () => [] },
  };
  const machineRegistry = { find: () => undefined, all: () => [], changes: () => 0 };
  const deps: AskedMachinesDeps = { machineRegistry, site: noSite(), store };
  const app = new Hono().get("/live", onlyKnownMachines(deps, "machine"), (c) => c.text("open"));
  return async (query: string) => (await app.request(`/live${query}`)).status;
}

test("whoever asks for no machine, or for one that only alarms bear, is let in; another is refused", async () => {
  const ask = door(async (word) => (word === "Foreign-1" ? 3 : 0));
  expect(await ask("")).toBe(200);
  expect(await ask("?machine=Foreign-1")).toBe(200);
  expect(await ask("?machine=Foreign-1&machine=nope")).toBe(404);
});

test("an area is its machines and those of the areas in it; one without machines is not all of them", () => {
  const area = (id: string, parent_id: string | null): Area => ({
    ...{ id, name: id, parent_id, created_at: 0, updated_at: 0 },
  });
  const site = noSite([area("hall", null), area("line", "hall"), area("yard", null)]);
  const all = () => [
    machine({ id: "a", area: "hall" }),
    machine({ id: "b", area: "line" }),
    machine({ id: "c", area: null }),
  ];
  const machineRegistry = { find: () => undefined, all };
  expect(machinesIn({ site, machineRegistry }, "hall")).toEqual(["a", "b", "area hall"]);
  expect(machinesIn({ site, machineRegistry }, "line")).toEqual(["b", "area line"]);
  expect(machinesIn({ site, machineRegistry }, "yard")).toEqual(["area yard"]);
});

test("whoever asks for an area that there is not is refused", async () => {
  expect(await door(() => Promise.resolve(0))("?area=nowhere")).toBe(404);
});

test("while the database is away every word is let in, for screens must go on", async () => {
  const ask = door(() => Promise.reject(new Error("away")));
  expect(await ask("?machine=Foreign-1")).toBe(200);
});
