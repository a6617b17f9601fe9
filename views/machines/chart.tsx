import type { ChartData, Column } from "../../src/http/pages/machines/chart";
import { SPAN_NAMES, type SpanName, SPANS } from "../../src/domain/machine/chart_span";
import { labelOf, text } from "../../src/words/text";
import { CHART_FORM } from "./parts/machine_values";
import { Plot } from "../shared/plot";
import { plantTime } from "../shared/time";

const words = text.chart;
const REFRESH = "every 15s";
/** An answer that is an error leaves the chart as it is: the next one is asked for all the same. */
const KEPT_ON_ERROR = { "hx-status:4xx": "swap:none", "hx-status:5xx": "swap:none" };

type ChartProps = { chart: ChartData; url: string; theme?: string; timezone: string; now: number };

/**
 * A chart with the links that move it. Each link is a page of its own; with script it swaps this element only. The
 * newest one asks for itself again.
 * @param url of the machine's page, which also gives this part of it
 */
export function Chart({ chart, url, theme, timezone, now }: ChartProps) {
  const place = placeOf(chart, theme);
  const own = `${url}?${place({})}`;
  const refresh = { "hx-get": own, "hx-trigger": REFRESH, "hx-swap": "outerHTML", ...KEPT_ON_ERROR };
  const label = labelOf(chart.metric);
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
      <div class="chart-links">
        <nav aria-label={words.spans}>
          {SPAN_NAMES.map((span) => (
            <ChartLink
              id={`span-${span}`}
              href={`${url}?${place({ span })}`}
              label={words.span[span]}
              current={span === chart.span}
            />
          ))}
        </nav>
        <Moves chart={chart} url={url} place={place} now={now} />
      </div>
      {chart.columns.length === 0 ? (
        <p class="empty">{words.none}</p>
      ) : (
        <Plot chart={chart} timezone={timezone} labelledBy="chart-summary" />
      )}
      <Legend chart={chart} />
      <Figures chart={chart} timezone={timezone} now={now} />
      <figcaption id="chart-summary" class="sr-only">
        {summaryOf(chart, label, from, to)}
      </figcaption>
    </figure>
  );
}

type Move = { span?: SpanName; until?: number | null };

/** The query of this chart, moved. No end given means the newest. */
function placeOf(chart: ChartData, theme: string | undefined) {
  return ({ span = chart.span, until = chart.isNewest ? null : chart.to }: Move) => {
    const query = new URLSearchParams({ metric: chart.metric, span });
    if (until !== null) query.set("until", new Date(until).toISOString());
    if (theme) query.set("theme", theme);
    return query;
  };
}

type MovesProps = Pick<ChartProps, "chart" | "url" | "now"> & { place(move: Move): URLSearchParams };

/** Half its length earlier and later; half or twice as long about the same middle, which for the newest is its end. */
function Moves({ chart, url, place, now }: MovesProps) {
  const half = SPANS[chart.span].ms / 2;
  const index = SPAN_NAMES.indexOf(chart.span);
  const ending = (until: number) => (until >= now ? null : until);
  const zoomed = (span: SpanName | undefined): Move | null =>
    span
      ? {
          span,
          until: chart.isNewest ? null : ending(chart.to + (SPANS[span].ms - SPANS[chart.span].ms) / 2),
        }
      : null;
  const moves: [name: "earlier" | "later" | "newest" | "closer" | "wider", move: Move | null][] = [
    ["earlier", { until: chart.to - half }],
    ["later", chart.isNewest ? null : { until: ending(chart.to + half) }],
    ["newest", chart.isNewest ? null : { until: null }],
    ["closer", zoomed(SPAN_NAMES[index - 1])],
    ["wider", zoomed(SPAN_NAMES[index + 1])],
  ];
  return (
    <nav aria-label={words.moves}>
      {moves.map(([name, move]) => (
        <ChartLink
          id={`chart-${name}`}
          href={move ? `${url}?${place(move)}` : undefined}
          label={words[name]}
        />
      ))}
    </nav>
  );
}

type ChartLinkProps = { id: string; href: string | undefined; label: string; current?: boolean };

/** A link that leads nowhere further keeps its place, so that the others do not move under a finger. */
function ChartLink({ id, href, label, current }: ChartLinkProps) {
  if (href === undefined) {
    return (
      <a id={id} class="button" role="link" aria-disabled="true">
        {label}
      </a>
    );
  }
  return (
    <a
      id={id}
      class="button"
      href={href}
      hx-get={href}
      hx-target="#chart"
      hx-swap="outerHTML"
      {...KEPT_ON_ERROR}
      aria-current={current ? "true" : undefined}
    >
      {label}
    </a>
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

type FiguresProps = { chart: ChartData; timezone: string; now: number };

function Figures({ chart, timezone, now }: FiguresProps) {
  const extremes = extremesOf(chart.columns);
  if (!extremes) return null;
  const { lowest, highest, mean } = extremes;
  const quantity = (value: number) => text.quantity(value, chart.unit);
  const shown = [
    { name: words.lowest, value: lowest.low, at: lowest.at },
    { name: words.highest, value: highest.high, at: highest.at },
    { name: words.mean, value: mean, at: null },
    ...(chart.last ? [{ name: lastName(chart), ...chart.last }] : []),
  ];
  return (
    <dl class="figures">
      {shown.map(({ name, value, at }) => (
        <div>
          <dt>{name}</dt>
          <dd>
            {quantity(value)} {at !== null && <small>{plantTime(at, timezone, now)}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const lastName = ({ isNewest }: ChartData) => (isNewest ? words.now : words.last);

function summaryOf(chart: ChartData, label: string, from: string, to: string): string {
  const extremes = extremesOf(chart.columns);
  if (!extremes) return words.none;
  const quantity = (value: number | undefined) => text.quantity(value, chart.unit);
  const { lowest, highest, mean } = extremes;
  const last = `${lastName(chart).toLowerCase()} ${quantity(chart.last?.value)}`;
  const figures = words.figures(quantity(lowest.low), quantity(highest.high), quantity(mean), last);
  return words.summary(label, from, to, figures, chart.alarms.length);
}

/** Mean of the columns' means: each stands for the same time. */
function extremesOf(columns: readonly Column[]) {
  const [first] = columns;
  if (!first) return null;
  let [lowest, highest, sum] = [first, first, 0];
  for (const column of columns) {
    if (column.low < lowest.low) lowest = column;
    if (column.high > highest.high) highest = column;
    sum += column.mean;
  }
  return { lowest, highest, mean: sum / columns.length };
}
