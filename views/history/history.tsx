import { plantDateTime } from "../../src/domain/plant_time";
import type { Site } from "../../src/http/page_context";
import { historyQuery, type HistoryView, TIMELINE_SPANS, USUAL_SPAN } from "../../src/domain/history_view";
import type { Moment } from "../../src/http/pages/history/history";
import { Layout } from "../layout/layout";
import { TilesFrame } from "../board/area";
import { AlarmTable } from "../shared/alarm/alarm_table";
import { REPLAY_FORM, ReplayClock, ReplaySpeeds, ReplayWords } from "./replay";
import { plantMinute, plantWeekday } from "../shared/time";
import { Timeline } from "./timeline";
import { text } from "../../src/words/text";

const words = text.history;

/** Resolved alarms fill the table up to this many rows. */
export const PAST_ROWS = 10;

type HistoryProps = {
  site: Site;
  /** Undefined when nothing has been recorded yet. */
  moment?: Moment;
  /** The names of the machines that the page is limited to, or the path of the area. */
  machines: readonly string[];
  /** The reason why another moment is shown than the requested one. */
  notice?: string;
};

/** The past as the board showed it, standing at a moment or playing from it. */
export function HistoryPage({ site, moment, machines, notice }: HistoryProps) {
  const title = moment
    ? words.pageTitle(
        `${plantWeekday(moment.view.at, site.timezone)} ${plantMinute(moment.view.at, site.timezone)}`,
      )
    : words.title;
  return (
    <Layout site={site} title={title}>
      <section class="replay" aria-labelledby="replay-mark">
        <header>
          <h2 id="replay-mark">{words.mark}</h2>
          {moment ? (
            <>
              <ReplayWords state={moment.state} speed={moment.view.speed} />
              <ReplayClock at={moment.view.at} timezone={site.timezone} />
              <small>{site.timezone}</small>
            </>
          ) : (
            <p>{words.nothing}</p>
          )}
          <a class="button" href={`${site.base}/${site.theme ? `?theme=${site.theme}` : ""}`}>
            {words.toBoard}
          </a>
        </header>
        {moment && <Controls site={site} moment={moment} />}
      </section>
      {notice && (
        <p class="panel notice" role="alert">
          {notice}
        </p>
      )}
      {machines.length > 0 && <p class="panel">{words.only(machines)}</p>}
      {moment && <Past site={site} moment={moment} />}
    </Layout>
  );
}

function Controls({ site, moment: { view, state } }: { site: Site; moment: Moment }) {
  return (
    <form class="controls" id={REPLAY_FORM} method="get" action={`${site.base}/history`}>
      <KeptFields view={view} />
      {view.speed && <input type="hidden" name="playing" value={String(view.speed)} />}
      <ReplaySpeeds state={state} speed={view.speed} />
      <div role="group" aria-label={words.steps}>
        {words.step.map(([value, name, title]) => (
          <button type="submit" name="step" value={value} title={title}>
            {name}
          </button>
        ))}
      </div>
    </form>
  );
}

function Seek({ site, view }: { site: Site; view: HistoryView }) {
  return (
    <form class="seek" method="get" action={`${site.base}/history`}>
      <KeptFields view={view} />
      <label>
        {words.goTo(site.timezone)}
        <input type="datetime-local" name="local" step="1" required value={localOf(view.at, site)} />
      </label>
      <button type="submit">{words.go}</button>
    </form>
  );
}

/** The parts of the URL that stay when its moment changes. */
function KeptFields({ view: { span, machineIds, area, theme } }: { view: HistoryView }) {
  return (
    <>
      {span !== USUAL_SPAN && <input type="hidden" name="span" value={span} />}
      {area === undefined ? (
        machineIds.map((id) => <input type="hidden" name="machine" value={id} />)
      ) : (
        <input type="hidden" name="area" value={area} />
      )}
      {theme && <input type="hidden" name="theme" value={theme} />}
    </>
  );
}

function Past({ site, moment: { view, tiles, alarms, marks } }: { site: Site; moment: Moment }) {
  const { timezone, now } = site;
  return (
    <>
      <section class="panel" aria-label={words.timeline}>
        <div class="about">
          <nav class="chart-links" aria-label={words.spans}>
            {TIMELINE_SPANS.map((span) => (
              <a
                class="button"
                href={`?${historyQuery({ ...view, span })}`}
                aria-current={span === view.span ? "true" : undefined}
              >
                {text.chart.span[span]}
              </a>
            ))}
          </nav>
          <Seek site={site} view={view} />
        </div>
        <Timeline view={view} marks={marks} timezone={timezone} now={now} />
      </section>
      <div class="past">
        <section class="panel" aria-labelledby="alarms-title">
          <h2 id="alarms-title">{words.alarmsThen}</h2>
          <AlarmTable alarms={alarms} timezone={timezone} fill={PAST_ROWS} none={words.noAlarms} />
        </section>
        <TilesFrame tiles={tiles} timezone={timezone} now={view.at} label={words.machinesThen} />
      </div>
    </>
  );
}

/** The value of a date and time field: plant time without zone. */
function localOf(at: number, { timezone }: Site): string {
  return plantDateTime(at, timezone).toString({ smallestUnit: "second" });
}
