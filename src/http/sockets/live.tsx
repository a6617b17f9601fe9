import { type Context, Hono } from "hono";
import type { WSContext } from "hono/ws";
import { z } from "zod";
import type { Gap } from "../../../views/shared/board_data";
import { FullRefreshFlag } from "../../../views/layout/full_refresh_flag";
import { GapLine } from "../../../views/layout/gap_line";
import type { Store } from "../../store/store";
import { wholeTable } from "../../live/fragments";
import { swap } from "../../live/frame";
import type { Live } from "../../live/live";
import type { Players } from "../../live/replay/players";
import type { Send, Screens } from "../../live/state/screens";
import { type Audience, concerns, PAGES, type Topic } from "../../live/audiences";
import { machineOf } from "../../domain/event";
import { parseInstant } from "../../domain/plant_time";
import { machineIds, query } from "../validation";
import { historyViewOf } from "../pages/history/history_view";
import { ROWS_ON } from "../page_context";
import { browserOf, readClientReport, clientReportOf, wordLimit } from "./client_report";
import { allSince, type AskSince, type Sockets } from "./sockets";

/** Drawing more than this would hold up everybody else, and a page would not keep them. */
const DRAWN_AT_MOST = 300;
const POLICY_VIOLATION = 1008;
/** The page was left: navigated away from, or closed. */
const LEFT = [1000, 1001];

/** Seconds, or events: more than a page can have lived through. */
const MOST = 1e9;

const where = { page: z.enum(PAGES).default("plain"), machine: machineIds };
const pageQuery = z.object(where);
const sinceQuery = z.object({
  ...where,
  after: z.string().max(80),
  /** Seconds that the page was without socket; 0 while it polls. */
  away: z.coerce.number().int().min(0).max(MOST).default(0),
  /** Events that it has caught up by polling in that time. */
  caught: z.coerce.number().int().min(0).max(MOST).default(0),
  /** 1: the whole table, whatever happened since. */
  whole: z.enum(["0", "1"]).default("0"),
});

type PageAudience = Extract<Audience, { kind: "page" }>;
type Deps = {
  live: Live;
  store: Pick<Store, "alarms">;
  since: AskSince;
  sockets: Sockets;
  players: Pick<Players, "start">;
  screens: Pick<Screens, "hear" | "left" | "flashDue">;
  /** The address of whoever asks, past proxies that are trusted. */
  reader(c: Context): string;
  timezone: string;
  now(): number;
};

/** The socket of every page, and the one URL that catching up and polling share. */
export function liveRoutes(deps: Deps) {
  const { live, store, since, sockets, players, screens, reader, timezone, now } = deps;

  /**
   * Every row anew, for a page that the log cannot tell what it has missed. A page without live rows keeps
   * its own.
   */
  async function wholeView({ page, machineIds }: PageAudience): Promise<string> {
    const fill = ROWS_ON[page];
    if (fill === undefined) return swap("#whole", String(<FullRefreshFlag />));
    const alarms = await store.alarms.board(fill, machineIds);
    return wholeTable(alarms, timezone) + swap("#whole", String(<FullRefreshFlag />));
  }

  /** Only the address of a list's page knows what it lists: it is asked for again. */
  function afresh(c: Context, audience: PageAudience): string | Promise<string> {
    if (audience.page !== "list") return wholeView(audience);
    c.header("HX-Refresh", "true");
    return "";
  }

  /** What a page of the past plays, if it does. Its machines narrow the replay, not the live news. */
  function replayAsked(c: Context, machineIds: readonly string[]) {
    const { speed, ...view } = historyViewOf(c, parseInstant(c.req.query("at")) ?? NaN, machineIds);
    return speed && !Number.isNaN(view.at) ? { ...view, speed } : undefined;
  }

  const line = (gap: Gap) => swap("#gaps", String(<GapLine gap={gap} timezone={timezone} />), "beforeend");

  const whence = (c: Context) => ({
    browser: browserOf(c.req.header("user-agent")) ?? "",
    address: reader(c),
  });

  /** What a page says by its socket; one page speaks for itself only. */
  function listen(c: Context) {
    const from = whence(c);
    const maySpeak = wordLimit(() => performance.now());
    let id: string | undefined;
    let say: Send | undefined;
    return {
      /** False when it says too much. */
      hear(text: unknown, socket: WSContext): boolean {
        if (!maySpeak()) return false;
        const word = readClientReport(text);
        if (!word || (id !== undefined && id !== word.id)) return true;
        id = word.id;
        say ??= (html) => socket.send(html);
        screens.hear(word, { ...from, say });
        return true;
      },
      left: (code: number) => id && say && screens.left(id, say, LEFT.includes(code)),
    };
  }

  /** What a page says of itself when it polls; what it is to show because somebody looks for it. */
  function polled(c: Context): string {
    const word = clientReportOf(c);
    if (!word) return "";
    screens.hear(word, whence(c));
    return screens.flashDue(word.id);
  }

  /** All that a page has missed since its cursor, drawn. */
  async function missed(c: Context, asked: z.output<typeof sinceQuery>): Promise<string> {
    const { page, machine, after, away, caught, whole } = asked;
    const audience: PageAudience = { kind: "page", page, machineIds: machine ?? [] };
    const answer = await allSince(since, after).catch(() => undefined);
    // The bus is away: the database knows every alarm all the same. The page keeps its place in the log.
    if (!answer) return live.catchUp([], audience, after, await wholeView(audience));
    if (answer.kind === "gap") {
      const view = (await afresh(c, audience)) + line({ kind: "epoch", at: now() });
      return live.catchUp([], audience, answer.latest, view);
    }
    const concerned = answer.events.filter((event) => concerns(audience, machineOf(event)));
    c.header("Andon-Caught-Up", String(concerned.length));
    const caughtUp = caught + concerned.length;
    const gap: Gap = { kind: "link", from: now() - away * 1000, to: now(), caughtUp, missing: false };
    const told = away > 0 ? line(gap) : "";
    const isAfresh = answer.more || whole === "1" || concerned.length > DRAWN_AT_MOST;
    if (!isAfresh) return live.catchUp(concerned, audience, answer.latest, told);
    // Too many to tell one by one, or the page has room for what it left out: the table as it is now.
    const newest = answer.more ? [] : concerned.slice(-DRAWN_AT_MOST);
    return live.catchUp(newest, audience, answer.latest, (await afresh(c, audience)) + told);
  }

  return new Hono()
    .get(
      "/live",
      query(pageQuery),
      sockets.upgrade((c) => {
        const asked = pageQuery.parse({ ...c.req.query(), machine: c.req.queries("machine") });
        const isPast = asked.page === "history";
        const machineIds = asked.machine ?? [];
        const audience: PageAudience = {
          kind: "page",
          page: asked.page,
          machineIds: isPast ? [] : machineIds,
        };
        const replay = isPast ? replayAsked(c, machineIds) : undefined;
        let topic: Topic | undefined;
        let stop: (() => void) | undefined;
        const screen = listen(c);
        return {
          onOpen(_, socket) {
            topic = live.audiences.join(audience);
            sockets.join(socket, topic);
            socket.send(live.greeting());
            if (!replay) return;
            const player = players.start(replay);
            if ("refused" in player) return socket.send(player.refused);
            stop = player.stop;
            sockets.join(socket, player.topic);
          },
          /** A page says by its socket only how it is: answers go by POST. */
          onMessage({ data }, socket) {
            if (!screen.hear(data, socket)) socket.close(POLICY_VIOLATION, "This socket is for listening");
          },
          onClose({ code }) {
            screen.left(code);
            if (topic) live.audiences.leave(topic);
            stop?.();
            topic = stop = undefined;
          },
        };
      }),
    )
    .get("/live/since", query(sinceQuery), async (c) => {
      c.header("Cache-Control", "no-store");
      return c.html(polled(c) + (await missed(c, c.req.valid("query"))));
    });
}
