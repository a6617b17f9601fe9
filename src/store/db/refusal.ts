import { isUntrusted, refusalSentence } from "../../domain/untrusted";
import { databaseLocation } from "./dialect";

const ANSWER_WITHIN_SECONDS = 2;
/**
 * Invalid authorization (class 28), no such database (3D000), unknown parameters of the address (42704).
 */
const REFUSALS = /^(28...|3D000|42704)$/;
/** Failures of the handshake, by Bun's own names. */
const HANDSHAKE = /^ERR_POSTGRES_\w*(AUTHENTICATION|TLS|SASL|PASSWORD)\w*$/;

/**
 * Tries the address of a database once.
 * @returns why it does not let this server in; undefined when it does, or cannot be reached now
 */
export async function databaseRefusal(url: string): Promise<string | undefined> {
  if (databaseLocation(url).dialect !== "postgres") return undefined;
  const error = await failureOf(url);
  if (!isRefusal(error)) return undefined;
  return refusalSentence(`PostgreSQL at ${URL.parse(url)?.host || "localhost"}`, error);
}

async function failureOf(url: string): Promise<unknown> {
  let sql: Bun.SQL | undefined;
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const late = setTimeout(resolve, ANSWER_WITHIN_SECONDS * 1000);
  try {
    sql = new Bun.SQL({
      url,
      adapter: "postgres",
      max: 1,
      prepare: false,
      connectionTimeout: ANSWER_WITHIN_SECONDS,
    });
    return await Promise.race([sql`select 1`.then(() => undefined), promise]);
  } catch (error) {
    return error;
  } finally {
    clearTimeout(late);
    void sql?.close({ timeout: 0 });
  }
}

function isRefusal(error: unknown): boolean {
  const { code, errno } = (error ?? {}) as { code?: unknown; errno?: unknown };
  // An option of the address that Bun does not know, such as a wrong sslmode.
  if (code === "ERR_INVALID_ARG_VALUE") return true;
  return isUntrusted(error) || REFUSALS.test(String(errno)) || HANDSHAKE.test(String(code));
}
