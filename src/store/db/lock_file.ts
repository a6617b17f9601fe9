import { readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import { NotStartable } from "../../domain/not_startable";
import { reasonOf } from "../../domain/reason";

/**
 * What a restart does not put right: no right to write there, a folder or another kind of file in its place.
 */
const UNFIT = /^SQLITE_(CANTOPEN|READONLY|PERM|AUTH|NOTADB)/;

/** This process's exclusive lock on a SQLite file. */
export type FileLock = { release(): Promise<void> };

/**
 * Makes this process the only one that opens the file. It is a kernel lock on `<path>.lock`, so it ends with
 * the process however that dies; `<path>.pid` only lets a second process name the first.
 *
 * @throws when another process has the lock, naming its pid; `NotStartable` when the file has a second name
 */
export async function lockFile(named: string): Promise<FileLock> {
  // Resolve symbolic links: a link to the file is the same file.
  const path = await realpath(named).catch(() => named);
  await refuseHardLinks(path);
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

/**
 * A hard link is the same file under a name of its own, with a lock and a write-ahead log of its own: two
 * processes could write to it, and one that opens it by the other name after a crash would not find what was
 * written last.
 */
async function refuseHardLinks(path: string): Promise<void> {
  const names = await stat(path).then(
    ({ nlink }) => nlink,
    () => 1,
  );
  if (names <= 1) return;
  throw new NotStartable(
    `Cannot open ${path}: the file has ${names} names (hard links), and may be damaged when it is opened by two; remove the others, or copy the file and open the copy`,
  );
}

async function refusal(path: string, error: unknown): Promise<Error> {
  const code = error instanceof Bun.SQL.SQLiteError ? error.code : "";
  const busy = code.startsWith("SQLITE_BUSY");
  if (UNFIT.test(code))
    return new NotStartable(
      `DATABASE_URL: ${path} cannot be opened for writing (${reasonOf(error)}): give this user the right to write in its folder`,
    );
  if (!busy) return new Error(`Cannot lock ${path}: ${reasonOf(error)}`, { cause: error });
  const pid = (await readFile(`${path}.pid`, "utf8").catch(() => "")).trim() || "unknown";
  return new Error(
    `Cannot open ${path}: the process with pid ${pid} has it; stop that one or name another file`,
  );
}
