import { type Context, Hono } from "hono";
import { ErrorPage } from "../../../../views/layout/error";
import { HistoryPage, PAST_ROWS } from "../../../../views/history/history";
import { historyQuery, type HistoryView, windowOf } from "../../../domain/history_view";
import type { Alarm } from "../../../domain/alarm/alarm";
import type { ShownAlarm } from "../../../live/state/shown_alarm";
import type { TileData } from "../../../live/state/machine_state";
import type { ReplayState } from "../../../live/replay/progress";
import { text } from "../../../words/text";
import { MARKS_AT_MOST } from "../../../live/replay/replay_fragments";
import { type Past, pastPlantState } from "../../../live/replay/past_plant_state";
import { parseInstant, parsePlantTime } from "../../../domain/plant_time";
import type { MachineRegistry } from "../../../ingest/machine_registry";
import { speedOf, stepFrom, historyViewOf } from "./history_view";
import { askedOfPage, type AskedMachinesDeps, type Narrowing, notFound } from "../../asked_machines";
import { type SiteConfig, pageContext } from "../../page_context";
import { HOUR_MS } from "../../../domain/time_units";

const words = text.history;
/** Without script a playing page reloads after so long, at the moment that is then due. */
const REFRESH_SECONDS = 10;
/** Playback of an alarm starts a little before it opened. */
const LEAD_MS = 60_000;
const LEAD_SPEED = 10;

type Deps = AskedMachinesDeps & {
  siteConfig: SiteConfig;
  past: Past;
  alarm(id: string): Promise<{ opened_at: number } | undefined>;
  machineRegistry: Pick<MachineRegistry, "find" | "all">;
};

/** All that is drawn of a moment: machines and alarms as they were, and the alarms of the time about it. */
export type Moment = {
  view: HistoryView;
  state: ReplayState;
  tiles: TileData[];
  alarms: ShownAlarm[];
  marks: readonly Alarm[];
};

type Chosen = { at: number; state: ReplayState; notice?: string };

/** The view that a button asks for; undefined when none was pressed. */
async function requestedView(c: Context, deps: Deps, narrowing: Narrowing): Promise<HistoryView | undefined> {
  const { siteConfig } = deps;
  const { step, local, playing } = c.req.query();
  const view = historyViewOf(c, parseInstant(c.req.query("at")) ?? siteConfig.now(), narrowing);
  if (step) return { ...view, at: await stepTarget(deps, view, step), speed: speedOf(playing) };
  if (local) return { ...view, at: parsePlantTime(local, siteConfig.plant.timezone) ?? view.at };
  return playing ? view : undefined;
}

async function stepTarget({ past }: Deps, { at, machineIds }: HistoryView, step: string): Promise<number> {
  if (step === "alarm-before") return (await past.alarmBeside(at, "before", machineIds)) ?? at;
  if (step === "alarm-after") return (await past.alarmBeside(at, "after", machineIds)) ?? at;
  return stepFrom(at, step);
}

/** The moment shown, and the reason when it is not the one asked for. */
function shownMoment(c: Context, now: number, begins: number): Chosen {
  const asked = c.req.query("at");
  const speed = c.req.query("speed");
  const state = speedOf(speed) ? "playing" : "paused";
  const defaultAt = Math.max(begins, Math.floor((now - HOUR_MS) / 1000) * 1000);
  if (!asked) return { at: defaultAt, state };
  const at = parseInstant(asked);
  if (at === undefined) return { at: defaultAt, state: "paused", notice: words.unreadable(asked) };
  if (at > now)
    return state === "playing" ? { at: now, state: "ended" } : { at: now, state, notice: words.ahead(asked) };
  if (at < begins) return { at: begins, state, notice: words.before(asked) };
  const notice = speed && state === "paused" ? words.badSpeed(speed) : undefined;
  return { at, state, notice };
}

/** The socket of a playing page; without script, the address that it reloads. */
function playingProps({ siteConfig }: Deps, socketUrl: string, view: HistoryView) {
  const later = view.at + REFRESH_SECONDS * 1000 * (view.speed ?? 0);
  const at = Math.min(later, siteConfig.now() + REFRESH_SECONDS * 1000);
  return {
    socketUrl: `${socketUrl}&${historyQuery(view)}`,
    nextUrl: `${siteConfig.base}/history?${historyQuery({ ...view, at })}`,
    still: false,
  };
}

async function page(c: Context, deps: Deps, narrowing: Narrowing) {
  const { siteConfig, past, machineRegistry } = deps;
  const begins = await past.begins();
  const { ids: machineIds, area } = narrowing;
  const names = area ? [area.path] : machineIds.flatMap((id) => machineRegistry.find(id)?.name ?? []);
  // Live toasts are about every machine, whatever the replay is narrowed to.
  const own = { pageCss: siteConfig.pastCss, pageScript: siteConfig.replayScript, past: true, still: true };
  const site = { ...pageContext(siteConfig, c, "history", "history"), ...own };
  if (begins === undefined) return c.html(<HistoryPage site={site} machines={names} />);
  const { at, state, notice } = shownMoment(c, siteConfig.now(), begins);
  const asked = historyViewOf(c, at, narrowing);
  const view = { ...asked, speed: state === "playing" ? asked.speed : undefined };
  const [{ plantState, alarms }, marks] = await Promise.all([
    pastPlantState(past, machineRegistry.all(), { at, machineIds, fill: PAST_ROWS }),
    past.opened({ machineIds, ...windowOf(view), limit: MARKS_AT_MOST }),
  ]);
  const moment = {
    view,
    state,
    tiles: plantState.tiles(),
    alarms: alarms.map((alarm) => plantState.shown(alarm, at)),
    marks,
  };
  const playing = view.speed ? { ...site, ...playingProps(deps, site.socketUrl, view) } : site;
  return c.html(<HistoryPage site={playing} moment={moment} machines={names} notice={notice} />);
}

/**
 * The past at the moment that the address names. The address holds everything: what a button asks
 * for (a step, a plant time, an alarm) redirects to one.
 */
export function historyRoutes(deps: Deps) {
  const { siteConfig, alarm } = deps;

  return new Hono().get("/", async (c) => {
    const refuse = (sentence: string) =>
      c.html(
        <ErrorPage site={pageContext(siteConfig, c, "plain", "history")} status={404} sentence={sentence} />,
        404,
      );
    const narrowing = await askedOfPage(c, deps);
    if ("unknown" in narrowing) return refuse(notFound(narrowing));
    const id = c.req.query("alarm");
    const found = id ? await alarm(id) : undefined;
    if (id && !found) return refuse(words.noSuchAlarm(id));
    const view = found
      ? { ...historyViewOf(c, found.opened_at - LEAD_MS, narrowing), speed: LEAD_SPEED as 10 }
      : await requestedView(c, deps, narrowing);
    return view ? c.redirect(`${siteConfig.base}/history?${historyQuery(view)}`) : page(c, deps, narrowing);
  });
}
