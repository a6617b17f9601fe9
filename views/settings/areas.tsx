import type { Machine } from "../../src/domain/machine/machine";
import type { AreaTree, PlacedArea } from "../../src/domain/site/areas";
import type { Site } from "../../src/http/page_context";
import type { TypedArea } from "../../src/http/pages/settings/area_pages";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { machineUrl } from "../machines/machines";
import { NeedsRole, Reserved } from "../shared/reserved";
import { NotSaved, Text } from "./form_parts";

const words = text.areas;
const NEW_AREA: TypedArea = { id: "", name: "", parent_id: "" };

type AreasProps = {
  site: Site;
  action: string;
  areas: AreaTree;
  machines: readonly Machine[];
  refused?: { typed: TypedArea; problem: string };
};

/** The areas of the plant, each with its machines and its form, and a form for another. */
export function AreasPage({ site, action, areas, machines, refused }: AreasProps) {
  const sent = site.theme ? `${action}?theme=${site.theme}` : action;
  const typedOf = (id: string) => (refused?.typed.id === id ? refused.typed : undefined);
  const all = areas.all();
  return (
    <Layout site={site} title={words.title}>
      <section class="panel" aria-labelledby="areas-title">
        <h2 id="areas-title">{words.title}</h2>
        <p>{words.about}</p>
        <p>{words.editMachine}</p>
        <NeedsRole site={site} needs="settings" />
        <NotSaved problem={refused?.problem} />
        {all.length === 0 && <p>{words.none}</p>}
        {all.map((area) => {
          const within = areas.within(area.id);
          const typed = typedOf(area.id);
          const standing = machines.filter((machine) => machine.area === area.id);
          return (
            <details class="metric" open={typed !== undefined}>
              <summary>
                <b>
                  <bdi>{area.path}</bdi>
                </b>
                <span>{words.machines(standing.length)}</span>
              </summary>
              <Standing site={site} area={area} machines={standing} />
              <AreaForm
                site={site}
                action={sent}
                typed={typed ?? { id: area.id, name: area.name, parent_id: area.parent_id ?? "" }}
                parents={all.filter(({ id }) => !within.has(id))}
                path={area.path}
              />
            </details>
          );
        })}
      </section>
      {site.may("settings") && (
        <section class="panel" aria-labelledby="another-title">
          <h2 id="another-title">{words.another}</h2>
          <AreaForm site={site} action={sent} typed={typedOf("") ?? NEW_AREA} parents={all} path="" />
        </section>
      )}
    </Layout>
  );
}

function Standing({ site, area, machines }: { site: Site; area: PlacedArea; machines: readonly Machine[] }) {
  const query = new URLSearchParams({ area: area.id, ...(site.theme && { theme: site.theme }) });
  return (
    <p class="standing">
      <a class="button" href={`${site.base}/?${query}`}>
        {words.board(area.path)}
      </a>
      {machines.map(({ id, name }) => (
        <a class="button" href={machineUrl(site, id)}>
          <bdi>{name}</bdi>
        </a>
      ))}
    </p>
  );
}

type AreaFormProps = {
  site: Site;
  action: string;
  typed: TypedArea;
  parents: readonly PlacedArea[];
  /** "" for a new area. */
  path: string;
};

function AreaForm({ site, action, typed, parents, path }: AreaFormProps) {
  const { save, saveOf, remove, removeOf, add } = text.settings;
  return (
    <form class="limits" method="post" action={action}>
      <Reserved site={site} needs="settings">
        <input type="hidden" name="id" value={typed.id} />
        <fieldset>
          <Text label={words.name} name="name" value={typed.name} />
          <label class="wide">
            {words.parent}
            <select name="parent_id">
              <option value="">{words.top}</option>
              {parents.map(({ id, path: parent }) => (
                <option value={id} selected={id === typed.parent_id}>
                  {parent}
                </option>
              ))}
            </select>
          </label>
        </fieldset>
        <p>
          <button type="submit" aria-label={path ? saveOf(path) : undefined}>
            {path ? save : add}
          </button>
          {path && (
            <button type="submit" name="remove" value="1" aria-label={removeOf(path)}>
              {remove}
            </button>
          )}
        </p>
      </Reserved>
    </form>
  );
}
