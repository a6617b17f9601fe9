import type { Alarm } from "../../domain/alarm/alarm";
import { alarmOfEvent } from "../../domain/alarm/alarm_event";
import { type AnomalyDetected, type AnomalyUpdated, recordedAt } from "../../domain/event";
import { MINUTE_MS } from "../../domain/time_units";
import type { PlantState } from "./plant_state";

const TEN_MINUTES_MS = 10 * MINUTE_MS;
/** ISA-18.2: more than ten alarms in ten minutes is a flood that nobody can answer. */
const ALARM_LIMIT = 10;
/** Each median is that of so many newest times. */
const SAMPLES = 100;
/** Ids remembered against counting an alarm twice. */
const KNOWN_AT_MOST = 10_000;
/** The key of alarms of no machine. */
export const NO_MACHINE = "";

/** The figures over the board; null is "not known". */
export type KpiFigures = {
  powerKw: number | null;
  energyTodayKwh: number | null;
  costToday: number | null;
  currency: string;
  alarmsTenMinutes: number;
  alarmLimit: number;
  /**
   * Medians of how long events took to be sent to a screen, and alarms to be acknowledged since they were
   * announced: nobody could answer before.
   */
  seenAfterMs: number | null;
  answeredAfterMs: number | null;
};

/** Today's energy in kWh, and its cost in the tariff's currency. */
export type Today = { energyKwh: number | null; cost: number | null };

/**
 * Counts for the figures over the board, and the number of alarms in all, so that a page can say "n more".
 */
export type KpiTracker = {
  /**
   * Counts each alarm once, however often its events come. @returns whether the number of alarms has changed
   */
  count(event: AnomalyDetected | AnomalyUpdated): boolean;
  /** @param ms how long events took from being recorded to being sent, milliseconds each */
  seen(ms: readonly number[]): void;
  setToday(today: Today): void;
  figures(): KpiFigures;
  /** The number of alarms of these machines (none named: of all). */
  total(machineIds: readonly string[]): number;
  /** The ids of machines that have alarms, `NO_MACHINE` among them. */
  machineIds(): Iterable<string>;
};

type Known = Pick<Alarm, "id" | "opened_at" | "acknowledged_at" | "origin">;

type KpiTrackerDeps = {
  plantState: Pick<PlantState, "powerKw">;
  /** Alarms in the store per machine; the key "" holds those of no machine. */
  totals: ReadonlyMap<string, number>;
  /** Recent alarms, so that a repeat is not counted twice and a restart changes no figure. */
  recent: readonly Known[];
  /** When these were last announced as new, epoch milliseconds; without it, when they opened. */
  announced?: ReadonlyMap<string, number>;
  now(): number;
};

export function createKpiTracker({ plantState, totals, recent, announced, now }: KpiTrackerDeps): KpiTracker {
  const byMachine = new Map(totals);
  /** The alarms counted, with the time of announcement of each. */
  const known = new Map(recent.map(({ id, opened_at }) => [id, announced?.get(id) ?? opened_at]));
  let opened = recent.map(({ opened_at }) => opened_at);
  let seenMs: number[] = [];
  let answeredMs = newest(
    recent.toSorted((a, b) => (a.acknowledged_at ?? 0) - (b.acknowledged_at ?? 0)).flatMap(answerMs),
  );

  /** The time that an alarm waited. A detect call's finding lay in the past: nobody had to answer it. */
  function answerMs({ id, opened_at, acknowledged_at, origin }: Known): number[] {
    if (acknowledged_at === null || origin === "detect") return [];
    return [Math.max(0, acknowledged_at - (known.get(id) ?? opened_at))];
  }

  let today: Today = { energyKwh: null, cost: null };

  function note(id: string, announcedAt: number) {
    known.set(id, announcedAt);
    if (known.size > KNOWN_AT_MOST) known.delete(known.keys().next().value ?? "");
  }

  function countOpened({ machine_id, opened_at }: Alarm) {
    opened.push(opened_at);
    const key = machine_id ?? NO_MACHINE;
    byMachine.set(key, (byMachine.get(key) ?? 0) + 1);
  }

  return {
    count(event) {
      const alarm = alarmOfEvent(event);
      if (event.event_type === "anomaly_updated") {
        if (event.raised === true) note(alarm.id, announcedAtOf(event) ?? alarm.updated_at);
        const isAnswer = alarm.acknowledged_at === alarm.updated_at;
        if (isAnswer) answeredMs = newest([...answeredMs, ...answerMs(alarm)]);
        return false;
      }
      if (known.has(alarm.id) || event.repeated === true) return false;
      note(alarm.id, announcedAtOf(event) ?? alarm.opened_at);
      countOpened(alarm);
      return true;
    },
    seen: (ms) => void (seenMs = newest([...seenMs, ...ms])),
    setToday: (figures) => void (today = figures),
    figures() {
      opened = opened.filter((at) => at > now() - TEN_MINUTES_MS);
      return {
        powerKw: plantState.powerKw(now()),
        energyTodayKwh: today.energyKwh,
        costToday: today.cost,
        currency: "$",
        alarmsTenMinutes: opened.length,
        alarmLimit: ALARM_LIMIT,
        seenAfterMs: median(seenMs),
        answeredAfterMs: median(answeredMs),
      };
    },
    total(machineIds) {
      const ids = machineIds.length > 0 ? machineIds : [...byMachine.keys()];
      return ids.reduce((sum, id) => sum + (byMachine.get(id) ?? 0), 0);
    },
    machineIds: () => byMachine.keys(),
  };
}

/** When an event was recorded, which is when screens hear of it; undefined for one that is not recorded. */
function announcedAtOf({ event_id, published_at, ...event }: AnomalyDetected | AnomalyUpdated) {
  if (event_id === undefined || published_at === undefined) return undefined;
  return recordedAt({ ...event, event_id, published_at }) || undefined;
}

function newest(samples: readonly number[]): number[] {
  return samples.slice(-SAMPLES);
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}
