import { afterAll, expect, test } from "bun:test";
import { copyFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { watchFile } from "../../../src/store/db/file_watch";

const folder = mkdtempSync(join(tmpdir(), "andon-watch-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, "andon.db");
const log = `${path}-wal`;

test.each([path, log])("%s deleted, moved or replaced is told, and put back is not", (file) => {
  for (const name of [path, log]) writeFileSync(name, "1");
  const check = watchFile(path);
  check();
  const away = join(folder, "away");
  renameSync(file, away);
  expect(check).toThrow("was deleted, moved or replaced");
  copyFileSync(away, file);
  expect(check).toThrow(file);
  renameSync(away, file);
  check();
});

test("a write-ahead log that appears later is watched from then on", () => {
  rmSync(log, { force: true });
  const check = watchFile(path);
  check();
  writeFileSync(log, "1");
  check();
  rmSync(log);
  expect(check).toThrow(log);
});
