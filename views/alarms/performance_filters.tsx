import type { PlacedArea } from "../../src/domain/site/areas";
import type { Site } from "../../src/http/page_context";
import type { PerformanceFilter } from "../../src/http/performance";
import { text } from "../../src/words/text";

const words = text.performance;

/** The URL of the page for a filter. It keeps the look of the reader's page. */
export function performanceUrl(
  { base, theme }: Pick<Site, "base" | "theme">,
  { area, shift, period, date }: PerformanceFilter,
  path = "",
): string {
  const query = new URLSearchParams({ period });
  if (area) query.set("area", area);
  if (shift) query.set("shift", shift);
  if (date) query.set("date", date);
  if (theme) query.set("theme", theme);
  return `${base}/alarms/performance${path}?${query}`;
}

type FiltersProps = {
  site: Site;
  filter: PerformanceFilter;
  date: Temporal.PlainDate;
  areas: readonly Pick<PlacedArea, "id" | "path">[];
  shifts: readonly string[];
};

/** What the figures are narrowed to: a plain form. */
export function PerformanceFilters({ site, filter, date, areas, shifts }: FiltersProps) {
  const periods = Object.entries(words.period).map(([id, name]) => ({ id, name }));
  const placed = areas.map(({ id, path }) => ({ id, name: path }));
  const named = shifts.map((name) => ({ id: name, name }));
  return (
    <form class="filters" method="get" action={`${site.base}/alarms/performance`}>
      {site.theme && <input type="hidden" name="theme" value={site.theme} />}
      <label>
        {words.periodLabel}
        <select name="period">
          <Options of={periods} value={filter.period} />
        </select>
      </label>
      <label>
        {words.date}
        <input type="date" name="date" value={date.toString()} />
      </label>
      {areas.length > 0 && (
        <label>
          {words.area}
          <select name="area">
            <option value="">{words.all}</option>
            <Options of={placed} value={filter.area} />
          </select>
        </label>
      )}
      {shifts.length > 0 && (
        <label>
          {words.shift}
          <select name="shift">
            <option value="">{words.all}</option>
            <Options of={named} value={filter.shift} />
          </select>
        </label>
      )}
      <button type="submit">{words.apply}</button>
    </form>
  );
}

type OptionsProps = { of: readonly { id: string; name: string }[]; value: string | undefined };

function Options({ of, value }: OptionsProps) {
  return (
    <>
      {of.map(({ id, name }) => (
        <option value={id} selected={id === value || name === value}>
          {name}
        </option>
      ))}
    </>
  );
}
