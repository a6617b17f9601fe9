import type { Machine } from "../../src/domain/machine/machine";
import type { PlacedArea } from "../../src/domain/site/areas";
import type { ShownEntry } from "../../src/http/catalogue";
import type { CatalogueFilter } from "../../src/http/catalogue_filter";
import type { Site } from "../../src/http/page_context";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { TableHead } from "../shared/table_head";
import { CatalogueFilters, catalogueUrl } from "./catalogue_filters";
import { CatalogueLine } from "./catalogue_line";

const words = text.alarmCatalogue;

type CatalogueProps = {
  site: Site;
  filter: CatalogueFilter;
  entries: readonly ShownEntry[];
  paging: { offset: number; size: number; total: number };
  machines: readonly Pick<Machine, "id" | "name">[];
  areas: readonly Pick<PlacedArea, "id" | "path">[];
  /** Whether who reads it may change limits and guidance. */
  mayEdit: boolean;
};

/** Every alarm that can occur, with its limit, what to do about it, and who changed that last. */
export function CataloguePage({ site, filter, entries, paging, machines, areas, mayEdit }: CatalogueProps) {
  const theme = site.theme ? `?theme=${site.theme}` : "";
  return (
    <Layout site={site} title={words.title}>
      <section class="panel" aria-labelledby="catalogue-title">
        <h2 id="catalogue-title">{words.title}</h2>
        <p>{words.about}</p>
        <CatalogueFilters site={site} filter={filter} machines={machines} areas={areas} />
        <p class="tools">
          <a href={`${site.base}/alarms/catalogue/export.csv`} download>
            {words.export}
          </a>
          {mayEdit && <a href={`${site.base}/alarms/catalogue/import${theme}`}>{words.import}</a>}
        </p>
        {entries.length === 0 ? (
          <p>{words.none}</p>
        ) : (
          <table class="audit catalogue" aria-labelledby="catalogue-title">
            <TableHead columns={words.columns} />
            <tbody>
              {entries.map((entry) => (
                <CatalogueLine entry={entry} site={site} mayEdit={mayEdit} />
              ))}
            </tbody>
          </table>
        )}
        <Pages site={site} filter={filter} paging={paging} shown={entries.length} />
      </section>
    </Layout>
  );
}

type PagesProps = Pick<CatalogueProps, "site" | "filter" | "paging"> & { shown: number };

function Pages({ site, filter, paging: { offset, size, total }, shown }: PagesProps) {
  const url = (at: number) => catalogueUrl(site, filter, at);
  return (
    <nav class="paging" aria-label={words.pages}>
      {offset > 0 && <a href={url(Math.max(0, offset - size))}>{words.earlier}</a>}
      {shown > 0 && <span>{words.shown(offset + 1, offset + shown, total)}</span>}
      {offset + shown < total && <a href={url(offset + size)}>{words.later}</a>}
    </nav>
  );
}
