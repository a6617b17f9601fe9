import { z } from "zod";

const ENCODE = "in names and passwords write # as %23, @ as %40, / as %2F, ? as %3F, : as %3A and % as %25";

/** The signs that SQLite would read as options, or cut the name at. */
const UNFIT_FOR_FILE = /[?#%]/;

const SIGN_IN = /^(sqlite:\/\/)?[^]*:[^]*@/;

/** The address of Redis: a URL, or the path of its socket. */
export const redisUrl = service(["redis://", "rediss://", "/"], "redis://127.0.0.1:6379");

/** The address of the database. */
export const databaseUrl = service(
  ["sqlite://", "postgres://", "postgresql://"],
  "sqlite://data/andon.db or postgres://user@host/andon",
);

function service(schemes: readonly string[], example: string) {
  return z.string().transform((text, context) => {
    const problem = problemOf(text, schemes, example);
    if (problem) context.addIssue({ code: "custom", message: problem });
    return text;
  });
}

function problemOf(text: string, schemes: readonly string[], example: string): string | undefined {
  const scheme = schemes.find((scheme) => text.startsWith(scheme));
  if (!scheme || text === scheme) return `must look like ${example}`;
  if (scheme === "/" || scheme === "sqlite://") {
    // The rest of an address whose beginning was lost: as a path it would stand in every message.
    if (SIGN_IN.test(text)) return `must look like ${example}, and a path must not contain : before @`;
  }
  if (scheme === "/") return undefined;
  if (scheme === "sqlite://")
    return UNFIT_FOR_FILE.test(text) ? "the path must not contain ?, # or %" : undefined;
  const url = URL.parse(text);
  return url && isWhole(url) ? undefined : `cannot be read: ${ENCODE}`;
}

/**
 * Whether a URL was meant as it is read. A # or / in a password ends the host there, so that the rest, with
 * its @, lands in path or fragment: the URL may be valid, but names another server.
 */
function isWhole({ hash, pathname, search, username, password }: URL): boolean {
  if (hash !== "" || `${pathname}${search}`.includes("@")) return false;
  try {
    return [username, password, pathname].every((part) => decodeURIComponent(part) !== undefined);
  } catch {
    return false;
  }
}
