import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readArguments } from "../../src/commands/seed";
import { openStore } from "../../src/store/open";
import { wordCause } from "../support/words";

const folder = mkdtempSync(join(tmpdir(), "andon-seed-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const DATABASE_URL = `sqlite://${join(folder, "seed.db")}`;

async function seed(...args: string[]) {
  const command = Bun.spawn([process.execPath, "src/commands/seed.ts", ...args], {
    env: { ...process.env, DATABASE_URL },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [out, error] = await Promise.all([
    new Response(command.stdout).text(),
    new Response(command.stderr).text(),
  ]);
  return { out, error, code: await command.exited };
}

test("an empty database gets the demo machines with a past that is learned and judged already", async () => {
  expect(await seed("--days", "1")).toMatchObject({
    code: 0,
    out: expect.stringContaining("11520 readings"),
  });
  const store = await openStore({ url: DATABASE_URL, now: Date.now, newId: () => "x", wordCause });
  expect(await store.machines.all()).toHaveLength(8);
  expect(await store.judged.positions()).toEqual(await store.readings.newest());
  expect((await store.states.load()).size).toBe(8);
  expect(await store.suppressions.current()).toMatchObject([
    { kind: "maintenance", weekly: { days: ["sun"], from: "02:00", to: "04:00" }, reason: "Weekly service" },
  ]);
  await store.close();
  const again = await seed("--days", "1");
  expect(again).toMatchObject({ code: 1, error: expect.stringContaining("has 11520 readings already") });
}, 60_000);

test("a wrong argument is named with what would be right", () => {
  expect(readArguments([])).toEqual({ days: 7, add: false });
  expect(() => readArguments(["--days", "0"])).toThrow('from 1 to 365, got "0"');
});
