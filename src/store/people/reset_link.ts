import { existsSync } from "node:fs";
import type { By } from "../../people/actor";
import { openDatabase } from "../db/database";
import { databaseLocation } from "../db/dialect";
import { openPostgres } from "../db/postgres";
import { addFirstStartLink } from "./one_use_links";

const COMMAND_LINE: By = { actor: { kind: "system", name: "admin reset" }, address: null };
const NOT_STARTED = "The database knows no people yet: start Andon once, and it prints a link itself";

/**
 * Writes a link that makes an administrator, beside a server that may be running: it takes no lock of the file but for the
 * one write.
 * @returns its key
 * @throws when there is no database, or none that Andon has opened
 */
export async function writeResetLink(url: string, now: number): Promise<string> {
  const place = databaseLocation(url);
  if (place.dialect === "sqlite" && (place.path === null || !existsSync(place.path))) {
    throw new Error(`There is no database at ${url}: say where it is with DATABASE_URL`);
  }
  const database =
    place.dialect === "sqlite" ? await openDatabase(place.path ?? "") : openPostgres(place.url);
  try {
    return await database.write((tx) => addFirstStartLink(tx, now, COMMAND_LINE));
  } catch (error) {
    if (/no such table|does not exist/.test(String(error))) throw new Error(NOT_STARTED, { cause: error });
    throw error;
  } finally {
    await database.close();
  }
}
