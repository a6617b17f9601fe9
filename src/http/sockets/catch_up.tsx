import { z } from "zod";
import { FullRefreshFlag } from "../../../views/layout/full_refresh_flag";
import { GapLine } from "../../../views/layout/gap_line";
import { type AnnouncedEvent, machineOf } from "../../domain/event";
import { concerns, PAGES, type PageAudience } from "../../live/audiences";
import { wholeTable } from "../../live/components/alarm_rows";
import { swap } from "../../live/frame";
import type { Live } from "../../live/live";
import { firstsOf } from "../../live/state/floods";
import type { PlantState } from "../../live/state/plant_state";
import type { Store } from "../../store/store";
import { ROWS_ON } from "../page_context";
import type { MachineRegistry } from "../../ingest/machine_registry";
import type { SiteCache } from "../../site/site_cache";
import { pageAudience } from "./audience";
import { machineWords } from "../validation";
import { allSince, type AskSince } from "./sockets";

/** Drawing more events than this would hold up everybody else, and a page would not keep them. */
const DRAWN_AT_MOST = 300;
/** Seconds, or events: more than a page can have lived through. */
const MOST = 1e9;

/** A time without link: `caughtUp` events came late, and whether any may be missing. Epoch milliseconds. */
export type Gap =
  | { kind: "link"; from: number; to: number; caughtUp: number; missing: boolean }
  /** The log began anew, so that what happened before cannot be asked for. */
  | { kind: "epoch"; at: number };

/** The page that asks, and the machines or the area that it is narrowed to. */
export const pageQuery = z.object({
  page: z.enum(PAGES).default("plain"),
  machine: machineWords,
  area: z.string().max(600).optional(),
});

/** The question of a page that catches up or polls. */
export const sinceQuery = pageQuery.extend({
  after: z.string().max(80),
  /** Seconds that the page was without socket; 0 while it polls. */
  away: z.coerce.number().int().min(0).max(MOST).default(0),
  /** Events that it has caught up by polling in that time. */
  caught: z.coerce.number().int().min(0).max(MOST).default(0),
  /** 1: the whole table, whatever happened since. */
  whole: z.enum(["0", "1"]).default("0"),
});
type Question = z.output<typeof sinceQuery>;

/** The answer to a page that catches up: a frame, and headers for its script. */
export type CaughtUp = { html: string; headers: Record<string, string> };

type Deps = {
  live: Pick<Live, "catchUp">;
  store: Pick<Store, "alarms">;
  plantState: Pick<PlantState, "shown" | "floods">;
  machineRegistry: Pick<MachineRegistry, "find" | "all" | "changes">;
  site: Pick<SiteCache, "areas" | "refresh">;
  since: AskSince;
  timezone: string;
  now(): number;
};

/**
 * Draws all that a page has missed since its cursor: by event where that is possible, else the whole view.
 */
export function createCatchUp(deps: Deps) {
  const { live, store, plantState, since, timezone, now } = deps;
  const lineOf = (gap: Gap) => swap("#gaps", String(<GapLine gap={gap} timezone={timezone} />), "beforeend");

  /**
   * Every row anew, for a page whose missed events the log does not know. A page without live rows keeps
   * its own.
   */
  async function wholeView({ page, machineIds }: PageAudience): Promise<string> {
    const fill = ROWS_ON[page];
    const flag = swap("#whole", String(<FullRefreshFlag />));
    if (fill === undefined) return flag;
    const alarms = await store.alarms.board(fill, machineIds, firstsOf(plantState.floods(now(), machineIds)));
    const shown = alarms.map((alarm) => plantState.shown(alarm, now()));
    return wholeTable(shown, timezone, page) + flag;
  }

  /** Only the address of a list's page knows what it lists: the page is asked to load itself again. */
  async function afresh(audience: PageAudience): Promise<CaughtUp> {
    if (audience.page === "list") return { html: "", headers: { "HX-Refresh": "true" } };
    return { html: await wholeView(audience), headers: {} };
  }

  async function afterGap(audience: PageAudience, latest: string): Promise<CaughtUp> {
    const { html, headers } = await afresh(audience);
    const extra = html + lineOf({ kind: "epoch", at: now() });
    return { html: live.catchUp([], audience, latest, extra), headers };
  }

  async function afterEvents(
    audience: PageAudience,
    { away, caught, whole }: Question,
    { events, latest, more }: { events: AnnouncedEvent[]; latest: string; more: boolean },
  ): Promise<CaughtUp> {
    const missed = events.filter((event) => concerns(audience, machineOf(event)));
    const headers = { "Andon-Caught-Up": String(missed.length) };
    const [from, to, caughtUp] = [now() - away * 1000, now(), caught + missed.length];
    const line = away > 0 ? lineOf({ kind: "link", from, to, caughtUp, missing: false }) : "";
    const isAfresh = more || whole === "1" || missed.length > DRAWN_AT_MOST;
    if (!isAfresh) return { html: live.catchUp(missed, audience, latest, line), headers };
    // Too many to draw one by one, or the page has room for what it left out: the table as it is now.
    const newest = more ? [] : missed.slice(-DRAWN_AT_MOST);
    const view = await afresh(audience);
    const html = live.catchUp(newest, audience, latest, view.html + line);
    return { html, headers: { ...headers, ...view.headers } };
  }

  return async (question: Question): Promise<CaughtUp> => {
    const { page, after } = question;
    const audience = pageAudience(deps, page, question);
    const answer = await allSince(since, after).catch(() => undefined);
    if (answer?.kind === "events") return afterEvents(audience, question, answer);
    if (answer) return afterGap(audience, answer.latest);
    // The bus is away: the database knows every alarm all the same. The page keeps its place in the log.
    return { html: live.catchUp([], audience, after, await wholeView(audience)), headers: {} };
  };
}
