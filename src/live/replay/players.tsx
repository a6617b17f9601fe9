import { ReplaySpeeds, ReplayWords } from "../../../views/history/replay";
import type { HistoryView, Speed } from "../../domain/history_view";
import { replayTopic, type Topic } from "../audiences";
import { swap } from "../frame";
import { createPlayer, type PlayerDeps } from "./player";
import { REPLAY_TICK_MS } from "./progress";

/**
 * Each replay reads the past up to sixty times as fast as it was written: more at once would slow live down.
 */
const PLAYERS_AT_MOST = 20;

/** The replays that pages of this server play, each on a topic of its own. */
export type Players = {
  /**
   * Plays for a page until `stop`. When there is no room for one more, `refused` is what that page is to
   * show.
   */
  start(view: HistoryView & { speed: Speed }): Started | Refused;
  stop(): void;
};
type Started = { topic: Topic; stop(): void };
type Refused = { refused: string };

type PlayersDeps = Omit<PlayerDeps, "publish"> & {
  publish(topic: Topic, html: string): void;
};

export function createPlayers({ publish, ...deps }: PlayersDeps): Players {
  const stops = new Set<() => void>();
  let started = 0;
  return {
    start(view) {
      if (stops.size >= PLAYERS_AT_MOST) return { refused: refusedFrame() };
      const topic = replayTopic(++started);
      const player = createPlayer({ ...deps, publish: (html) => publish(topic, html) }, view);
      const ticking = setInterval(() => void goOn(), REPLAY_TICK_MS);
      let isDrawing = false;
      /** A replay that has come to now makes room, however long its page is left open. */
      async function goOn() {
        if (isDrawing) return;
        isDrawing = true;
        if (!(await player.tick())) stop();
        isDrawing = false;
      }
      const stop = () => {
        clearInterval(ticking);
        player.stop();
        stops.delete(stop);
      };
      stops.add(stop);
      return { topic, stop };
    },
    stop: () => stops.forEach((stop) => stop()),
  };
}

function refusedFrame(): string {
  const words = swap("#replay-state", String(<ReplayWords state="refused" />));
  return words + swap("#replay-speeds", String(<ReplaySpeeds state="refused" />));
}
