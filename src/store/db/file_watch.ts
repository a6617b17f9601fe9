import { statSync } from "node:fs";
import { DatabaseFileGone } from "../errors";

/**
 * Watches that the files of an open SQLite database still bear their names: a deleted or moved one takes
 * every write, and is gone with the process.
 *
 * @returns a check, which throws `DatabaseFileGone` as long as a file is not the one that was opened
 */
export function watchFile(path: string): () => void {
  const opened = new Map<string, number>();
  return () => {
    for (const name of [path, `${path}-wal`]) {
      const found = statSync(name, { throwIfNoEntry: false })?.ino;
      const known = opened.get(name);
      if (known !== undefined && found !== known) throw new DatabaseFileGone(name);
      if (found !== undefined) opened.set(name, found);
    }
  };
}
