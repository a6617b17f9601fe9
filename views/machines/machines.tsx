import type { Site } from "../../src/http/page_context";
import type { TileData } from "../../src/live/state/machine_state";
import { Layout } from "../layout/layout";
import { MachineAlarm } from "./parts/machine_alarm";
import { TileMode, TileTime } from "../board/tile";
import { MetricValue } from "../shared/value";
import { ageOf } from "../shared/age";
import { text } from "../../src/words/text";
import { TableHead } from "../shared/table_head";

const words = text.machines;

/** All machines, one per line: what it is, its mode and value, and its worst alarm. */
export function MachinesPage({ site, tiles }: { site: Site; tiles: TileData[] }) {
  const sorted = tiles.toSorted((a, b) =>
    a.machine.name.localeCompare(b.machine.name, undefined, { numeric: true }),
  );
  const theme = site.theme ? `&theme=${site.theme}` : "";
  return (
    <Layout site={site} title={words.title}>
      <section class="panel" aria-labelledby="machines-title">
        <header>
          <h2 id="machines-title">{words.list}</h2>
          {site.may("configure") && (
            <a class="button" href={`${site.base}/machines?register=1${theme}`}>
              {words.register}
            </a>
          )}
        </header>
        {sorted.length === 0 ? (
          <p>{words.none}</p>
        ) : (
          <table class="machines" aria-labelledby="machines-title">
            <TableHead columns={words.columns} />
            <tbody>
              {sorted.map((tile) => (
                <MachineLine tile={tile} site={site} />
              ))}
            </tbody>
          </table>
        )}
      </section>
    </Layout>
  );
}

/** The URL of a machine's page. */
export function machineUrl(site: Pick<Site, "base">, machineId: string): string {
  return `${site.base}/machines/${encodeURIComponent(machineId)}`;
}

function MachineLine({ tile, site }: { tile: TileData; site: Site }) {
  const { machine, main } = tile;
  const age = ageOf(machine, main, site.now);
  const drawing = { tile, timezone: site.timezone, now: site.now };
  const theme = site.theme ? `?theme=${site.theme}` : "";
  return (
    <tr data-machine-id={machine.id} data-unused={machine.is_active ? undefined : ""}>
      <th scope="row">
        <a href={machineUrl(site, machine.id) + theme}>
          <bdi>{machine.name}</bdi>
        </a>
      </th>
      <td class="type">{words.type[machine.type]}</td>
      <td class="place">{machine.location ?? machine.factory_location ?? text.unknown}</td>
      <td class="does">{machine.is_active ? <TileMode {...drawing} /> : words.notInUse}</td>
      <td class="reads">
        <MetricValue machineId={machine.id} value={main} age={age} />
      </td>
      <td class="wrong">
        <MachineAlarm tile={tile} timezone={site.timezone} />
      </td>
      <td class="last">
        <TileTime {...drawing} />
      </td>
    </tr>
  );
}
