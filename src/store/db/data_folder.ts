import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { NotStartable } from "../../domain/not_startable";
import { reasonOf } from "../../domain/reason";

/** No rights, a read-only disk, something else in its place: a restart changes none of them. */
const FOR_GOOD = /^(EACCES|EPERM|EROFS|ENOTDIR|EEXIST|ENOENT|ENAMETOOLONG)$/;

/**
 * Makes the folder of a database file.
 * @throws {NotStartable} when that cannot be done until somebody sets it right
 */
export async function makeFolderOf(path: string): Promise<void> {
  const folder = dirname(path);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const sentence = `DATABASE_URL: the folder ${folder} cannot be made (${reasonOf(error)})`;
    const isForGood = FOR_GOOD.test(String((error as { code?: unknown }).code));
    throw isForGood ? new NotStartable(sentence) : new Error(sentence, { cause: error });
  }
}
