import type { Alarm } from "../../src/domain/alarm/alarm";
import type { KpiFigures } from "../../src/live/state/kpi_tracker";
import type { Site } from "../../src/http/page_context";
import type { TileData } from "../../src/live/state/machine_state";
import { Layout } from "../layout/layout";
import { TilesFrame } from "./area";
import { listUrl } from "../anomalies/alarm_filters";
import { AlarmTable, AlarmTotal, AnswersAs, MoreLine } from "../shared/alarm/alarm_table";
import { Kpis } from "./kpis";
import { text } from "../../src/words/text";

type BoardProps = {
  site: Site;
  figures: KpiFigures;
  tiles: TileData[];
  alarms: Alarm[];
  /** The machines that the board is narrowed to; none: all. */
  machineIds: readonly string[];
  /** All alarms there are of these machines, shown or not. */
  total: number;
};

/** Rows up to which closed alarms fill the board's table. */
const FILL_ROWS = 50;

/** The signal board: what every machine does, and what is wrong. */
export function BoardPage({ site, figures, tiles, alarms, machineIds, total }: BoardProps) {
  return (
    <Layout site={site} title={text.nav.board}>
      <Kpis figures={figures} />
      <section class="panel" aria-labelledby="alarms-title">
        <header>
          <h2 id="alarms-title">{text.alarms.title}</h2>
          {machineIds.length > 0 && <a href={`${site.base}/`}>{narrowed(machineIds.length)}</a>}
          <AnswersAs name={site.answersAs} />
        </header>
        <AlarmTable alarms={alarms} timezone={site.timezone} fill={FILL_ROWS} />
        <MoreLine count={total - alarms.length} href={listUrl(site, {})} />
        <Totals machineIds={machineIds} total={total} />
      </section>
      <TilesFrame tiles={tiles} timezone={site.timezone} now={site.now} label={text.tiles} />
    </Layout>
  );
}

function narrowed(count: number): string {
  return text.list([text.alarms.onlyMachines(count), text.filter.reset]);
}

/** The script adds the totals up. On a narrowed board the first stands for all until each machine's own is pushed. */
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
