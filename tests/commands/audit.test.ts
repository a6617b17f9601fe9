import { expect, setDefaultTimeout, test } from "bun:test";
import { verdict } from "../../src/commands/audit";
import { SLOW_MACHINE_MS } from "../support/needs";
import { freshUrl, onEachDatabase, open } from "../support/store";
import { openTables } from "../store/audit/tables";

setDefaultTimeout(SLOW_MACHINE_MS);

/** What the command says, and its exit code. */
async function run(url: string, ...words: string[]) {
  const command = [process.execPath, "src/commands/audit.ts", ...words];
  const env = { PATH: process.env.PATH, DATABASE_URL: url };
  const ran = Bun.spawn(command, { env, stdout: "pipe", stderr: "pipe" });
  const [out, problem] = await Promise.all([
    new Response(ran.stdout).text(),
    new Response(ran.stderr).text(),
  ]);
  return { code: await ran.exited, said: (out + problem).trim() };
}

onEachDatabase(() => {
  test("verify says that the log is whole, beside a running server, or names its first broken entry", async () => {
    const url = await freshUrl();
    await using store = { ...(await open(url)), [Symbol.asyncDispose]: () => store.close() };
    expect(await run(url, "verify")).toEqual({
      code: 0,
      said: "The audit log is whole: it has no entries yet",
    });
    for (const name of ["Press-1", "Press-2", "Press-3"]) await store.machines.add({ name });
    const { code, said } = await run(url, "verify");
    expect(said).toMatch(/^The audit log is whole: 3 entries, 1 to 3, the last hash is [0-9a-f]{64}$/);
    expect(code).toBe(0);
    await using tables = openTables(url);
    await tables`update audit set subject = 'machine:x' where n = 2`;
    expect(await run(url, "verify")).toEqual({
      code: 1,
      said: "The audit log is broken at entry 2: it, or the hash of the one before it, was changed",
    });
  });
});

test("anything but verify is answered with the usage, and no database is made or shown with its password", async () => {
  expect(await run("sqlite://nowhere.db")).toMatchObject({ code: 1, said: expect.stringContaining("Usage") });
  const absent = await run("sqlite://nowhere/at all.db", "verify");
  expect(absent.said).toBe("The audit log cannot be checked: There is no database nowhere/at all.db");
  expect(await Bun.file("nowhere/at all.db").exists()).toBe(false);
  const refused = await run("postgres://andon:s3cret@127.0.0.1:1/andon", "verify");
  expect(refused.code).toBe(1);
  expect(refused.said).not.toContain("s3cret");
});

test("every way to be broken has a sentence that names the entry", () => {
  for (const problem of ["missing", "changed", "unreadable_seal", "cut_off", "beyond_end"] as const)
    expect(verdict({ broken: { n: 7, problem } })).toStartWith("The audit log is broken at entry 7: it");
});
