import type { Site } from "../../src/http/page_context";
import type { AuditFilter } from "../../src/http/pages/settings/audit_filter";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { TableHead } from "../shared/table_head";
import { AuditFilters, auditUrl } from "./audit_filters";
import { AuditLine, type ShownEntry } from "./audit_line";

const words = text.audit;

type AuditProps = {
  site: Site;
  filter: AuditFilter;
  /** Newest first. */
  entries: readonly ShownEntry[];
  /** Whether there are newer entries than these, and older ones. */
  isPaged: boolean;
  hasOlder: boolean;
  machineName(id: string): string | undefined;
};

/** The audit log: every change, with who made it, when and from where. */
export function AuditPage({ site, filter, entries, isPaged, hasOlder, machineName }: AuditProps) {
  const last = entries.at(-1);
  return (
    <Layout site={site} title={words.title}>
      <section class="panel" aria-labelledby="audit-title">
        <h2 id="audit-title">{words.title}</h2>
        <p>{words.about}</p>
        <AuditFilters site={site} filter={filter} />
        <p class="tools">
          <a href={auditUrl(site, filter, { path: "/export.csv" })} download>
            {words.export}
          </a>
        </p>
        {entries.length === 0 ? (
          <p>{words.none}</p>
        ) : (
          <table class="audit" aria-labelledby="audit-title">
            <TableHead columns={words.columns} />
            <tbody>
              {entries.map((entry) => (
                <AuditLine entry={entry} site={site} machineName={machineName} />
              ))}
            </tbody>
          </table>
        )}
        <nav class="paging" aria-label={words.pages}>
          {isPaged && <a href={auditUrl(site, filter)}>{words.newest}</a>}
          {hasOlder && last && <a href={auditUrl(site, filter, { before: last.n })}>{words.older}</a>}
        </nav>
      </section>
    </Layout>
  );
}
