import type { Alarm } from "../../src/domain/alarm/alarm";
import type { AlarmFilter } from "../../src/http/pages/anomalies/alarm_filter";
import type { Site } from "../../src/http/page_context";
import { Layout } from "../layout/layout";
import { AlarmFilters, AlarmSpans, listUrl, queryOf } from "./alarm_filters";
import { AlarmTable, AlarmTotal, AnswersAs, MoreLine } from "../shared/alarm/alarm_table";
import { text } from "../../src/words/text";

type Paging = { offset: number; size: number; total: number };

type AnomaliesProps = {
  site: Site;
  alarms: Alarm[];
  filter: AlarmFilter;
  machines: { id: string; name: string }[];
  paging: Paging;
  /** Alarms of this list that nobody has answered, and the mark that names them; absent on the list that is live. */
  unanswered?: { count: number; mark: number };
};

/** Every alarm there was, newest first, narrowed by machine, severity, state and time. */
export function AnomaliesPage({ site, alarms, filter, machines, paging, unanswered }: AnomaliesProps) {
  const url = (asked: AlarmFilter, offset = 0) => listUrl(site, asked, offset);
  return (
    <Layout site={site} title={text.alarms.title}>
      <section class="panel" aria-labelledby="alarms-title">
        <header>
          <h2 id="alarms-title">{text.alarms.title}</h2>
          <AnswersAs name={site.answersAs} />
        </header>
        <AlarmFilters site={site} filter={filter} machines={machines} />
        <div class="tools">
          <AlarmSpans site={site} filter={filter} />
          {unanswered ? (
            <AcknowledgeMany filter={filter} unanswered={unanswered} />
          ) : (
            <a href={url({ state: "new" })}>{text.alarms.many}</a>
          )}
          <a href={`${site.base}/anomalies/export.csv${queryOf(filter)}`} download>
            {text.alarms.export(paging.total)}
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
          fill={unanswered ? undefined : paging.size}
          none={unanswered ? text.alarms.noneListed : undefined}
        />
        <AlarmTotal total={paging.total - paging.offset} />
        <Pages url={(offset) => url(filter, offset)} paging={paging} shown={alarms.length} />
      </section>
    </Layout>
  );
}

type ManyProps = { filter: AlarmFilter; unanswered: NonNullable<AnomaliesProps["unanswered"]> };

/** One answer to all that are listed and unanswered; those that come after this page was drawn are not among them. */
function AcknowledgeMany({ filter, unanswered: { count, mark } }: ManyProps) {
  if (count === 0) return null;
  return (
    <>
      <input form="answer" type="hidden" name="filter" value={queryOf(filter)} />
      <button form="answer" name="acknowledge_all" value={String(mark)}>
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
