import { stringify } from "csv-stringify/sync";
import { textStream } from "../../text_stream";
import { yieldToLoop } from "../../../async/yield";
import type { AuditEntry } from "../../../domain/audit/entry";
import { iso } from "../../../domain/iso";
import type { AuditConditions } from "../../../store/audit/audit_store";
import type { Store } from "../../../store/store";

const PAGE_ENTRIES = 500;

const COLUMNS = [
  "n",
  "at",
  "actor_kind",
  "actor_name",
  "actor_id",
  "address",
  "action",
  "subject",
  "before",
  "after",
  "hash",
] as const satisfies (keyof AuditEntry)[];

/**
 * Every entry of a query as CSV (RFC 4180, UTF-8 with the byte order mark), oldest first, a page of the
 * database at a time. Cells that a spreadsheet would run as a formula get an apostrophe.
 */
export function auditCsv(audit: Pick<Store["audit"], "list">, query: AuditConditions) {
  return textStream(pagesOf(audit, query));
}

async function* pagesOf({ list }: Pick<Store["audit"], "list">, query: AuditConditions) {
  let page = await list({ ...query, after: 0, limit: PAGE_ENTRIES });
  yield written(page, true);
  while (page.length === PAGE_ENTRIES) {
    await yieldToLoop();
    page = await list({ ...query, after: page.at(-1)?.n ?? 0, limit: PAGE_ENTRIES });
    yield written(page, false);
  }
}

function written(entries: readonly AuditEntry[], isFirst: boolean): string {
  return stringify(
    entries.map((entry) => ({ ...entry, at: iso(entry.at) })),
    {
      columns: [...COLUMNS],
      header: isFirst,
      bom: isFirst,
      record_delimiter: "windows",
      // Quote: a bare line feed would break the row, and some spreadsheets split cells at semicolons.
      quoted_match: /[\r\n;]/,
      escape_formulas: true,
    },
  );
}
