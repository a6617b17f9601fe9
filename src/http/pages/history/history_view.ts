import type { Context } from "hono";
import type { Narrowing } from "../../asked_machines";
import {
  type HistoryView,
  type Speed,
  SPEEDS,
  TIMELINE_SPANS,
  type TimelineSpan,
  USUAL_SPAN,
} from "../../../domain/history_view";

/** The last instant that has a date; its negative is the first. Epoch milliseconds. */
const LAST_MOMENT = 8.64e15;

/** Reads an address of the history page, apart from its moment. Unknown values mean the default. */
export function historyViewOf(c: Context, at: number, { ids, area }: Narrowing): HistoryView {
  const theme = c.req.query("theme");
  return {
    at,
    speed: speedOf(c.req.query("speed")),
    machineIds: ids,
    area: area?.id,
    span: spanNamed(c.req.query("span")),
    theme: theme === "dark" || theme === "light" ? theme : undefined,
  };
}

/** The moment plus so many seconds; the moment itself where that is no number or no valid time. */
export function stepFrom(at: number, step: string): number {
  const moment = Math.round(at + Number(step) * 1000);
  return Math.abs(moment) <= LAST_MOMENT ? moment : at;
}

export function speedOf(asked: string | undefined): Speed | undefined {
  return SPEEDS.find((speed) => String(speed) === asked);
}

function spanNamed(asked: string | undefined): TimelineSpan {
  return TIMELINE_SPANS.find((span) => span === asked) ?? USUAL_SPAN;
}
