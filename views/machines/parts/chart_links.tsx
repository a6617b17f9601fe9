import type { ChartData } from "../../../src/http/pages/machines/chart";
import { SPAN_NAMES, type SpanName, SPANS } from "../../../src/domain/machine/chart_span";
import { text } from "../../../src/words/text";

const words = text.chart;

/** An error response leaves the chart as it is; the next request is sent all the same. */
export const KEPT_ON_ERROR = { "hx-status:4xx": "swap:none", "hx-status:5xx": "swap:none" };

type Place = { span?: SpanName; until?: number | null };

/**
 * The URL of a chart at another place in time. `until` is its end in epoch milliseconds, null for the newest
 * values; what is not given stays.
 * @param url of the machine's page
 */
export function chartUrl(chart: ChartData, url: string, theme: string | undefined) {
  return ({ span = chart.span, until = chart.isNewest ? null : chart.to }: Place = {}) => {
    const query = new URLSearchParams({ metric: chart.metric, span });
    if (until !== null) query.set("until", new Date(until).toISOString());
    if (theme) query.set("theme", theme);
    return `${url}?${query}`;
  };
}

type ChartLinksProps = { chart: ChartData; urlAt(place: Place): string; now: number };

/** The links that change the time range of a chart, move it and zoom. */
export function ChartLinks({ chart, urlAt, now }: ChartLinksProps) {
  return (
    <div class="chart-links">
      <nav aria-label={words.spans}>
        {SPAN_NAMES.map((span) => (
          <ChartLink
            id={`span-${span}`}
            href={urlAt({ span })}
            label={words.span[span]}
            current={span === chart.span}
          />
        ))}
      </nav>
      <nav aria-label={words.moves}>
        {movesOf(chart, now).map(([name, place]) => (
          <ChartLink id={`chart-${name}`} href={place ? urlAt(place) : undefined} label={words[name]} />
        ))}
      </nav>
    </div>
  );
}

type Move = [name: "earlier" | "later" | "newest" | "closer" | "wider", place: Place | null];

/** Moving goes by half the time range. Zooming keeps the middle; the newest chart keeps its end instead. */
function movesOf({ span, to, isNewest }: ChartData, now: number): Move[] {
  const half = SPANS[span].ms / 2;
  const index = SPAN_NAMES.indexOf(span);
  const ending = (until: number) => (until >= now ? null : until);
  const zoomed = (next: SpanName | undefined): Place | null =>
    next === undefined
      ? null
      : { span: next, until: isNewest ? null : ending(to + (SPANS[next].ms - SPANS[span].ms) / 2) };
  return [
    ["earlier", { until: to - half }],
    ["later", isNewest ? null : { until: ending(to + half) }],
    ["newest", isNewest ? null : { until: null }],
    ["closer", zoomed(SPAN_NAMES[index - 1])],
    ["wider", zoomed(SPAN_NAMES[index + 1])],
  ];
}

type ChartLinkProps = { id: string; href: string | undefined; label: string; current?: boolean };

/** A link that leads no further keeps its place, so that the others do not move under a finger. */
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
