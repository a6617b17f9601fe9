import type { PlacedArea } from "../../src/domain/site/areas";
import type { Site } from "../../src/http/page_context";
import type { Performance } from "../../src/http/performance";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { PerformanceFilters, performanceUrl } from "./performance_filters";
import { FigureTable, FrequentTable } from "./performance_tables";
import { AlarmBars, PriorityBars } from "./performance_bars";

const words = text.performance;

type PerformanceProps = {
  site: Site;
  performance: Performance;
  areas: readonly Pick<PlacedArea, "id" | "path">[];
  shifts: readonly string[];
  /** The name of a machine; of one that is not registered the word that was sent. */
  nameOf(machineId: string): string;
};

/** How the alarms of a period perform, beside the targets of ISA-18.2 and EEMUA 191. */
export function PerformancePage({ site, performance, areas, shifts, nameOf }: PerformanceProps) {
  const { filter, date, period, figures, lines } = performance;
  const on = (day: Temporal.PlainDate) => performanceUrl(site, { ...filter, date: day.toString() });
  return (
    <Layout site={site} title={words.title}>
      <section class="panel" aria-labelledby="performance-title">
        <h2 id="performance-title">{words.title}</h2>
        <p>{words.about}</p>
        <PerformanceFilters site={site} filter={filter} date={date} areas={areas} shifts={shifts} />
        <p class="tools">
          <a href={performanceUrl(site, filter, "/export.csv")} download>
            {words.export}
          </a>
        </p>
        <nav class="paging" aria-label={words.periods}>
          <a href={on(performance.earlier)}>{words.earlier}</a>
          <span>{words.of(period.first, period.last)}</span>
          <a href={on(performance.later)}>{words.later}</a>
        </nav>
        {figures.observedMs === 0 ? (
          <p>{words.nothing}</p>
        ) : (
          <p>{words.total(figures.count, figures.suppressed)}</p>
        )}
        <FigureTable lines={lines} />
        <p>{words.aboutPriority}</p>
      </section>
      <section class="panel" aria-labelledby="bars-title">
        <h2 id="bars-title">{filter.period === "day" ? words.perHour : words.perDay}</h2>
        <AlarmBars bars={figures.bars} isByHour={filter.period === "day"} timezone={site.timezone} />
        <h3>{words.priorities}</h3>
        <PriorityBars priorities={figures.priorities} />
      </section>
      <section class="panel" aria-labelledby="frequent-title">
        <h2 id="frequent-title">{words.frequent}</h2>
        <FrequentTable site={site} frequent={figures.frequent} nameOf={nameOf} />
      </section>
    </Layout>
  );
}
