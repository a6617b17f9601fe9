import type { Alarm } from "../../domain/alarm/alarm";
import { MINUTE_MS } from "../../domain/time_units";
import { downstreamOf, type FedBy, upstreamOf } from "./relation";

/** An alarm that opens so close to one upstream is its consequence. */
export const FOLLOWS_WITHIN_MS = MINUTE_MS;

/** What grouping looks at of an alarm. */
export type Grouped = Pick<Alarm, "id" | "machine_id" | "opened_at"> & { follows_id?: string | null };

/** What an alarm that opens changes: the first-out that it follows, and the alarms that follow another one now. */
export type Grouping = { follows: string | null; moved: { id: string; follows: string }[] };

/**
 * Groups an alarm that opens with the open ones. It follows the first-out of the alarms upstream that opened within
 * 60 s of it; alarms downstream that are stored already follow it, or what it follows: which of them arrives first makes
 * no difference.
 * @param open the open alarms, without this one
 */
export function grouped(alarm: Grouped, open: readonly Grouped[], fedBy: FedBy): Grouping {
  const byId = new Map(open.map((each) => [each.id, each]));
  const firstOf = (each: Grouped): Grouped => byId.get(each.follows_id ?? "") ?? each;
  const near = open.filter(({ opened_at }) => Math.abs(opened_at - alarm.opened_at) <= FOLLOWS_WITHIN_MS);
  const upstream = upstreamOf(alarm.machine_id ?? "", fedBy);
  const causes = near.filter(({ machine_id }) => upstream.has(machine_id ?? "")).map(firstOf);
  const cause = causes.toSorted((a, b) => mostUpstreamFirst(a, b, fedBy))[0];
  const first = cause ?? alarm;
  const downstream = downstreamOf(alarm.machine_id ?? "", fedBy);
  const consequences = near.filter(({ machine_id }) => downstream.has(machine_id ?? ""));
  const leaders = new Set(consequences.map(firstOf).filter((each) => isAbove(first, each, fedBy)));
  const moved = open.filter((each) => each.id !== first.id && leaders.has(firstOf(each)));
  return { follows: cause?.id ?? null, moved: moved.map(({ id }) => ({ id, follows: first.id })) };
}

/** Whether one alarm leads the other: by what feeds what, else by time. */
function isAbove(first: Grouped, other: Grouped, fedBy: FedBy): boolean {
  return first.id !== other.id && mostUpstreamFirst(first, other, fedBy) < 0;
}

function mostUpstreamFirst(a: Grouped, b: Grouped, fedBy: FedBy): number {
  if (a.machine_id !== b.machine_id) {
    if (upstreamOf(b.machine_id ?? "", fedBy).has(a.machine_id ?? "")) return -1;
    if (upstreamOf(a.machine_id ?? "", fedBy).has(b.machine_id ?? "")) return 1;
  }
  return a.opened_at - b.opened_at || (a.id < b.id ? -1 : Number(a.id > b.id));
}
