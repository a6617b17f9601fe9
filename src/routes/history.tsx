import { type Context, Hono } from "hono";
import { ErrorPage } from "../../views/error";
import { HistoryPage, PAST_ROWS } from "../../views/history";
import { historyQuery, type HistoryView, type ReplayState, windowOf } from "../../views/history_data";
import { text } from "../../views/text";
import { MARKS_AT_MOST } from "../live/replay_pieces";
import { type Past, pastFloor } from "../live/past_floor";
import { momentNamed, plantMoment } from "../model/plant_time";
import type { Directory } from "../readings/directory";
import { speedNamed, stepFrom, viewOf } from "./history_view";
import { askedMachines, type House, siteFor } from "./pages";

const words = text.history;
const HOUR_MS = 3_600_000;
/** Without script a playing page asks again after so long, for the moment that is then due. */
const REFRESH_SECONDS = 10;
/** An alarm is played from a little before it opened, so that one sees it come. */
const LEAD_MS = 60_000;
const LEAD_SPEED = 10;

type Deps = {
  house: House;
  past: Past;
  alarm(id: string): Promise<{ opened_at: number } | undefined>;
  directory: Pick<Directory, "find" | "all">;
};

type Chosen = { at: number; state: ReplayState; notice?: string };

/**
 * The past, at the moment that the address names. Everything that is to be seen stands in the address: what a button asks
 * for (a step, a time of the plant's clock, an alarm) becomes one.
 */
export function historyRoutes({ house, past, alarm, directory }: Deps) {
  const { timezone } = house.plant;

  /** The address of the page that a button asks for; undefined when none was pressed. */
  async function pressed(c: Context, machineIds: readonly string[]): Promise<HistoryView | undefined> {
    const { step, local, playing } = c.req.query();
    const view = viewOf(c, momentNamed(c.req.query("at")) ?? house.now(), machineIds);
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
    const now = house.now();
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
    const names = machineIds.flatMap((id) => directory.find(id)?.name ?? []);
    // Live toasts come of every machine, whatever the replay is narrowed to.
    const own = { pageCss: house.pastCss, pageScript: house.replayScript, past: true, still: true };
    const site = { ...siteFor(house, c, "history", "history"), ...own };
    if (begins === undefined) return c.html(<HistoryPage site={site} machines={names} />);
    const { at, state, notice } = chosen(c, begins);
    const asked = viewOf(c, at, machineIds);
    const view = { ...asked, speed: state === "playing" ? asked.speed : undefined };
    const machines = directory.all();
    const [{ floor, alarms }, marks] = await Promise.all([
      pastFloor(past, machines, { at, machineIds, fill: PAST_ROWS }),
      past.opened({ machineIds, ...windowOf(view), limit: MARKS_AT_MOST }),
    ]);
    const moment = { view, state, tiles: floor.tiles(), alarms, marks };
    const playing = view.speed ? { ...site, ...played(site.socketUrl, view) } : site;
    return c.html(<HistoryPage site={playing} moment={moment} machines={names} notice={notice} />);
  }

  /** Where a playing page hears its replay; without script, where it goes on. */
  function played(socketUrl: string, view: HistoryView) {
    const later = view.at + REFRESH_SECONDS * 1000 * (view.speed ?? 0);
    const at = Math.min(later, house.now() + REFRESH_SECONDS * 1000);
    return {
      socketUrl: `${socketUrl}&${historyQuery(view)}`,
      nextUrl: `${house.base}/history?${historyQuery({ ...view, at })}`,
      still: false,
    };
  }

  return new Hono().get("/", async (c) => {
    const refuse = (sentence: string) =>
      c.html(
        <ErrorPage site={siteFor(house, c, "plain", "history")} status={404} sentence={sentence} />,
        404,
      );
    const machines = askedMachines(c, directory);
    if ("unknown" in machines) return refuse(text.noSuchMachine(machines.unknown));
    const id = c.req.query("alarm");
    const found = id ? await alarm(id) : undefined;
    if (id && !found) return refuse(words.noSuchAlarm(id));
    const view = found
      ? { ...viewOf(c, found.opened_at - LEAD_MS, machines.ids), speed: LEAD_SPEED as 10 }
      : await pressed(c, machines.ids);
    return view ? c.redirect(`${house.base}/history?${historyQuery(view)}`) : page(c, machines.ids);
  });
}
