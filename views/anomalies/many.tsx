import type { PlacedArea } from "../../src/domain/site/areas";
import type { BulkAct } from "../../src/http/answer_all";
import type { AlarmFilter } from "../../src/http/pages/anomalies/alarm_filter";
import type { Site } from "../../src/http/page_context";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { NameAndNote } from "../shared/alarm/alarm_table";
import { listUrl, queryOf, summaryOf } from "./alarm_filters";

const words = text.alarms.ask;

type ManyProps = {
  site: Site;
  act: BulkAct;
  filter: AlarmFilter;
  machines: readonly { id: string; name: string }[];
  areas: readonly PlacedArea[];
  /** The alarms that it would answer, and the moment that this is of. */
  answerable: { count: number; asOf: number };
};

/** Asks before many alarms are answered at once, and says how many these are. */
export function AskManyPage({ site, act, filter, machines, areas, answerable: { count, asOf } }: ManyProps) {
  const query = queryOf(filter);
  return (
    <Layout site={site} title={words.title[act]}>
      <section class="panel" aria-labelledby="many-title">
        <header>
          <h2 id="many-title">{count === 0 ? words.none : words[act](count)}</h2>
          {count > 0 && <NameAndNote site={site} />}
        </header>
        <p>{query === "" ? words.all : summaryOf(filter, machines, areas)}</p>
        <div class="managing">
          {count > 0 && (
            <>
              <input form="answer" type="hidden" name="filter" value={query} />
              <button form="answer" name={act} value={String(asOf)}>
                {words.yes[act]}
              </button>
            </>
          )}
          <a class="button" href={listUrl(site, filter)}>
            {words.no}
          </a>
        </div>
      </section>
    </Layout>
  );
}
