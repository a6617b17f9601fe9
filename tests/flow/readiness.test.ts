import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { z } from "zod";
import { eventually, startAndon, type TestAndon } from "../support/andon";
import { holdFile } from "../support/file_holder";
import { freePort } from "../support/free_port";
import { describeNeeding, SLOW_MACHINE_MS } from "../support/needs";
import { onePostgres, whyNoPostgres } from "../support/postgres";
import { startRedis, type TestRedis, whyNoRedis } from "../support/redis";
import { useAndon } from "../support/use";
import { openPageSocket } from "./page_socket";

const READINESS = z.looseObject({ status: z.string(), database: z.string(), bus: z.string() });

async function readiness(andon: Pick<TestAndon, "send">) {
  const asked = performance.now();
  const response = await andon.send("GET", "/readyz");
  const answer = READINESS.parse(await response.json());
  return { code: response.status, ...answer, ms: performance.now() - asked };
}
const becomesReady = (andon: TestAndon) =>
  eventually(async () => (await readiness(andon)).code === 200, "it is ready again");

describe("SQLite that another program holds", () => {
  const folder = mkdtempSync(join(tmpdir(), "andon-held-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "andon.db");
  const andon = useAndon({ DATABASE_URL: `sqlite://${path}`, LOG_LEVEL: "info" });

  test("not ready within 2 s, with the reason; the board says 'not recording', and no more when it is over", async () => {
    expect((await readiness(andon)).code).toBe(200); // the guard
    const page = openPageSocket(andon.url);
    const holder = await holdFile(path);
    const held = await eventually(async () => {
      const answer = await readiness(andon);
      return answer.code === 503 && answer;
    }, "it is not ready");
    expect(held.database).toContain("takes no writes: Another program holds the database file");
    expect(held.bus).toBe("ok");
    expect(held.ms).toBeLessThan(2_500);
    await eventually(
      () => page.frames().includes("NOT RECORDING since"),
      "every page says that nothing is recorded",
      8_000,
    );
    expect(await andon.text("/")).toContain("NOT RECORDING since");
    await holder.letGo();
    await becomesReady(andon);
    await eventually(
      async () => !(await andon.text("/")).includes("NOT RECORDING"),
      "it is recorded again",
      4_000,
    );
    expect(andon.log()).toContain("nothing can be stored");
    page.close();
  });
});

describeNeeding([whyNoPostgres], "PostgreSQL that has become read only", () => {
  let url: string;
  const andon = useAndon(async () => ({ DATABASE_URL: (url = await (await onePostgres()).fresh()) }));
  const set = async (how: string) => {
    await using admin = new Bun.SQL(url, { max: 1, prepare: false });
    const name = new URL(url).pathname.slice(1);
    await admin.unsafe(`set default_transaction_read_only = off`);
    await admin.unsafe(`alter database ${name} ${how}`);
    // The setting holds for new sessions.
    await admin`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = ${name} and pid <> pg_backend_pid()`;
  };

  test("not ready, with the server's words; ready again when it takes writes", async () => {
    expect((await readiness(andon)).code).toBe(200); // the guard
    await set("set default_transaction_read_only = on");
    const isReadOnly = async () => (await readiness(andon)).database.includes("in a read-only transaction");
    await eventually(isReadOnly, "it says why it is not ready");
    await eventually(async () => (await andon.text("/")).includes("NOT RECORDING"), "the board says so");
    expect((await andon.send("GET", "/machines")).status).toBe(200);
    await set("reset default_transaction_read_only");
    await becomesReady(andon);
    await eventually(async () => !(await andon.text("/")).includes("NOT RECORDING"), "it is recorded again");
  });
});

describeNeeding([whyNoRedis], "a Redis whose user loses rights", () => {
  const port = freePort();
  const all = ["reset", "on", ">s3cret", "~*", "&*", "+@all"];
  let redis: TestRedis;
  let admin: Redis;
  let andon: TestAndon;
  beforeAll(async () => {
    redis = await startRedis("--port", `${port}`);
    admin = new Redis(redis.url);
    await admin.acl("SETUSER", "andon", ...all);
    andon = await startAndon({ REDIS_URL: `redis://andon:s3cret@127.0.0.1:${port}` });
  }, SLOW_MACHINE_MS);
  afterAll(async () => {
    await andon?.[Symbol.asyncDispose]();
    admin?.disconnect();
    await redis?.stop();
  });
  const allow = (...rules: string[]) => admin.acl("SETUSER", "andon", ...rules);
  const dropLinks = () => admin.client("KILL", "USER", "andon");

  test.each([
    ["the channels", ["resetchannels"], /no permissions to access/],
    ["the script", ["-eval", "-evalsha"], /no permissions to run the 'eval/],
    ["writing to the log", ["-set"], /ACL failure|can't run this command/],
    ["the password", ["resetpass", ">another"], /WRONGPASS/],
  ])(
    "%s: not ready, in the words of Redis, and the board, the log and diagnostics know",
    async (_, rules, words) => {
      await allow(...all);
      await becomesReady(andon);
      await allow(...rules);
      await dropLinks();
      const isSaid = async () => {
        const { code, bus, database } = await readiness(andon);
        return code === 503 && database === "ok" && words.test(bus);
      };
      await eventually(isSaid, `the bus says ${words.source}`);
      await eventually(async () => (await andon.text("/")).includes(`data-bus="away"`), "the board says so");
      const isShown = async () => words.test((await andon.text("/diagnostics")).replaceAll("&#39;", "'"));
      await eventually(isShown, "diagnostics say so");
      // The log is written beside the answers.
      await eventually(() => words.test(andon.log()), "the log says so");
      expect(andon.log()).not.toContain("s3cret");
      await allow(...all);
      await becomesReady(andon);
    },
  );

  test.each([
    ["the keys", ["resetkeys", "~andon:epoch"]],
    [
      "the keys of the log alone",
      ["resetkeys", "~andon:epoch", "~andon:in*", "~andon:seen:*", "~andon:owner"],
    ],
    ["the keys that know doubles", ["resetkeys", "~andon:epoch", "~andon:log", "~andon:in*", "~andon:owner"]],
    ["the stream andon:in", ["resetkeys", "~andon:epoch", "~andon:log", "~andon:seen:*", "~andon:owner"]],
    ["the channels", ["resetchannels", "&andon:*"]],
    ["publishing", ["-publish"]],
    ["adding to the log", ["-xadd"]],
    ["reading andon:in", ["-xreadgroup"]],
    ["acknowledging in andon:in", ["-xack"]],
  ])("%s, while it runs: probe and page say the same at every moment", async (_, rules) => {
    await allow(...all);
    await becomesReady(andon);
    await eventually(async () => (await pageSays(andon)) === "ok", "the page says so");
    await allow(...rules);
    // Somebody acknowledges, so that an event must be announced: the fault may show only then.
    await andon.send("POST", "/diagnostics/test-event");
    await agreedOn(andon, "away");
    const { bus } = await readiness(andon);
    expect(bus).toMatch(/NOPERM|no permissions|ACL failure|can't (run|access)/i);
    expect(bus).not.toContain("Redis is away");
    await allow(...all);
    await agreedOn(andon, "ok");
  });
});

describeNeeding([whyNoRedis], "a Redis whose memory is full", () => {
  let redis: TestRedis;
  let admin: Redis;
  let andon: TestAndon;
  beforeAll(async () => {
    redis = await startRedis("--maxmemory-policy", "noeviction");
    admin = new Redis(redis.url);
    andon = await startAndon({ REDIS_URL: redis.url });
  }, SLOW_MACHINE_MS);
  afterAll(async () => {
    await andon?.[Symbol.asyncDispose]();
    admin?.disconnect();
    await redis?.stop();
  });

  test.each([["far over its limit", async () => void (await admin.config("SET", "maxmemory", "1mb"))]])(
    "%s: probe and page say the same at every moment",
    async (_, spoil) => {
      await becomesReady(andon);
      await spoil();
      await andon.send("POST", "/diagnostics/test-event");
      await agreedOn(andon, "away");
      expect((await readiness(andon)).bus).toMatch(/OOM|maxmemory/);
      await admin.config("SET", "maxmemory", "0");
      await agreedOn(andon, "ok");
    },
  );

  test("filled to the brim by another program: what is announced decides, and probe and page agree", async () => {
    await becomesReady(andon);
    const used = /used_memory:(\d+)/.exec(await admin.info("memory"));
    await admin.config("SET", "maxmemory", String(Number(used![1]) + 2_000_000));
    const filling = async (n: number) => admin.set(`filler:${n}`, "x".repeat(2_000)).catch(() => null);
    for (let n = 0; (await filling(n)) !== null; n += 1);
    const said: string[][] = [];
    for (let n = 0; n < 40; n += 1) {
      said.push(await bothSay(andon));
      await Bun.sleep(100);
    }
    // At the brim a write gets through now and then. One may learn of it a moment before the other: not for
    // long.
    const differ = said.map(([probe, page]) => probe !== page);
    expect(differ.filter((differs, n) => differs && differ[n + 1]).length).toBeLessThan(2);
    await admin.config("SET", "maxmemory", "0");
    await agreedOn(andon, "ok");
  });
});

describeNeeding([whyNoRedis, whyNoPostgres], "two servers, one of which Redis lets announce nothing", () => {
  const port = freePort();
  const all = ["reset", "on", ">s3cret", "~*", "&*", "+@all"];
  let redis: TestRedis;
  let admin: Redis;
  let limited: TestAndon;
  let other: TestAndon;
  beforeAll(async () => {
    redis = await startRedis("--port", `${port}`);
    admin = new Redis(redis.url);
    await admin.acl("SETUSER", "andon", ...all);
    const DATABASE_URL = await (await onePostgres()).fresh();
    limited = await startAndon({ DATABASE_URL, REDIS_URL: `redis://andon:s3cret@127.0.0.1:${port}` });
    other = await startAndon({ DATABASE_URL, REDIS_URL: redis.url });
  }, SLOW_MACHINE_MS);
  afterAll(async () => {
    await Promise.all([limited, other].map((andon) => andon?.[Symbol.asyncDispose]()));
    admin?.disconnect();
    await redis?.stop();
  });
  const log = () => admin.xlen("andon:log");

  /** An event of the limited server, announced by the other one when it has waited for five seconds. */
  async function announcedByOther() {
    const before = await log();
    await limited.send("POST", "/diagnostics/test-event");
    await eventually(async () => (await bothSay(limited)).every((said) => said === "away"), "both say away");
    await eventually(async () => (await log()) > before, "the other server announces it", 20_000);
  }

  test("it says that the bus is away as long as it could announce nothing, though nothing waits any more", async () => {
    await Promise.all([limited, other].map(becomesReady));
    await admin.acl("SETUSER", "andon", "-xadd");
    await announcedByOther();
    // Longer than its failures of before count.
    await agreedOn(limited, "away", 8_000);
    expect((await readiness(limited)).bus).toMatch(/xadd|can't run/i);
    await admin.acl("SETUSER", "andon", ...all);
    await agreedOn(limited, "ok");
  });

  test("it says that the bus is back soon after it is, not five seconds after its last failure", async () => {
    await Promise.all([limited, other].map(becomesReady));
    await admin.acl("SETUSER", "andon", "-xadd");
    await announcedByOther();
    await admin.acl("SETUSER", "andon", ...all);
    const began = performance.now();
    await eventually(
      async () => (await bothSay(limited)).every((said) => said === "ok"),
      "both say ok",
      3_000,
    );
    console.log(`probe and page say that the bus is back after ${Math.round(performance.now() - began)} ms`);
    await agreedOn(limited, "ok");
  });
});

const BUS = /data-bus="(ok|away)"/;
async function pageSays(andon: Pick<TestAndon, "text">) {
  return BUS.exec(await andon.text("/"))?.[1];
}

async function bothSay(andon: TestAndon) {
  const { code } = await readiness(andon);
  return [code === 200 ? "ok" : "away", (await pageSays(andon)) ?? "none"];
}

/**
 * Waits until probe and page agree on this, and sees that they go on doing so for longer than a proof takes.
 * One of them may be asked a moment before the other learns: they may not differ twice.
 */
async function agreedOn(andon: TestAndon, bus: "ok" | "away", forMs = 5_000) {
  const both = () => bothSay(andon);
  await eventually(async () => (await both()).every((said) => said === bus), `both say ${bus}`, 15_000);
  const until = performance.now() + forMs;
  const differing: string[][] = [];
  while (performance.now() < until) {
    const said = await both();
    if (said.some((word) => word !== bus)) differing.push(said);
    await Bun.sleep(100);
  }
  expect(differing).toEqual([]);
}
