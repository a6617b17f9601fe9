import type { AreaTree } from "../../src/domain/site/areas";
import type { Site } from "../../src/http/page_context";
import { DEVICE_PAGES } from "../../src/people/pairing";
import type { Device } from "../../src/store/people/device_row";
import { text } from "../../src/words/text";
import { Layout } from "../layout/layout";
import { TableHead } from "../shared/table_head";
import { plantTime } from "../shared/time";
import { Field, Panel, PeopleLinks, Problem } from "./parts";

const words = text.devices;

type DevicesProps = {
  site: Site;
  url: string;
  devices: readonly Device[];
  areas: Pick<AreaTree, "all" | "path">;
  problem?: string;
  /** The name of the screen that was just paired. */
  paired?: string;
  /** What was sent with a form that was refused. */
  typed?: { code: string; name: string };
};

/** The screens that are paired, and the form that pairs one more. */
export function DevicesPage({ site, url, devices, areas, problem, paired, typed }: DevicesProps) {
  return (
    <Layout site={site} title={words.title}>
      <Panel id="pair-title" title={words.add}>
        <PeopleLinks site={site} current="devices" />
        <Problem problem={problem} />
        {paired !== undefined && <p role="status">{words.paired(paired)}</p>}
        <PairForm url={url} areas={areas} typed={typed} />
      </Panel>
      <Panel id="devices-title" title={words.title}>
        <p>{words.about}</p>
        {devices.length === 0 ? (
          <p>{words.none}</p>
        ) : (
          <table class="accounts" aria-labelledby="devices-title">
            <TableHead columns={words.columns} />
            <tbody>
              {devices.map((device) => (
                <Line site={site} url={url} device={device} areas={areas} />
              ))}
            </tbody>
          </table>
        )}
      </Panel>
    </Layout>
  );
}

type LineProps = Pick<DevicesProps, "site" | "url" | "areas"> & { device: Device };

function Line({ site, url, device, areas }: LineProps) {
  const { id, name, page, area, may_act, created_at, seen_at } = device;
  const time = (at: number) => plantTime(at, site.timezone, site.now);
  const where = area === null ? undefined : (areas.path(area) ?? words.unknownArea);
  return (
    <tr data-device={id}>
      <th scope="row">
        <bdi>{name}</bdi>
      </th>
      <td>
        {words.page[page]} {where !== undefined && <small>{where}</small>}
      </td>
      <td>{may_act ? words.mayAct : words.onlyLooks}</td>
      <td>{time(created_at)}</td>
      <td>{seen_at === null ? words.never : time(seen_at)}</td>
      <td>
        <form class="in-line" method="post" action={`${url}/${encodeURIComponent(id)}/revoke`}>
          <button type="submit" aria-label={words.revokeOf(name)}>
            {words.revoke}
          </button>
        </form>
      </td>
    </tr>
  );
}

function PairForm({ url, areas, typed }: Pick<DevicesProps, "url" | "areas" | "typed">) {
  const { field } = words;
  return (
    <form class="fields" method="post" action={url}>
      <Field
        id="code"
        name="code"
        label={field.code}
        value={typed?.code}
        autocomplete="off"
        inputmode="numeric"
        maxlength={20}
      />
      <Field id="name" name="name" label={field.name} value={typed?.name} autocomplete="off" maxlength={80} />
      <div class="field">
        <label for="page">{field.page}</label>
        <select id="page" name="page">
          {DEVICE_PAGES.map((page) => (
            <option value={page}>{words.page[page]}</option>
          ))}
        </select>
      </div>
      <AreaField areas={areas} />
      <label class="tick-box">
        <input type="checkbox" name="may_act" />
        {field.mayAct}
      </label>
      <p>
        <button type="submit">{words.submitAdd}</button>
      </p>
    </form>
  );
}

function AreaField({ areas }: Pick<DevicesProps, "areas">) {
  return (
    <div class="field">
      <label for="area">{words.field.area}</label>
      <select id="area" name="area">
        <option value="">{words.wholePlant}</option>
        {areas.all().map(({ id, path }) => (
          <option value={id}>{path}</option>
        ))}
      </select>
    </div>
  );
}
