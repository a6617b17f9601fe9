import { ReplayClock, ReplaySpeeds, ReplayWords } from "../../../views/history/replay";
import { Timeline, TimelinePosition } from "../../../views/history/timeline";
import { type HistoryView, type Speed, windowOf } from "../../domain/history_view";
import { type Fragment, replaceById } from "../fragment";
import type { Past } from "./past_plant_state";
import type { ReplayState } from "./progress";

/** Alarms on a timeline: more would be one dark line. */
export const MARKS_AT_MOST = 500;

type Deps = {
  past: Pick<Past, "opened">;
  timezone: string;
  now(): number;
};

/** Draws the controls of a replay; `at` is the moment shown, epoch milliseconds. */
export function createReplayFragments(deps: Deps, view: HistoryView & { speed: Speed }) {
  const { past, timezone, now } = deps;
  const { speed, machineIds, span } = view;
  let drawn = { position: "", window: 0 };

  return {
    /** The page shows this moment's period already. */
    began: (at: number) => void (drawn = { ...drawn, window: windowOf({ at, span }).from }),

    clock(at: number): Fragment[] {
      const clock = String(<ReplayClock at={at} timezone={timezone} />);
      const position = String(<TimelinePosition view={{ ...view, at }} />);
      const moved = position === drawn.position ? [] : [replaceById("replay-position", position, null)];
      drawn = { ...drawn, position };
      return [replaceById("replay-clock", clock, null), ...moved];
    },

    words(state: ReplayState): Fragment[] {
      return [
        replaceById("replay-state", String(<ReplayWords state={state} speed={speed} />), null),
        replaceById("replay-speeds", String(<ReplaySpeeds state={state} speed={speed} />), null),
      ];
    },

    /**
     * The timeline anew when the moment to come leaves the middle of it. Rejects when the past cannot be
     * read.
     */
    async timeline(at: number): Promise<Fragment[]> {
      const { from, to } = windowOf({ at, span });
      if (from === drawn.window) return [];
      const marks = await past.opened({ machineIds, from, to, limit: MARKS_AT_MOST });
      drawn = { position: "", window: from };
      const html = <Timeline view={{ ...view, at }} marks={marks} timezone={timezone} now={now()} />;
      return [replaceById("timeline", String(html), null)];
    },
  };
}
