import { AUDIT_ACTIONS } from "../../src/domain/audit/actions";
import type { Site } from "../../src/http/page_context";
import type { AuditFilter } from "../../src/http/pages/settings/audit_filter";
import { text } from "../../src/words/text";

const words = text.audit;

/** The URL of the audit log, or of its CSV. It keeps the look of the reader's page. */
export function auditUrl(
  { base, theme }: Pick<Site, "base" | "theme">,
  filter: AuditFilter,
  { path = "", before }: { path?: string; before?: number } = {},
): string {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value));
  if (before !== undefined) query.set("before", String(before));
  if (theme && !path) query.set("theme", theme);
  return `${base}/settings/audit${path}${query.size > 0 ? `?${query}` : ""}`;
}

type FiltersProps = { site: Site; filter: AuditFilter };

/** The filter of the audit log: a plain form. */
export function AuditFilters({ site, filter }: FiltersProps) {
  const { from, to, action } = filter;
  const isBackwards = from !== undefined && to !== undefined && from >= to;
  return (
    <>
      <form class="filters" method="get" action={auditUrl(site, {})}>
        {site.theme && <input type="hidden" name="theme" value={site.theme} />}
        <Word name="actor" value={filter.actor} hint={words.actorHint} />
        <label>
          {words.field.action}
          <select name="action">
            <option value="">{words.all}</option>
            {AUDIT_ACTIONS.map((known) => (
              <option value={known} selected={known === action}>
                {words.action[known]}
              </option>
            ))}
          </select>
        </label>
        <Word name="subject" value={filter.subject} hint={words.subjectHint} />
        <Moment name="from" value={from} />
        <Moment name="to" value={to} />
        <button type="submit">{words.apply}</button>
        <a href={auditUrl(site, {})}>{words.reset}</a>
      </form>
      {isBackwards && <p role="alert">{words.backwards}</p>}
    </>
  );
}

type WordProps = { name: "actor" | "subject"; value: string | undefined; hint: string };

function Word({ name, value, hint }: WordProps) {
  return (
    <label>
      {words.field[name]}
      <input name={name} value={value ?? ""} placeholder={hint} maxlength={200} autocomplete="off" />
    </label>
  );
}

function Moment({ name, value }: { name: "from" | "to"; value: string | undefined }) {
  return (
    <label>
      {words.field[name]}
      <input type="datetime-local" name={name} value={value ?? ""} />
    </label>
  );
}
