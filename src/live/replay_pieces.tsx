import { ReplayClock, ReplaySpeeds, ReplayWords } from "../../views/parts/replay";
import { Timeline, TimelinePosition } from "../../views/parts/timeline";
import { type HistoryView, type ReplayState, type Speed, windowOf } from "../../views/history_data";
import type { AlarmChange } from "../history/alarm_life";
import type { Floor } from "./floor";
import { piecesOf } from "./fragments";
import { type Piece, part } from "./frames";
import type { Past } from "./past_floor";

/** Alarms on a timeline: more would be one dark line. */
export const MARKS_AT_MOST = 500;

type Deps = {
  past: Pick<Past, "opened">;
  timezone: string;
  now(): number;
  onTrouble(error: unknown): void;
};

/** Draws what a page of the past shows beside its tiles; `at` is the moment shown, epoch milliseconds. */
export function createReplayPieces(deps: Deps, view: HistoryView & { speed: Speed }) {
  const { past, timezone, now, onTrouble } = deps;
  const { speed, machineIds } = view;
  let drawn = { position: "", window: 0 };

  return {
    /** The page shows this moment's stretch of time already. */
    began: (at: number) => void (drawn = { ...drawn, window: windowOf({ at, span: view.span }).from }),

    /** Toasts are news, and these are not; the log is the live one's. */
    rows(event: AlarmChange["event"], floor: Floor, at: number): Piece[] {
      try {
        const machineName = (id: string) => floor.machine(id)?.name;
        const drawing = { timezone, now: at, machineName, onTrouble };
        return piecesOf(event, drawing).filter(({ place }) => place === "row");
      } catch (error) {
        onTrouble(error);
        return [];
      }
    },

    clock(at: number): Piece[] {
      const position = String(<TimelinePosition view={{ ...view, at }} />);
      const moved = position === drawn.position ? [] : [part("replay-position", position, null, [])];
      drawn = { ...drawn, position };
      return [part("replay-clock", String(<ReplayClock at={at} timezone={timezone} />), null, []), ...moved];
    },

    words(state: ReplayState): Piece[] {
      return [
        part("replay-state", String(<ReplayWords state={state} speed={speed} />), null, []),
        part("replay-speeds", String(<ReplaySpeeds state={state} speed={speed} />), null, []),
      ];
    },

    /** The timeline anew when the moment to come leaves the middle of it; rejects when the past cannot be read. */
    async timeline(at: number): Promise<Piece[]> {
      const { from, to } = windowOf({ at, span: view.span });
      if (from === drawn.window) return [];
      const marks = await past.opened({ machineIds, from, to, limit: MARKS_AT_MOST });
      drawn = { position: "", window: from };
      const html = <Timeline view={{ ...view, at }} marks={marks} timezone={timezone} now={now()} />;
      return [part("timeline", String(html), null, [])];
    },
  };
}
