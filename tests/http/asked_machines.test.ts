import { expect, test } from "bun:test";
import { Hono } from "hono";
import { type AskedMachinesDeps, onlyKnownMachines } from "../../src/http/asked_machines";

/** A door behind which nothing is: it knows no machine, and alarms of these words. */
function door(alarmsOf: (word: string | undefined) => Promise<number>) {
  const store = {
    alarms: { count: ({ machineIds }: { machineIds?: readonly string[] } = {}) => alarmsOf(machineIds?.[0]) },
    events: { list: async () => [] },
  };
  const deps: AskedMachinesDeps = { machineRegistry: { find: () => undefined }, store };
  const app = new Hono().get("/live", onlyKnownMachines(deps, "machine"), (c) => c.text("open"));
  return async (query: string) => (await app.request(`/live${query}`)).status;
}

test("whoever asks for no machine, or for one that only alarms bear, is let in; another is refused", async () => {
  const ask = door(async (word) => (word === "Foreign-1" ? 3 : 0));
  expect(await ask("")).toBe(200);
  expect(await ask("?machine=Foreign-1")).toBe(200);
  expect(await ask("?machine=Foreign-1&machine=nope")).toBe(404);
});

test("while the database is away every word is let in, for screens must go on", async () => {
  const ask = door(() => Promise.reject(new Error("away")));
  expect(await ask("?machine=Foreign-1")).toBe(200);
});
