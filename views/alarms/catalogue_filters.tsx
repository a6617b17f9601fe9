import type { Machine } from "../../src/domain/machine/machine";
import type { PlacedArea } from "../../src/domain/site/areas";
import type { CatalogueFilter } from "../../src/http/catalogue_filter";
import type { Site } from "../../src/http/page_context";
import { text } from "../../src/words/text";

const words = text.alarmCatalogue;

/** The URL of a page of the catalogue. It keeps the look of the reader's page. */
export function catalogueUrl(
  { base, theme }: Pick<Site, "base" | "theme">,
  filter: CatalogueFilter,
  offset = 0,
): string {
  const query = new URLSearchParams(Object.entries(filter).filter(([, word]) => word));
  if (offset > 0) query.set("offset", String(offset));
  if (theme) query.set("theme", theme);
  return `${base}/alarms/catalogue${query.size > 0 ? `?${query}` : ""}`;
}

type FiltersProps = {
  site: Site;
  filter: CatalogueFilter;
  machines: readonly Pick<Machine, "id" | "name">[];
  areas: readonly Pick<PlacedArea, "id" | "path">[];
};

/** The filter of the catalogue: a plain form. */
export function CatalogueFilters({ site, filter, machines, areas }: FiltersProps) {
  const named = machines.map(({ id, name }) => ({ id, name }));
  const placed = areas.map(({ id, path }) => ({ id, name: path }));
  return (
    <form class="filters" method="get" action={catalogueUrl(site, {})}>
      {site.theme && <input type="hidden" name="theme" value={site.theme} />}
      <Choice label={words.machine} name="machine" value={filter.machine} of={named} />
      {areas.length > 0 && <Choice label={words.area} name="area" value={filter.area} of={placed} />}
      <label>
        {words.search}
        <input
          name="q"
          value={filter.q ?? ""}
          placeholder={words.searchHint}
          maxlength={200}
          autocomplete="off"
        />
      </label>
      <button type="submit">{words.apply}</button>
      <a href={catalogueUrl(site, {})}>{words.reset}</a>
    </form>
  );
}

type ChoiceProps = {
  label: string;
  name: string;
  value: string | undefined;
  of: readonly { id: string; name: string }[];
};

function Choice({ label, name, value, of }: ChoiceProps) {
  return (
    <label>
      {label}
      <select name={name}>
        <option value="">{words.all}</option>
        {of.map((each) => (
          <option value={each.id} selected={each.id === value || each.name === value}>
            {each.name}
          </option>
        ))}
      </select>
    </label>
  );
}
