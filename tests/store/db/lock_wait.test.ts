import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { openDatabase } from "../../../src/store/db/database";
import { createLockWait } from "../../../src/store/db/lock_wait";
import { DatabaseLocked } from "../../../src/store/errors";
import { freshPath } from "../../support/store";

const busy = () => new Bun.SQL.SQLiteError("database is locked", { code: "SQLITE_BUSY", errno: 5 });

/** A wait on a clock that only its pauses move, and a file that is locked until then. */
function lockedUntil(unlockedAt: number) {
  let now = 0;
  let lockedAgainUntil = unlockedAt;
  const { whenUnlocked: wait } = createLockWait({ now: () => now, pause: async (ms) => void (now += ms) });
  const attempt = async (begun: () => void) => {
    if (now < lockedAgainUntil) throw busy();
    begun();
    return now;
  };
  return {
    asked: (at = now) => wait(attempt, at),
    at: () => now,
    lockUntil: (at: number) => void (lockedAgainUntil = at),
    wait,
  };
}

test("a write waits for a short lock, and happens", async () => {
  expect(await lockedUntil(2_900).asked()).toBe(2_900);
});

test("a write gives up after three seconds, with a word for it", async () => {
  const { asked, at } = lockedUntil(Infinity);
  await expect(asked()).rejects.toBeInstanceOf(DatabaseLocked);
  expect(at()).toBe(3_000);
});

test("in a long lock later writes give up soon, and those that waited behind others at once", async () => {
  const { asked, at } = lockedUntil(Infinity);
  await asked().catch(() => {});
  await expect(asked(0)).rejects.toBeInstanceOf(DatabaseLocked);
  expect(at()).toBe(3_000);
  await expect(asked()).rejects.toBeInstanceOf(DatabaseLocked);
  expect(at()).toBe(3_500);
});

test("after a lock has ended the next one is waited for as long as the first", async () => {
  const { asked, at, lockUntil } = lockedUntil(1_000);
  await asked();
  lockUntil(Infinity);
  await asked().catch(() => {});
  expect(at()).toBe(4_000);
});

test("work that has begun is never repeated", async () => {
  let times = 0;
  const begunAndFailed = (begun: () => void) => {
    begun();
    times += 1;
    return Promise.reject(busy());
  };
  await expect(lockedUntil(0).wait(begunAndFailed, 0)).rejects.toThrow("database is locked");
  expect(times).toBe(1);
});

test("a real lock of another connection: the loop goes on, and the write happens when it ends", async () => {
  const path = freshPath();
  mkdirSync(dirname(path), { recursive: true });
  const database = await openDatabase(path);
  await database.write((tx) => tx`create table notes (text text not null)`);
  using other = new Database(path);
  other.run("begin exclusive");
  const written = database.write((tx) => tx`insert into notes values ('kept')`);
  let turns = 0;
  while (turns < 10) {
    await Bun.sleep(10);
    turns += 1;
    expect(await database.read`select text from notes`).toHaveLength(0);
  }
  other.run("rollback");
  await written;
  expect(await database.read`select text from notes`).toHaveLength(1);
  await database.close();
});
