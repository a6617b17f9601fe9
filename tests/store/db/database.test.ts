import { expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { inChunks, openDatabase } from "../../../src/store/db/database";
import { yieldToLoop } from "../../../src/async/yield";
import { SQLITE } from "../../../src/store/db/dialect";
import { freshPath } from "../../support/store";

async function table(isTemporary = false) {
  const path = freshPath();
  mkdirSync(dirname(path), { recursive: true });
  const database = await openDatabase(path, isTemporary);
  await database.write((tx) => tx`create table notes (text text not null)`);
  const texts = async () =>
    (await database.read<{ text: string }[]>`select text from notes`).map((row) => row.text);
  return { ...database, texts };
}

test("an insert under way is kept when the transaction beside it rolls back", async () => {
  const { write, texts, close } = await table();
  const spoiled = write(async (tx) => {
    await tx`insert into notes values ('spoiled')`;
    await yieldToLoop();
    throw new Error("Cannot go on");
  });
  const kept = write((tx) => tx`insert into notes values ('kept')`);
  const [first, second] = await Promise.allSettled([spoiled, kept]);
  expect([first.status, second.status]).toEqual(["rejected", "fulfilled"]);
  expect(await texts()).toEqual(["kept"]);
  await close();
});

test("a reader does not see uncommitted rows", async () => {
  const { write, texts, close } = await table();
  await write(async (tx) => {
    await tx`insert into notes values ('soon')`;
    expect(await texts()).toEqual([]);
  });
  expect(await texts()).toEqual(["soon"]);
  await close();
});

test("the reading handle cannot write", async () => {
  const { read, close } = await table();
  await expect((async () => read`insert into notes values (1)`)()).rejects.toThrow("readonly");
  await close();
});

test("a commit waits for the disk, but for that of a temporary database", async () => {
  for (const isTemporary of [false, true]) {
    const { write, close } = await table(isTemporary);
    const [row] = await write((tx) => tx<{ synchronous: number }[]>`pragma synchronous`);
    const [full, off] = [2, 0];
    expect(row?.synchronous).toBe(isTemporary ? off : full);
    await close();
  }
});

test("the callback of a commit runs before the next transaction", async () => {
  const { write, close } = await table();
  const order: string[] = [];
  const first = write(
    () => Promise.resolve(),
    () => order.push("after the first"),
  );
  const second = write(() => Promise.resolve(order.push("the second")));
  await Promise.all([first, second]);
  expect(order).toEqual(["after the first", "the second"]);
  await close();
});

test("no chunk holds more values than a statement may carry", async () => {
  const sizes: number[] = [];
  const rows = Array.from({ length: 5000 }, (_, i) => i);
  await inChunks({ ...SQLITE, maxParameters: 99 }, 10, rows, async (chunk) => sizes.push(chunk.length));
  expect(Math.max(...sizes)).toBe(9);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(5000);
});
