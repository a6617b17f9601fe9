import type { WSContext, WSEvents } from "hono/ws";
import type { HistoryView, Speed } from "../../domain/history_view";
import type { PageAudience, Topic } from "../../live/audiences";
import type { Live } from "../../live/live";
import type { Players } from "../../live/replay/players";
import type { ClientInfo, Send } from "../../live/state/own_screens";
import type { Screens } from "../../live/state/screens";
import { createReportLimit, parseClientReport } from "./client_report";
import type { Sockets } from "./sockets";

const POLICY_VIOLATION = 1008;
/** The page was left: navigated away from, or closed. */
const LEFT = [1000, 1001];

export type PageSocketDeps = {
  live: Pick<Live, "audiences" | "greeting">;
  sockets: Pick<Sockets, "join">;
  players: Pick<Players, "start">;
  screens: Pick<Screens, "report" | "closed">;
};

/** The page behind a socket: what it is sent, the past that it plays, if it does, and its client. */
export type PageClient = {
  audience: PageAudience;
  replay: (HistoryView & { speed: Speed }) | undefined;
  from: ClientInfo;
};

/**
 * Makes the socket of each page. A socket must not hold its request for as long as it is open, so it is made
 * from plain values; and there are thousands, so all share what does not differ.
 */
export function pageSockets({ live, sockets, players, screens }: PageSocketDeps) {
  /** The reports by one socket; it may report on one screen only. */
  function reportsOf(client: PageClient) {
    const { from } = client;
    const isAllowed = createReportLimit(clock);
    let id: string | undefined;
    let send: Send | undefined;
    return {
      /** @returns false when the socket reports too often */
      take(text: unknown, socket: WSContext): boolean {
        if (!isAllowed()) return false;
        const report = parseClientReport(text);
        if (!report || (id !== undefined && id !== report.id)) return true;
        id = report.id;
        send ??= (html) => socket.send(html);
        screens.report(report, { ...from, send });
        return true;
      },
      closed(code: number) {
        if (id && send) screens.closed(id, send, LEFT.includes(code));
      },
    };
  }

  return (client: PageClient): WSEvents => {
    const { audience, replay } = client;
    const reports = reportsOf(client);
    let topic: Topic | undefined;
    let stop: (() => void) | undefined;
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
      /** A page only reports on itself by its socket: answers to alarms go by POST. */
      onMessage({ data }, socket) {
        if (!reports.take(data, socket)) socket.close(POLICY_VIOLATION, "This socket is for listening");
      },
      onClose({ code }) {
        reports.closed(code);
        if (topic) live.audiences.leave(topic);
        stop?.();
        topic = stop = undefined;
      },
    };
  };
}

const clock = () => performance.now();
