import { ReplayClock, ReplaySpeeds, ReplayWords } from "../../../views/history/replay";
import { Timeline, TimelinePosition } from "../../../views/history/timeline";
import {
  type HistoryView,
  type ReplayState,
  type Speed,
  windowOf,
} from "../../../views/history/history_data";
import type { AlarmChange } from "../../store/alarms/alarm_timeline";
import type { PlantState } from "../state/plant_state";
import { fragmentsOf } from "../fragments";
import { type Fragment, replaceById } from "../frame";
import type { Past } from "./past_plant_state";

/** Alarms on a timeline: more would be one dark line. */
export const MARKS_AT_MOST = 500;

type Deps = {
  past: Pick<Past, "opened">;
  timezone: string;
  now(): number;
  onTrouble(error: unknown): void;
};

/** Draws what a page of the past shows beside its tiles; `at` is the moment shown, epoch milliseconds. */
export function createReplayFragments(deps: Deps, view: HistoryView & { speed: Speed }) {
  const { past, timezone, now, onTrouble } = deps;
  const { speed, machineIds } = view;
  let drawn = { position: "", window: 0 };

  return {
    /** The page shows this moment's stretch of time already. */
    began: (at: number) => void (drawn = { ...drawn, window: windowOf({ at, span: view.span }).from }),

    /** Toasts are news, and these are not; the log is the live one's. */
    rows(event: AlarmChange["event"], plantState: PlantState, at: number): Fragment[] {
      try {
        const machineName = (id: string) => plantState.machine(id)?.name;
        const drawing = { timezone, now: at, machineName, onTrouble };
        return fragmentsOf(event, drawing).filter(({ target }) => target === "row");
      } catch (error) {
        onTrouble(error);
        return [];
      }
    },

    clock(at: number): Fragment[] {
      const position = String(<TimelinePosition view={{ ...view, at }} />);
      const moved = position === drawn.position ? [] : [replaceById("replay-position", position, null, [])];
      drawn = { ...drawn, position };
      return [
        replaceById("replay-clock", String(<ReplayClock at={at} timezone={timezone} />), null, []),
        ...moved,
      ];
    },

    words(state: ReplayState): Fragment[] {
      return [
        replaceById("replay-state", String(<ReplayWords state={state} speed={speed} />), null, []),
        replaceById("replay-speeds", String(<ReplaySpeeds state={state} speed={speed} />), null, []),
      ];
    },

    /** The timeline anew when the moment to come leaves the middle of it; rejects when the past cannot be read. */
    async timeline(at: number): Promise<Fragment[]> {
      const { from, to } = windowOf({ at, span: view.span });
      if (from === drawn.window) return [];
      const marks = await past.opened({ machineIds, from, to, limit: MARKS_AT_MOST });
      drawn = { position: "", window: from };
      const html = <Timeline view={{ ...view, at }} marks={marks} timezone={timezone} now={now()} />;
      return [replaceById("timeline", String(html), null, [])];
    },
  };
}
