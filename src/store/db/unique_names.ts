import { Conflict } from "../errors";
import type { Database, Transaction } from "./database";

/**
 * `write` for what has a name of its own: when two servers take one at the same moment, the database refuses the slower one.
 * @param refusal the sentence of the `Conflict` that it then throws
 */
export function writeWithUniqueNames(
  { write, dialect }: Pick<Database, "write" | "dialect">,
  refusal: string,
) {
  return async <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
    try {
      return await write(work);
    } catch (error) {
      if (!dialect.isUniqueViolation(error)) throw error;
      throw new Conflict(refusal, { cause: error });
    }
  };
}
