/**
 * `bun tests/bench/session_check.ts`: what it costs each request to ask who holds its session, on SQLite and
 * PostgreSQL. The fastest of several rounds counts: others are delayed by whatever else the machine does.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "../../src/store/open";
import { onePostgres, whyNoPostgres } from "../support/postgres";
import { wordCause } from "../support/words";

const ROUNDS = 10;
const CHECKS = 5_000;
/** So many requests ask at once, as on a busy server; a round trip is then shared. */
const AT_ONCE = [1, 16];
const PEOPLE = 200;
const TARGET_MICROSECONDS: Record<string, number> = { SQLite: 20, PostgreSQL: 100 };

async function measure(name: string, url: string) {
  const store = await openStore({ url, now: Date.now, newId: () => Bun.randomUUIDv7(), wordCause });
  const secrets: string[] = [];
  for (let n = 0; n < PEOPLE; n += 1) {
    const { id } = await store.people.add({ name: `Person ${n}`, login: `person-${n}`, role: "operator" });
    secrets.push(await store.sessions.begin(id, { address: "192.0.2.7", agent: "Firefox" }, undefined));
  }
  for (const atOnce of AT_ONCE) {
    const rounds: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await checks(store, secrets, atOnce));
    const [fastest = 0] = rounds.toSorted((a, b) => a - b);
    const median = rounds.toSorted((a, b) => a - b)[ROUNDS / 2] ?? 0;
    const said = `${fastest.toFixed(1)} µs (median of rounds ${median.toFixed(1)}), ${atOnce} at once`;
    console.log(`${name}: ${said}; at most ${TARGET_MICROSECONDS[name]}; load ${loadavg()[0]?.toFixed(1)}`);
  }
  await store.close();
}

/** Microseconds a check. */
async function checks(store: Awaited<ReturnType<typeof openStore>>, secrets: string[], atOnce: number) {
  const begun = performance.now();
  const ask = async (first: number) => {
    for (let n = first; n < CHECKS; n += atOnce) {
      if (!(await store.sessions.find(secrets[n % PEOPLE]!))) throw new Error("a session is not found");
    }
  };
  await Promise.all(Array.from({ length: atOnce }, (_, first) => ask(first)));
  return ((performance.now() - begun) * 1000) / CHECKS;
}

const folder = mkdtempSync(join(tmpdir(), "andon-session-check-"));
await measure("SQLite", `sqlite://${join(folder, "andon.db")}`);
rmSync(folder, { recursive: true, force: true });
if (!whyNoPostgres()) await measure("PostgreSQL", await (await onePostgres()).fresh());
process.exit(0);
