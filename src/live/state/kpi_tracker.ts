import { type Alarm, isSystemAlarm } from "../../domain/alarm/alarm";
import { alarmOfEvent, isOpening } from "../../domain/alarm/alarm_event";
import type { AlarmAlert } from "../../domain/alarm/alert_event";
import type { AnomalyDetected, AnomalyUpdated } from "../../domain/event";
import { median } from "../../domain/median";
import { MINUTE_MS } from "../../domain/time_units";
import { createAnswerTimes } from "./answer_times";
import { createSuppressedAlarms, type SuppressibleAlarm } from "./suppressed_alarms";
import { newestSamples } from "./newest_samples";
import type { PlantState } from "./plant_state";

const TEN_MINUTES_MS = 10 * MINUTE_MS;
/** ISA-18.2: more than ten alarms in ten minutes is a flood that nobody can answer. */
const ALARM_LIMIT = 10;
/** Ids remembered against counting an alarm twice. */
const KNOWN_AT_MOST = 10_000;
/** The key of alarms of no machine. */
export const NO_MACHINE = "";

/** The figures over the board; null is "not known". */
export type KpiFigures = {
  powerKw: number | null;
  energyTodayKwh: number | null;
  costToday: number | null;
  /** The code of ISO 4217 of the cost. */
  currency: string;
  /** Anomalies; findings of the past call nobody, and are none of them. */
  alarmsTenMinutes: number;
  /** System alerts that have come to stand. */
  systemTenMinutes: number;
  alarmLimit: number;
  /**
   * Medians of how long events took to be sent to a screen, and alarms to be acknowledged since they were
   * announced.
   */
  seenAfterMs: number | null;
  answeredAfterMs: number | null;
};

/** Today's energy in kWh, and its cost in the site's currency. */
export type Today = { energyKwh: number | null; cost: number | null; currency: string };

/**
 * Counts for the figures over the board, and the number of alarms in all, so that a page can say "n more".
 */
export type KpiTracker = {
  /**
   * Counts each alarm once, however often its events come. @returns whether the number of alarms has changed
   */
  count(event: AnomalyDetected | AnomalyUpdated | AlarmAlert): boolean;
  /** @param ms how long events took from being recorded to being sent, milliseconds each */
  seen(ms: readonly number[]): void;
  setToday(today: Today): void;
  figures(): KpiFigures;
  /** The number of alarms of these machines (none named: of all). */
  total(machineIds: readonly string[]): number;
  /** The number of suppressed alarms of these machines (none named: of all) that would be active. */
  suppressed(machineIds: readonly string[]): number;
  /** The ids of machines that have alarms, `NO_MACHINE` among them. */
  machineIds(): Iterable<string>;
};

type Known = Pick<Alarm, "id" | "opened_at" | "acknowledged_at" | "origin"> & Partial<SuppressibleAlarm>;

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
  const known = new Set(recent.map(({ id }) => id));
  /** Findings of the past, which nobody had to answer. */
  const findings = new Set(recent.filter(({ state }) => state === "finding").map(({ id }) => id));
  const openings = countOpenings(recent, now);
  const suppressed = createSuppressedAlarms(recent);
  let seenMs: number[] = [];
  const answers = createAnswerTimes({ recent, announced });
  let today: Today = { energyKwh: null, cost: null, currency: "" };

  function countOpened(alarm: Alarm) {
    const { id, machine_id } = alarm;
    known.add(id);
    for (const ids of [known, findings]) forgetOldest(ids);
    openings.add(alarm);
    const key = machine_id ?? NO_MACHINE;
    byMachine.set(key, (byMachine.get(key) ?? 0) + 1);
  }

  return {
    count(event) {
      const alarm = alarmOfEvent(event);
      if (event.event_type === "anomaly_updated" || event.repeated !== true) suppressed.note(alarm);
      if (event.raised === true) findings.delete(alarm.id);
      const isNewAgain = event.raised === true || event.returned === true;
      if (isNewAgain && !alarm.suppressed) answers.announce(alarm, event);
      if (event.event_type === "anomaly_updated") {
        // Where it only follows another one now, nobody has answered it.
        const isAnswer = event.regrouped !== true && alarm.acknowledged_at === alarm.updated_at;
        if (isAnswer && !findings.has(alarm.id)) answers.answer(alarm);
        return false;
      }
      if (known.has(alarm.id) || !isOpening(event)) return false;
      if (alarm.state === "finding") findings.add(alarm.id);
      else if (!alarm.suppressed) answers.announce(alarm, event);
      countOpened(alarm);
      return true;
    },
    seen: (ms) => void (seenMs = newestSamples([...seenMs, ...ms])),
    setToday: (figures) => void (today = figures),
    figures() {
      return {
        powerKw: plantState.powerKw(now()),
        energyTodayKwh: today.energyKwh,
        costToday: today.cost,
        currency: today.currency,
        ...openings.ofTenMinutes(),
        alarmLimit: ALARM_LIMIT,
        seenAfterMs: median(seenMs) ?? null,
        answeredAfterMs: answers.median(),
      };
    },
    total: (machineIds) => sumOf(byMachine, machineIds),
    suppressed: suppressed.count,
    machineIds: () => byMachine.keys(),
  };
}

/** @param keys none: all */
function sumOf(counts: ReadonlyMap<string, number>, keys: readonly string[]): number {
  const named = keys.length > 0 ? keys : [...counts.keys()];
  return named.reduce((sum, key) => sum + (counts.get(key) ?? 0), 0);
}

function forgetOldest(ids: Set<string>) {
  if (ids.size > KNOWN_AT_MOST) ids.delete(ids.values().next().value ?? "");
}

/** Counts the alarms that have opened in the last ten minutes. */
function countOpenings(recent: readonly Known[], now: () => number) {
  let opened = recent.flatMap(openedAs);
  return {
    add: (alarm: Known) => void opened.push(...openedAs(alarm)),
    ofTenMinutes() {
      opened = opened.filter(({ at }) => at > now() - TEN_MINUTES_MS);
      const systemTenMinutes = opened.filter(({ isSystem }) => isSystem).length;
      return { alarmsTenMinutes: opened.length - systemTenMinutes, systemTenMinutes };
    },
  };
}

/** An alarm as the figures of ten minutes count it; nothing of a finding of the past, nor of a suppressed one. */
function openedAs({ opened_at, state, origin, suppressed }: Known): { at: number; isSystem: boolean }[] {
  return state === "finding" || suppressed ? [] : [{ at: opened_at, isSystem: isSystemAlarm({ origin }) }];
}
