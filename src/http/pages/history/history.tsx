import { type Context, Hono } from "hono";
import { ErrorPage } from "../../../../views/layout/error";
import { HistoryPage, PAST_ROWS } from "../../../../views/history/history";
import { historyQuery, type HistoryView, windowOf } from "../../../domain/history_view";
import type { Alarm } from "../../../domain/alarm/alarm";
import type { TileData } from "../../../live/state/machine_state";
import type { ReplayState } from "../../../live/replay/progress";
import { text } from "../../../words/text";
import { MARKS_AT_MOST } from "../../../live/replay/replay_fragments";
import { type Past, pastPlantState } from "../../../live/replay/past_plant_state";
import { momentNamed, plantMoment } from "../../../domain/plant_time";
import type { MachineRegistry } from "../../../ingest/machine_registry";
import { speedNamed, stepFrom, viewOf } from "./history_view";
import { askedMachines, type SiteConfig, siteFor } from "../../page_context";
import { HOUR_MS } from "../../../domain/time_units";

const words = text.history;
/** Without script a playing page asks again after so long, for the moment that is then due. */
const REFRESH_SECONDS = 10;
/** An alarm is played from a little before it opened, so that one sees it come. */
const LEAD_MS = 60_000;
const LEAD_SPEED = 10;

type Deps = {
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
  alarms: Alarm[];
  marks: readonly Alarm[];
};

type Chosen = { at: number; state: ReplayState; notice?: string };

/**
 * The past, at the moment that the address names. Everything that is to be seen stands in the address: what a button asks
 * for (a step, a time of the plant's clock, an alarm) becomes one.
 */
export function historyRoutes({ siteConfig, past, alarm, machineRegistry }: Deps) {
  const { timezone } = siteConfig.plant;

  /** The address of the page that a button asks for; undefined when none was pressed. */
  async function pressed(c: Context, machineIds: readonly string[]): Promise<HistoryView | undefined> {
    const { step, local, playing } = c.req.query();
    const view = viewOf(c, momentNamed(c.req.query("at")) ?? siteConfig.now(), machineIds);
    if (step) return { ...view, at: await stepped(view, step), speed: speedNamed(playing) };
    if (local) return { ...view, at: plantMoment(local, timezone) ?? view.at };
    return playing ? view : undefined;
  }

  async function stepped({ at, machineIds }: HistoryView, step: string): Promise<number> {
    if (step === "alarm-before") return (await past.alarmBeside(at, "before", machineIds)) ?? at;
    if (step === "alarm-after") return (await past.alarmBeside(at, "after", machineIds)) ?? at;
    return stepFrom(at, step);
  }

  /** The moment that is shown, and why when it is not the one that was asked for. */
  function chosen(c: Context, begins: number): Chosen {
    const asked = c.req.query("at");
    const speed = c.req.query("speed");
    const now = siteConfig.now();
    const state = speedNamed(speed) ? "playing" : "paused";
    const usual = Math.max(begins, Math.floor((now - HOUR_MS) / 1000) * 1000);
    if (!asked) return { at: usual, state };
    const at = momentNamed(asked);
    if (at === undefined) return { at: usual, state: "paused", notice: words.unreadable(asked) };
    if (at > now)
      return state === "playing"
        ? { at: now, state: "ended" }
        : { at: now, state, notice: words.ahead(asked) };
    if (at < begins) return { at: begins, state, notice: words.before(asked) };
    const notice = speed && state === "paused" ? words.badSpeed(speed) : undefined;
    return { at, state, notice };
  }

  async function page(c: Context, machineIds: readonly string[]) {
    const begins = await past.begins();
    const names = machineIds.flatMap((id) => machineRegistry.find(id)?.name ?? []);
    // Live toasts come of every machine, whatever the replay is narrowed to.
    const own = { pageCss: siteConfig.pastCss, pageScript: siteConfig.replayScript, past: true, still: true };
    const site = { ...siteFor(siteConfig, c, "history", "history"), ...own };
    if (begins === undefined) return c.html(<HistoryPage site={site} machines={names} />);
    const { at, state, notice } = chosen(c, begins);
    const asked = viewOf(c, at, machineIds);
    const view = { ...asked, speed: state === "playing" ? asked.speed : undefined };
    const machines = machineRegistry.all();
    const [{ plantState, alarms }, marks] = await Promise.all([
      pastPlantState(past, machines, { at, machineIds, fill: PAST_ROWS }),
      past.opened({ machineIds, ...windowOf(view), limit: MARKS_AT_MOST }),
    ]);
    const moment = { view, state, tiles: plantState.tiles(), alarms, marks };
    const playing = view.speed ? { ...site, ...played(site.socketUrl, view) } : site;
    return c.html(<HistoryPage site={playing} moment={moment} machines={names} notice={notice} />);
  }

  /** Where a playing page hears its replay; without script, where it goes on. */
  function played(socketUrl: string, view: HistoryView) {
    const later = view.at + REFRESH_SECONDS * 1000 * (view.speed ?? 0);
    const at = Math.min(later, siteConfig.now() + REFRESH_SECONDS * 1000);
    return {
      socketUrl: `${socketUrl}&${historyQuery(view)}`,
      nextUrl: `${siteConfig.base}/history?${historyQuery({ ...view, at })}`,
      still: false,
    };
  }

  return new Hono().get("/", async (c) => {
    const refuse = (sentence: string) =>
      c.html(
        <ErrorPage site={siteFor(siteConfig, c, "plain", "history")} status={404} sentence={sentence} />,
        404,
      );
    const machines = askedMachines(c, machineRegistry);
    if ("unknown" in machines) return refuse(text.noSuchMachine(machines.unknown));
    const id = c.req.query("alarm");
    const found = id ? await alarm(id) : undefined;
    if (id && !found) return refuse(words.noSuchAlarm(id));
    const view = found
      ? { ...viewOf(c, found.opened_at - LEAD_MS, machines.ids), speed: LEAD_SPEED as 10 }
      : await pressed(c, machines.ids);
    return view ? c.redirect(`${siteConfig.base}/history?${historyQuery(view)}`) : page(c, machines.ids);
  });
}
