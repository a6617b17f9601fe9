import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { whyNoPostgres } from "../../support/postgres";
import { SLOW_MACHINE_MS } from "../../support/needs";
import { alarm, freshUrl, onPostgres, open } from "../../support/store";
import { openTables, verify } from "./tables";

/** ANDON_AUDIT_CHANGES=10000 for the whole of it. */
const CHANGES = Number(process.env.ANDON_AUDIT_CHANGES ?? 900);
const SERVERS = ["a", "bb", "ccc"];
const ANSWERS = 60;

async function ranToEnd(url: string, name: string, count: number, alarms: readonly string[]) {
  const program = `${import.meta.dir}/changing_server.ts`;
  const command = [process.execPath, program, url, name, String(count), ...alarms];
  const server = Bun.spawn(command, { stderr: "pipe", stdout: "ignore" });
  const problem = await new Response(server.stderr).text();
  return (await server.exited) === 0 ? "done" : problem;
}

describe.skipIf(Boolean(whyNoPostgres()))("servers that share a database", () => {
  onPostgres();
  setDefaultTimeout(Math.max(SLOW_MACHINE_MS, CHANGES * 50));

  test("append to one whole log, each change once, whoever is first", async () => {
    const url = await freshUrl();
    const store = await open(url);
    const alarms = Array.from({ length: ANSWERS }, () => alarm());
    await store.alarms.apply(alarms.map((each) => ({ kind: "opened", alarm: each })));
    const ids = alarms.map(({ id }) => id);
    const [first] = ids.splice(0, 1);
    // All of them answer the first one: one answer counts.
    const own = (place: number) => [first!, ...ids.slice(place * 19, place * 19 + 19)];
    const each = Math.ceil(CHANGES / SERVERS.length);
    const ends = await Promise.all(SERVERS.map((name, place) => ranToEnd(url, name, each, own(place))));
    expect(ends).toEqual(SERVERS.map(() => "done"));
    const made = each * SERVERS.length - (SERVERS.length - 1);
    expect(await verify(url)).toMatchObject({ count: made, first: 1, end: { n: made } });
    const answers = await store.audit.list({ action: "alarm.acknowledge", limit: 1_000 });
    expect(new Set(answers.map(({ subject }) => subject)).size).toBe(answers.length);
    const shared = await store.audit.list({ after: 0, subjects: ["machine:shared"], limit: CHANGES });
    // Each change of a shared thing begins where the one before it has ended.
    expect(shared.map(({ before }) => before)).toEqual([
      null,
      ...shared.slice(0, -1).map(({ after }) => after),
    ]);
    await using tables = openTables(url);
    const broken = Math.ceil(made / 2);
    await tables`update audit set address = '192.0.2.8' where n = ${broken}`;
    expect(await verify(url)).toEqual({ broken: { n: broken, problem: "changed" } });
    await store.close();
  });
});
