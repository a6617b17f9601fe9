import { readFile, realpath, rm, writeFile } from "node:fs/promises";
import { reasonOf } from "../../domain/reason";

/** This process's exclusive lock on a SQLite file. */
export type FileLock = { release(): Promise<void> };

/**
 * Makes this process the only one that opens the file. It is a kernel lock on `<path>.lock`, so it ends with
 * the process however that dies; `<path>.pid` only lets a second process name the first.
 *
 * @throws when another process has the lock, naming its pid
 */
export async function lockFile(named: string): Promise<FileLock> {
  // Resolve symbolic links: a link to the file is the same file.
  const path = await realpath(named).catch(() => named);
  const lock = new Bun.SQL({ adapter: "sqlite", filename: `${path}.lock`, create: true });
  const released = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const holding = lock.begin("exclusive", () => {
    held.resolve();
    return released.promise;
  });
  try {
    await Promise.race([held.promise, holding]);
  } catch (error) {
    await lock.close();
    throw await refusal(path, error);
  }
  await writeFile(`${path}.pid`, `${process.pid}\n`);

  async function release() {
    await rm(`${path}.pid`, { force: true });
    released.resolve();
    await holding;
    await lock.close();
  }
  return { release };
}

async function refusal(path: string, error: unknown): Promise<Error> {
  const busy = error instanceof Bun.SQL.SQLiteError && error.code.startsWith("SQLITE_BUSY");
  if (!busy) return new Error(`Cannot lock ${path}: ${reasonOf(error)}`, { cause: error });
  const pid = (await readFile(`${path}.pid`, "utf8").catch(() => "")).trim() || "unknown";
  return new Error(
    `Cannot open ${path}: the process with pid ${pid} has it; stop that one or name another file`,
  );
}
