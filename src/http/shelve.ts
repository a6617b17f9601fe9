import { SHELVE_FOR, shelvedUntil, shelvedWith, type ShelveFor } from "../alarms/suppression/shelve";
import { covers } from "../alarms/suppression/suppression";
import { type Alarm, isOpen } from "../domain/alarm/alarm";
import type { Acknowledgement } from "../domain/alarm/answer";
import type { By } from "../people/actor";
import type { SiteCache } from "../site/site_cache";
import { Conflict } from "../store/errors";
import type { Store } from "../store/store";
import { text } from "../words/text";
import type { SiteConfig } from "./page_context";

export type ShelveDeps = {
  store: {
    alarms: Pick<Store["alarms"], "find">;
    suppressions: Pick<Store["suppressions"], "add" | "current" | "end">;
  };
  site: Pick<SiteCache, "inForce">;
  siteConfig: Pick<SiteConfig, "plant">;
  now(): number;
};

type Unshelving = Pick<ShelveDeps, "store">;

const words = text.suppression.problem;

/** Reads "1h 0198…", as the buttons of an alarm have it. */
export function readShelving(about: string): { span: ShelveFor | undefined; id: string } {
  const [word, id = ""] = about.split(" ");
  return { span: SHELVE_FOR.find((each) => each === word), id };
}

type Shelving = Acknowledgement & { id: string; span: ShelveFor };

/**
 * Shelves an alarm with what else its machine raises of the same metric.
 * @returns the alarm as it is then; undefined when there is none
 * @throws {Conflict} when it is not open, or nobody is on shift whose end could be awaited
 */
export async function shelveAlarm(
  { store, site, siteConfig, now }: ShelveDeps,
  { id, span, by, by_id, note }: Shelving,
  whose: By,
): Promise<Alarm | undefined> {
  const alarm = await store.alarms.find(id);
  if (!alarm) return undefined;
  if (!isOpen(alarm)) throw new Conflict(words.notOpen(id));
  const at = now();
  const until = shelvedUntil(span, at, site.inForce().shifts);
  if (until === undefined) throw new Conflict(words.noShift);
  const asked = {
    kind: "shelved",
    ...shelvedWith(alarm),
    area_id: null,
    begins_at: at,
    until,
    weekly: null,
    timezone: siteConfig.plant.timezone,
    reason: note ?? null,
    by,
    by_id: by_id ?? null,
  } as const;
  await store.suppressions.add(asked, whose);
  return store.alarms.find(id);
}

/** The id of the shelving of an alarm, also where it is suppressed by what lasts longer. */
async function shelvingOf({ suppressions }: Unshelving["store"], alarm: Alarm): Promise<string | undefined> {
  if (alarm.suppressed?.kind === "shelved") return alarm.suppressed.id;
  const current = await suppressions.current();
  return current.find((each) => each.kind === "shelved" && covers(each, { ...alarm, areas: [] }))?.id;
}

/** Ends the shelving of an alarm before its time. @throws {Conflict} when it is not shelved */
export async function unshelveAlarm(
  { store }: Unshelving,
  id: string,
  { by, by_id }: Acknowledgement,
  whose: By,
): Promise<Alarm | undefined> {
  const alarm = await store.alarms.find(id);
  if (!alarm) return undefined;
  const shelving = isOpen(alarm) ? await shelvingOf(store, alarm) : undefined;
  if (shelving === undefined) throw new Conflict(words.notShelved(id));
  await store.suppressions.end(shelving, { by, by_id }, whose);
  return store.alarms.find(id);
}
