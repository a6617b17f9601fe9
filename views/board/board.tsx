import type { ShownAlarm } from "../../src/live/state/shown_alarm";
import type { ShownFlood } from "../../src/live/state/floods";
import type { KpiFigures } from "../../src/live/state/kpi_tracker";
import type { Site } from "../../src/http/page_context";
import type { TileData } from "../../src/live/state/machine_state";
import { Layout } from "../layout/layout";
import { TilesFrame } from "./area";
import { listUrl } from "../anomalies/alarm_filters";
import type { PlantSummary as Summary } from "../../src/live/state/plant_summary";
import { AlarmTable, AlarmTotal, NameAndNote, MoreLine } from "../shared/alarm/alarm_table";
import { FloodBanner } from "../shared/alarm/flood_banner";
import type { ShownCall } from "../../src/live/state/calls_for";
import { Calls } from "../calls/calls";
import { CallLink } from "../calls/call_link";
import { Kpis } from "./kpis";
import { PlantSummary } from "./plant_summary";
import { SuppressedCount, SuppressedLink } from "../shared/alarm/suppressed";
import { isolateName } from "../../src/words/isolate_name";
import { text } from "../../src/words/text";

type BoardProps = {
  site: Site;
  figures: KpiFigures;
  tiles: TileData[];
  summary: Summary;
  alarms: ShownAlarm[];
  floods?: readonly ShownFlood[];
  calls?: readonly ShownCall[];
  /** Resolved alarms fill the table up to this many rows. */
  fill: number;
  /** The machines that the board is limited to; none: all. */
  machineIds: readonly string[];
  /** The path of the area that it is limited to. */
  area?: string | undefined;
  /** The number of alarms of these machines, shown or not. */
  total: number;
  /** How many of them are suppressed. */
  suppressed: number;
};

/** The signal board: key figures, alarms, and a tile for each machine. */
export function BoardPage(props: BoardProps) {
  const { site, figures, tiles, summary, alarms, floods = [], calls = [], fill } = props;
  const { machineIds, area, total, suppressed } = props;
  return (
    <Layout site={site} title={text.board.title}>
      {site.accessNotice && <p class="access-notice">{site.accessNotice}</p>}
      {calls.length > 0 && <link rel="stylesheet" href={site.calls.css} />}
      <Calls calls={calls} timezone={site.timezone} now={site.now} />
      <Kpis figures={figures} />
      <section class="panel" aria-labelledby="alarms-title">
        <header>
          <h2 id="alarms-title">{text.alarms.title}</h2>
          {machineIds.length > 0 && <a href={`${site.base}/`}>{only(machineIds, area)}</a>}
          {site.kiosk ? (
            <SuppressedCount count={suppressed} />
          ) : (
            <SuppressedLink site={site} count={suppressed} />
          )}
          {!site.kiosk && <CallLink site={site} />}
          <NameAndNote site={site} />
        </header>
        <PlantSummary summary={summary} />
        <FloodBanner floods={floods} timezone={site.timezone} />
        <AlarmTable
          alarms={alarms}
          timezone={site.timezone}
          fill={fill}
          worstFirst={site.kiosk !== undefined}
        />
        <MoreLine count={total - alarms.length} href={listUrl(site, { area })} />
        <Totals machineIds={machineIds} total={total} />
      </section>
      <TilesFrame tiles={tiles} timezone={site.timezone} now={site.now} label={text.board.tiles} />
    </Layout>
  );
}

function only(machineIds: readonly string[], area: string | undefined): string {
  return text.list([
    area ? isolateName(area) : text.alarms.onlyMachines(machineIds.length),
    text.filter.reset,
  ]);
}

/**
 * The totals of the machines shown, which the page script adds up. On a limited board the first carries the
 * sum until the total of each machine is pushed.
 */
function Totals({ machineIds, total }: Pick<BoardProps, "machineIds" | "total">) {
  if (machineIds.length === 0) return <AlarmTotal total={total} />;
  return (
    <>
      {machineIds.map((machineId, index) => (
        <AlarmTotal machineId={machineId} total={index === 0 ? total : 0} />
      ))}
    </>
  );
}
