import { expect, test } from "bun:test";
import { z } from "zod";
import type { Api } from "../../src/commands/api";
import { readArguments, seed } from "../../src/commands/seed";
import { SEED_MACHINES } from "../../src/simulator/seed_machines";

const NOW = Date.parse("2026-11-23T09:00:00Z");
const HOUR = { days: 1 / 24, force: false };
const row = z.object({ machine_id: z.string(), timestamp: z.iso.datetime(), metrics: z.looseObject({}) });

/** An Andon that knows these machines and takes everything. */
function andon(names: string[] = []) {
  const machines = names.map((name) => ({ id: `known ${name}`, name }));
  const rows: z.infer<typeof row>[] = [];
  const api: Api = {
    url: "http://andon.test",
    wait: async () => {},
    async fetch(url, init) {
      const body: unknown = init?.body ? JSON.parse(String(init.body)) : undefined;
      if (url.endsWith("/readings")) {
        rows.push(...z.array(row).parse(body));
        return Response.json({ accepted: rows.length, rejected: [] }, { status: 202 });
      }
      if (!body) return Response.json(machines);
      const { name } = z.looseObject({ name: z.string() }).parse(body);
      expect(body).not.toHaveProperty("id");
      machines.push({ id: `new ${name}`, name });
      return Response.json(machines.at(-1), { status: 201 });
    },
  };
  return { api, machines, rows };
}

test("an empty Andon gets every demo machine, and a reading a minute of each under the id that it was given", async () => {
  const { api, machines, rows } = andon();
  const seeded = await seed(api, HOUR, NOW);
  expect(seeded).toMatchObject({ machines: SEED_MACHINES.length, readings: 60 * SEED_MACHINES.length });
  expect(machines.map(({ name }) => name)).toEqual(SEED_MACHINES.map(({ name }) => name));
  expect(rows).toHaveLength(seeded.readings);
  expect(new Set(rows.map(({ machine_id }) => machine_id))).toEqual(new Set(machines.map(({ id }) => id)));
  const last = Math.max(...rows.map(({ timestamp }) => Date.parse(timestamp)));
  expect(NOW - last).toBeWithin(0, 120_000);
});

test("one that has machines is left as it is, with a sentence that names one of them", async () => {
  const { api, machines, rows } = andon(["Press-1"]);
  expect(seed(api, HOUR, NOW)).rejects.toThrow(/has 1 machines, Press-1 among them.*--force/);
  expect([machines.length, rows.length]).toEqual([1, 0]);
});

test("with --force the missing machines are added, and a known one gets its readings under its own id", async () => {
  const { api, machines, rows } = andon(["Compressor-1"]);
  await seed(api, { ...HOUR, force: true }, NOW);
  expect(machines).toHaveLength(SEED_MACHINES.length);
  expect(rows.filter(({ machine_id }) => machine_id === "known Compressor-1")).toHaveLength(60);
});

test("days are given as a number that is possible", () => {
  expect(readArguments([])).toEqual({ days: 10, force: false });
  expect(readArguments(["--days", "0.5", "--force"])).toEqual({ days: 0.5, force: true });
  for (const days of ["0", "31", "many"])
    expect(() => readArguments(["--days", days])).toThrow(`--days ${days} is not possible`);
});
