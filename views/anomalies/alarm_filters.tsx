import type { Child } from "hono/jsx";
import { ALARM_STATES, SEVERITIES } from "../../src/domain/alarm/alarm";
import type { PlacedArea } from "../../src/domain/site/areas";
import type { AlarmFilter } from "../../src/http/pages/anomalies/alarm_filter";
import { LAST_SPANS, type LastSpan } from "../../src/domain/alarm/last_span";
import type { Site } from "../../src/http/page_context";
import { text } from "../../src/words/text";

const words = text.filter;

/** A filter as the query of a URL, "" when it is empty. */
export function queryOf(filter: AlarmFilter): string {
  const query = new URLSearchParams(Object.entries(filter).filter(([, value]) => value));
  return query.size > 0 ? `?${query}` : "";
}

/** The URL of a list of alarms. It keeps the look of the reader's page. */
export function listUrl(
  { base, theme, still }: Pick<Site, "base" | "theme" | "still">,
  filter: AlarmFilter,
  offset = 0,
) {
  const query = new URLSearchParams(queryOf(filter));
  if (offset > 0) query.set("offset", String(offset));
  if (theme) query.set("theme", theme);
  if (still) query.set("still", "1");
  return `${base}/anomalies${query.size > 0 ? `?${query}` : ""}`;
}

type AlarmFiltersProps = {
  site: Site;
  filter: AlarmFilter;
  machines: { id: string; name: string }[];
  areas: readonly PlacedArea[];
};

/** The filter of the list: a plain form. */
export function AlarmFilters({ site, filter, machines, areas }: AlarmFiltersProps) {
  const severities = SEVERITIES.map((value) => ({ value, label: text.severity[value] }));
  const priorities = (["1", "2", "3", "4"] as const).map((value) => ({
    value,
    label: text.alarms.priority(Number(value)),
  }));
  const states = ALARM_STATES.map((value) => ({ value, label: text.state[value] }));
  const names = machines.map(({ id, name }) => ({ value: id, label: name }));
  const places = areas.map(({ id, path }) => ({ value: id, label: path }));
  const isBackwards = filter.from !== undefined && filter.to !== undefined && filter.from >= filter.to;
  return (
    <>
      <details class="narrowing">
        <summary>{summaryOf(filter, machines, areas)}</summary>
        <form class="filters" method="get" action={`${site.base}/anomalies`}>
          {site.theme && <input type="hidden" name="theme" value={site.theme} />}
          {site.still && <input type="hidden" name="still" value="1" />}
          {filter.last && <input type="hidden" name="last" value={filter.last} />}
          {places.length > 0 && <Choice name="area" chosen={filter.area} options={places} />}
          <Choice name="machine" chosen={filter.machine} options={names} />
          <Choice name="severity" chosen={filter.severity} options={severities} />
          <Choice name="priority" chosen={filter.priority} options={priorities} />
          <Choice name="state" chosen={filter.state} options={states} />
          <Moment name="from" value={filter.from} />
          <Moment name="to" value={filter.to} />
          <button type="submit">{words.apply}</button>
          <a href={listUrl(site, {})}>{words.reset}</a>
        </form>
      </details>
      {isBackwards && <p role="alert">{words.backwards}</p>}
    </>
  );
}

/** The filter in words, for screens too small to show the form permanently. */
export function summaryOf(
  { machine, area, severity, priority, state, from, to }: AlarmFilter,
  machines: readonly { id: string; name: string }[],
  areas: AlarmFiltersProps["areas"],
): string {
  const chosen = [
    area && (areas.find(({ id }) => id === area)?.path ?? area),
    machine && (machines.find(({ id }) => id === machine)?.name ?? machine),
    severity && text.severity[severity],
    priority && text.alarms.priority(Number(priority)),
    state && text.state[state],
    from && words.fromMoment(from.replace("T", " ")),
    to && words.toMoment(to.replace("T", " ")),
  ].filter((word) => word !== undefined);
  return text.list([words.title, ...chosen]);
}

type ChoiceProps = {
  name: "area" | "machine" | "severity" | "priority" | "state";
  chosen: string | undefined;
  options: { value: string; label: string }[];
};

function Choice({ name, chosen, options }: ChoiceProps) {
  return (
    <label>
      {words[name]}
      <select name={name}>
        <option value="">{words.all}</option>
        {options.map(({ value, label }) => (
          <option value={value} selected={value === chosen}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}

function Moment({ name, value }: { name: "from" | "to"; value: string | undefined }) {
  return (
    <label>
      {words[name]}
      <input type="datetime-local" name={name} value={value ?? ""} />
    </label>
  );
}

/** A link for each common time range, which replaces the times that were entered. */
export function AlarmSpans({ site, filter }: Pick<AlarmFiltersProps, "site" | "filter">) {
  const { from, to, last, ...others } = filter;
  const isAny = !from && !to && !last;
  const link = (span: LastSpan | undefined, isCurrent: boolean, label: Child) => (
    <a href={listUrl(site, { ...others, last: span })} aria-current={isCurrent ? "true" : undefined}>
      {label}
    </a>
  );
  return (
    <nav class="spans" aria-label={words.times}>
      {link(undefined, isAny, words.anyTime)}
      {LAST_SPANS.map((span) => link(span, span === last && !from && !to, words.last[span]))}
    </nav>
  );
}
