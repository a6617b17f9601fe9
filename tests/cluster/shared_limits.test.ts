import { expect, test } from "bun:test";
import type { PeerMessage } from "../../src/bus/peer_message";
import { shareLimits } from "../../src/cluster/shared_limits";
import type { Limits } from "../../src/domain/alarm/machine_limits";
import { createLimitsCache } from "../../src/judging/limits_cache";

const HIGH: Limits = { metrics: [{ metric: "power_kw", severity: "warning", high: 60 }] };

/** Two servers on one database in memory. */
async function servers() {
  const stored = new Map<string, Limits>();
  const database = { away: false };
  const troubles: unknown[] = [];
  const limits = {
    all: () => (database.away ? Promise.reject(new Error("away")) : Promise.resolve(new Map(stored))),
    set: async (id: string, limits: Limits) => void stored.set(id, limits),
  };
  const server = async () => {
    const sent: PeerMessage[] = [];
    const cache = await createLimitsCache({ limits });
    const log = { warn: (details: unknown) => troubles.push(details) };
    return { cache, sent, ...shareLimits({ limits: cache, sendToPeers: (it) => sent.push(it), log }) };
  };
  return { a: await server(), b: await server(), database, troubles };
}

test("limits are read as they are now, though another server has set them", async () => {
  const { a, b } = await servers();
  await a.set("m", HIGH);
  expect(await b.get("m")).toEqual(HIGH);
});

test("a server that sets limits tells its peers, and a peer that is told has them for the next reading", async () => {
  const { a, b } = await servers();
  await a.set("m", HIGH);
  expect(a.sent).toEqual([{ kind: "machines" }]);
  expect(b.cache.of("m")).not.toEqual(HIGH); // the guard: nothing has told it yet
  await b.refresh();
  expect(b.cache.of("m")).toEqual(HIGH);
});

test("a database that is away is logged, and the limits stay as they are", async () => {
  const { a, database, troubles } = await servers();
  await a.set("m", HIGH);
  database.away = true;
  await a.refresh();
  expect(a.cache.of("m")).toEqual(HIGH);
  expect(troubles).toEqual([{ err: new Error("away") }]);
});
