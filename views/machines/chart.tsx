import type { ChartData } from "../../src/http/pages/machines/chart";
import { text } from "../../src/words/text";
import { ChartFigures, chartSummary } from "./parts/chart_figures";
import { ChartLinks, chartUrl, KEPT_ON_ERROR } from "./parts/chart_links";
import { CHART_FORM } from "./parts/machine_values";
import { Plot } from "./parts/plot";
import { plantTime } from "../shared/time";

const words = text.chart;
const REFRESH = "every 15s";

type ChartProps = { chart: ChartData; url: string; theme?: string; timezone: string; now: number };

/**
 * The chart of a metric, with the links that move it. Each link is a page of its own; with script it swaps
 * only this element. The newest chart refreshes itself.
 * @param url of the machine's page, which also serves this element on its own
 */
export function Chart({ chart, url, theme, timezone, now }: ChartProps) {
  const urlAt = chartUrl(chart, url, theme);
  const own = urlAt();
  const refresh = { "hx-get": own, "hx-trigger": REFRESH, "hx-swap": "outerHTML", ...KEPT_ON_ERROR };
  const label = text.metric(chart.metric, chart.machineId);
  const [from, to] = [plantTime(chart.from, timezone, now), plantTime(chart.to, timezone, now)];
  return (
    <figure id="chart" class="chart" data-url={own} {...(chart.isNewest ? refresh : {})}>
      <input type="hidden" form={CHART_FORM} name="span" value={chart.span} />
      {!chart.isNewest && (
        <input type="hidden" form={CHART_FORM} name="until" value={new Date(chart.to).toISOString()} />
      )}
      <header>
        <h2 id="chart-title">
          {words.title(label, words.span[chart.span])} <small>{words.period(from, to)}</small>
        </h2>
      </header>
      <ChartLinks chart={chart} urlAt={urlAt} now={now} />
      {chart.columns.length === 0 ? (
        <p class="empty">{words.none}</p>
      ) : (
        <Plot chart={chart} timezone={timezone} labelledBy="chart-summary" />
      )}
      <Legend chart={chart} />
      <ChartFigures chart={chart} timezone={timezone} now={now} />
      <figcaption id="chart-summary" class="sr-only">
        {chartSummary(chart, label, from, to)}
      </figcaption>
    </figure>
  );
}

function Legend({ chart: { expected, band } }: { chart: ChartData }) {
  const isExpected = expected.length > 0;
  if (!isExpected && !band) return null;
  return (
    <p class="legend">
      <svg viewBox="0 0 32 16" aria-hidden="true">
        {isExpected ? (
          <path class="expected" d="M0 8h32" />
        ) : (
          <rect class="band" x="0" y="2" width="32" height="12" />
        )}
      </svg>
      {isExpected ? words.expected : words.normalNow}
    </p>
  );
}
