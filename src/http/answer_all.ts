import type { Acknowledgement } from "../domain/alarm/answer";
import type { By } from "../people/actor";
import type { AlarmConditions } from "../store/alarms/alarm_store";
import type { Store } from "../store/store";

export type AnswerAllDeps = {
  store: {
    alarms: Pick<Store["alarms"], "unacknowledged" | "unresolved" | "acknowledgeBatch" | "resolveBatch">;
  };
  now(): number;
};

/** What can be done with many alarms at once. */
export const BULK_ACTS = ["acknowledge_all", "resolve_all"] as const;
export type BulkAct = (typeof BULK_ACTS)[number];

/** The alarms that a bulk act would answer: how many, and the moment that this is of. */
export function answerable(
  { store }: Pick<AnswerAllDeps, "store">,
  act: BulkAct,
  query: AlarmConditions,
  upTo?: number,
) {
  return store.alarms[act === "acknowledge_all" ? "unacknowledged" : "unresolved"](query, upTo);
}

type All = { act: BulkAct; query: AlarmConditions; asOf?: number; answer: Acknowledgement; by: By };

/**
 * Answers the alarms that a list showed when it was drawn, in batches, so that screens keep up.
 * @param asOf that moment; without one, as they are now
 * @returns how many were answered
 */
export async function answerAll(deps: AnswerAllDeps, { act, query, asOf, answer, by }: All): Promise<number> {
  const { store, now } = deps;
  const batch = store.alarms[act === "acknowledge_all" ? "acknowledgeBatch" : "resolveBatch"];
  // A later moment than now would include alarms that nobody has seen.
  const { asOf: upTo } = await answerable(deps, act, query, asOf);
  let all = 0;
  for (let some = 1; some > 0; all += some) some = await batch(query, upTo, answer, now(), by);
  return all;
}
