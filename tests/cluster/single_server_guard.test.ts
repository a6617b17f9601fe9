import { expect, test } from "bun:test";
import { ensureSingleServer } from "../../src/cluster/single_server_guard";

const SOON = { goneAfterMs: 60, askEveryMs: 5 };

/** A database whose lease another server has until it has been asked for so many times. */
function database(shared: boolean, freeAfter: number) {
  const asked: number[] = [];
  const take = async (forMs: number) => (asked.push(forMs) > freeAfter ? 1 : undefined);
  return { shared, lease: { take, release: async () => {} }, asked };
}

test("a free database is taken at once", async () => {
  const store = database(true, 0);
  await ensureSingleServer(undefined, store, SOON);
  expect(store.asked).toHaveLength(1);
});

test("the lease of a server that was killed is waited for", async () => {
  const store = database(true, 3);
  await ensureSingleServer(undefined, store, SOON);
  expect(store.asked).toHaveLength(4);
});

test("beside a living server it refuses to start, and says what several servers need", async () => {
  const store = database(true, Infinity);
  await expect(ensureSingleServer(undefined, store, SOON)).rejects.toThrow(
    "Cannot start: another server is at work on this database; several servers must share a Redis (REDIS_URL)",
  );
});

test("with a Redis several servers may share the database", async () => {
  const store = database(true, Infinity);
  await ensureSingleServer("redis://127.0.0.1", store, SOON);
  expect(store.asked).toEqual([]);
});

test("a database that only this process can open needs no lease", async () => {
  const store = database(false, Infinity);
  await ensureSingleServer(undefined, store, SOON);
  expect(store.asked).toEqual([]);
});
