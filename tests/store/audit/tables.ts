import { withAuditLog } from "../../../src/store/audit/open_log";
import { verifyChain } from "../../../src/domain/audit/chain";

/** The database behind a URL, past every rule of the store. */
export function openTables(url: string): Bun.SQL {
  const file = /^sqlite:\/\/(.+)$/.exec(url)?.[1];
  return file === undefined
    ? new Bun.SQL(url, { max: 1, prepare: false })
    : new Bun.SQL({ adapter: "sqlite", filename: file });
}

/** What a check of the log in this database finds. */
export const verify = (url: string) => withAuditLog(url, verifyChain);
