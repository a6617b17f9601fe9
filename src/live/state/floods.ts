import { at, CALM, firstOutOf, type FloodState, withChange, withOpening } from "../../alarms/grouping/flood";
import type { Alarm } from "../../domain/alarm/alarm";

/** A flood of alarms that is under way: in an area, or (null) in the plant as a whole. */
export type ShownFlood = { area: string | null; began_at: number; count: number; first: Alarm };

/** The ids of the alarms that these began with: a table holds them whatever happens. */
export const firstsOf = (floods: readonly ShownFlood[]) => floods.map(({ first }) => first.id);

/** The floods of each area and of the plant. Instants in epoch milliseconds. */
export type Floods = {
  /**
   * @param area of its machine; null when that has none, or is not known
   * @param hasOpened whether it has just opened, or else changed
   */
  put(alarm: Alarm, area: string | null, hasOpened: boolean): void;
  /** Those of areas; the one of the plant only where no area tells of it. */
  list(now: number): ShownFlood[];
  isFirst(alarmId: string, now: number): boolean;
  clear(): void;
};

export function createFloods(): Floods {
  const plant = { state: CALM as FloodState<Alarm> };
  const areas = new Map<string, { state: FloodState<Alarm> }>();

  function shown(area: string | null, place: { state: FloodState<Alarm> }, now: number): ShownFlood[] {
    place.state = at(place.state, now);
    const { flood } = place.state;
    const first = flood && firstOutOf(flood);
    return flood && first ? [{ area, began_at: flood.began_at, count: flood.count, first }] : [];
  }

  /** Asked for with each row that is drawn. */
  let known: { now: number; floods: ShownFlood[] } | undefined;

  function list(now: number) {
    if (known?.now !== now) known = { now, floods: listed(now) };
    return known.floods;
  }

  function listed(now: number) {
    const ofAreas = [...areas].flatMap(([area, place]) => shown(area, place, now));
    return ofAreas.length > 0 ? ofAreas : shown(null, plant, now);
  }

  return {
    put(alarm, area, hasOpened) {
      // What is found of the past floods nobody.
      const opens = hasOpened && alarm.origin !== "detect" && alarm.state !== "finding";
      known = undefined;
      const next = opens ? withOpening<Alarm> : withChange<Alarm>;
      plant.state = next(plant.state, alarm);
      if (area === null) return;
      const place = areas.get(area) ?? { state: CALM };
      areas.set(area, { state: next(place.state, alarm) });
    },
    list,
    isFirst: (alarmId, now) => list(now).some(({ first }) => first.id === alarmId),
    clear() {
      known = undefined;
      plant.state = CALM;
      areas.clear();
    },
  };
}
