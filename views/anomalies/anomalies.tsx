import type { Alarm } from "../../src/domain/alarm/alarm";
import type { AlarmFilter } from "../../src/http/pages/anomalies/alarm_filter";
import type { Site } from "../../src/http/page_context";
import { Layout } from "../layout/layout";
import { AlarmFilters, AlarmSpans, listUrl, queryOf } from "./alarm_filters";
import { AlarmTable, AlarmTotal, NameAndNote, MoreLine } from "../shared/alarm/alarm_table";
import { text } from "../../src/words/text";

type Paging = { offset: number; size: number; total: number };

type AnomaliesProps = {
  site: Site;
  alarms: Alarm[];
  filter: AlarmFilter;
  machines: { id: string; name: string }[];
  paging: Paging;
  /** The unacknowledged alarms of this list, and the moment (`asOf`) that they are of; absent on the live list. */
  unacknowledged?: { count: number; asOf: number };
};

/** All alarms, newest first, filtered by machine, severity, state and time. */
export function AnomaliesPage({ site, alarms, filter, machines, paging, unacknowledged }: AnomaliesProps) {
  const url = (asked: AlarmFilter, offset = 0) => listUrl(site, asked, offset);
  return (
    <Layout site={site} title={text.alarms.title}>
      <section class="panel" aria-labelledby="alarms-title">
        <header>
          <h2 id="alarms-title">{text.alarms.title}</h2>
          <NameAndNote site={site} />
        </header>
        <AlarmFilters site={site} filter={filter} machines={machines} />
        <div class="tools">
          <AlarmSpans site={site} filter={filter} />
          {unacknowledged ? (
            <AcknowledgeMany filter={filter} unacknowledged={unacknowledged} />
          ) : (
            <a href={url({ state: "new" })}>{text.alarms.many}</a>
          )}
          <a href={`${site.base}/anomalies/export.csv${queryOf(filter)}`} download>
            {text.alarms.export(paging.total)}
          </a>
          <a href={`${site.base}/alarms/rules${site.theme ? `?theme=${site.theme}` : ""}`}>
            {text.rules.title}
          </a>
          {!site.still && (
            <noscript>
              <a href={listUrl({ ...site, still: true }, filter, paging.offset)}>{text.alarms.hold}</a>
            </noscript>
          )}
        </div>
        <AlarmTable
          alarms={alarms}
          timezone={site.timezone}
          fill={unacknowledged ? undefined : paging.size}
          none={unacknowledged ? text.alarms.noneListed : undefined}
        />
        <AlarmTotal total={paging.total - paging.offset} />
        <Pages url={(offset) => url(filter, offset)} paging={paging} shown={alarms.length} />
      </section>
    </Layout>
  );
}

type ManyProps = { filter: AlarmFilter; unacknowledged: NonNullable<AnomaliesProps["unacknowledged"]> };

/** Acknowledges all unacknowledged alarms of the list, but none that opened after this page was drawn. */
function AcknowledgeMany({ filter, unacknowledged: { count, asOf } }: ManyProps) {
  if (count === 0) return null;
  return (
    <>
      <input form="answer" type="hidden" name="filter" value={queryOf(filter)} />
      <button form="answer" name="acknowledge_all" value={String(asOf)}>
        {text.alarms.acknowledgeMany(count)}
      </button>
      <small>{text.alarms.acknowledgeManyMeans}</small>
    </>
  );
}

type PagesProps = { url: (offset: number) => string; paging: Paging; shown: number };

function Pages({ url, paging: { offset, size, total }, shown }: PagesProps) {
  const left = total - offset - shown;
  return (
    <nav class="paging" aria-label={text.paging.label}>
      {offset > 0 && <a href={url(Math.max(0, offset - size))}>{text.paging.newer}</a>}
      {shown > 0 && <span>{text.paging.range(offset + 1, offset + shown, total)}</span>}
      <MoreLine label={text.paging.older} count={left} href={url(offset + size)} />
    </nav>
  );
}
