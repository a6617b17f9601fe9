import type { Context } from "hono";
import {
  type HistoryView,
  type Speed,
  SPEEDS,
  TIMELINE_SPANS,
  type TimelineSpan,
  USUAL_SPAN,
} from "../../../domain/history_view";

/** The last moment that has a date, and as a negative number the first; epoch milliseconds. */
const LAST_MOMENT = 8.64e15;

/** What an address of the history page says besides its moment, which is given. Unknown words mean the usual. */
export function viewOf(c: Context, at: number, machineIds: readonly string[]): HistoryView {
  const theme = c.req.query("theme");
  return {
    at,
    speed: speedNamed(c.req.query("speed")),
    machineIds,
    span: spanNamed(c.req.query("span")),
    theme: theme === "dark" || theme === "light" ? theme : undefined,
  };
}

/** So many seconds after a moment, or the moment itself where that is no number, or no time that there is. */
export function stepFrom(at: number, step: string): number {
  const moment = Math.round(at + Number(step) * 1000);
  return Math.abs(moment) <= LAST_MOMENT ? moment : at;
}

export function speedNamed(asked: string | undefined): Speed | undefined {
  return SPEEDS.find((speed) => String(speed) === asked);
}

function spanNamed(asked: string | undefined): TimelineSpan {
  return TIMELINE_SPANS.find((span) => span === asked) ?? USUAL_SPAN;
}
