import type { PlacedArea } from "../../src/domain/site/areas";
import type { ShownFlood } from "../../src/live/state/floods";
import type { ShownAlarm } from "../../src/live/state/shown_alarm";
import type { AlarmFilter } from "../../src/http/pages/anomalies/alarm_filter";
import type { BulkAct } from "../../src/http/answer_all";
import type { Site } from "../../src/http/page_context";
import { Layout } from "../layout/layout";
import { AlarmFilters, AlarmSpans, listUrl, queryOf } from "./alarm_filters";
import { FloodBanner } from "../shared/alarm/flood_banner";
import { AlarmTable, AlarmTotal, NameAndNote, MoreLine } from "../shared/alarm/alarm_table";
import { SuppressedLink } from "../shared/alarm/suppressed";
import { text } from "../../src/words/text";

type Paging = { offset: number; size: number; total: number };

type AnomaliesProps = {
  site: Site;
  alarms: ShownAlarm[];
  floods?: readonly ShownFlood[];
  filter: AlarmFilter;
  machines: { id: string; name: string }[];
  areas?: readonly PlacedArea[];
  paging: Paging;
  /** How many alarms of this list each act would answer, and as of when (`asOf`); absent on the live list. */
  answerable?: Record<BulkAct, { count: number; asOf: number }>;
  /** How many alarms are suppressed, of all machines. */
  suppressed: number;
};

/** All alarms, newest first, filtered by area, machine, severity, priority, state and time. */
export function AnomaliesPage(props: AnomaliesProps) {
  const { site, alarms, floods = [], filter, machines, areas = [], paging, answerable, suppressed } = props;
  const url = (asked: AlarmFilter, offset = 0) => listUrl(site, asked, offset);
  return (
    <Layout site={site} title={text.alarms.title}>
      <section class="panel" aria-labelledby="alarms-title">
        <header>
          <h2 id="alarms-title">{text.alarms.title}</h2>
          <SuppressedLink site={site} count={suppressed} />
          <NameAndNote site={site} />
        </header>
        <AlarmFilters site={site} filter={filter} machines={machines} areas={areas} />
        <div class="tools">
          <AlarmSpans site={site} filter={filter} />
          {answerable ? (
            <AnswerMany site={site} filter={filter} answerable={answerable} />
          ) : (
            <a href={url({ state: "new" })}>{text.alarms.many}</a>
          )}
          <a href={`${site.base}/anomalies/export.csv${queryOf(filter)}`} download>
            {text.alarms.export(paging.total)}
          </a>
          <a href={`${site.base}/alarms/catalogue${site.theme ? `?theme=${site.theme}` : ""}`}>
            {text.alarmCatalogue.title}
          </a>
          <a href={`${site.base}/alarms/rules${site.theme ? `?theme=${site.theme}` : ""}`}>
            {text.rules.title}
          </a>
          <a href={`${site.base}/alarms/performance${site.theme ? `?theme=${site.theme}` : ""}`}>
            {text.performance.title}
          </a>
          {!site.still && (
            <noscript>
              <a href={listUrl({ ...site, still: true }, filter, paging.offset)}>{text.alarms.hold}</a>
            </noscript>
          )}
        </div>
        <FloodBanner floods={floods} timezone={site.timezone} />
        <AlarmTable
          alarms={alarms}
          timezone={site.timezone}
          fill={answerable ? undefined : paging.size}
          none={answerable ? text.alarms.noneListed : undefined}
        />
        <AlarmTotal total={paging.total - paging.offset} />
        <Pages url={(offset) => url(filter, offset)} paging={paging} shown={alarms.length} />
      </section>
    </Layout>
  );
}

type ManyProps = Required<Pick<AnomaliesProps, "site" | "filter" | "answerable">>;

/** The way to one answer to all alarms of the list: a page asks before. */
function AnswerMany({ site, filter, answerable }: ManyProps) {
  const asked = (act: BulkAct) => {
    const query = new URLSearchParams(queryOf(filter));
    query.set("act", act);
    query.set("as_of", String(answerable[act].asOf));
    return `${site.base}/anomalies/many?${query}`;
  };
  const { acknowledge_all, resolve_all } = answerable;
  return (
    <>
      {acknowledge_all.count > 0 && (
        <a href={asked("acknowledge_all")} title={text.alarms.acknowledgeManyMeans}>
          {text.alarms.acknowledgeMany(acknowledge_all.count)}
        </a>
      )}
      {resolve_all.count > 0 && (
        <a href={asked("resolve_all")} title={text.alarms.resolveManyMeans}>
          {text.alarms.resolveMany(resolve_all.count)}
        </a>
      )}
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
