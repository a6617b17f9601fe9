import { readConfig } from "../config";
import { type Broken, type Verified, verifyChain } from "../domain/audit/chain";
import { hideInReasons, reasonOf } from "../domain/reason";
import { withAuditLog } from "../store/audit/open_log";

const USAGE = "Usage: bun run audit verify   (DATABASE_URL says where)";

const PROBLEMS: Record<Broken["problem"], string> = {
  missing: "it is missing, and nothing seals its removal",
  changed: "it, or the hash of the one before it, was changed",
  unreadable_seal: "it seals a removal, and cannot be read",
  cut_off: "it and all after it were cut off",
  beyond_end: "it stands past the end of the log",
};

/** The result of a check as a sentence; of a broken log it names the first broken entry. */
export function verdict(found: Verified): string {
  if ("broken" in found)
    return `The audit log is broken at entry ${found.broken.n}: ${PROBLEMS[found.broken.problem]}`;
  const { count, first, end } = found;
  if (first === null) return "The audit log is whole: it has no entries yet";
  return `The audit log is whole: ${count} entries, ${first} to ${end.n}, the last hash is ${end.hash}`;
}

/** Checks the audit log of the settings' database. The exit code: 0 whole, 1 broken or not to be read. */
async function main([command, ...others]: string[]): Promise<number> {
  if (command !== "verify" || others.length > 0) {
    console.error(USAGE);
    return 1;
  }
  try {
    const config = readConfig(process.env);
    hideInReasons(config.redact);
    const found = await withAuditLog(config.databaseUrl, verifyChain);
    const isWhole = !("broken" in found);
    (isWhole ? console.log : console.error)(verdict(found));
    return isWhole ? 0 : 1;
  } catch (error) {
    console.error(`The audit log cannot be checked: ${reasonOf(error)}`);
    return 1;
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
