import type { KpiFigures } from "../../../views/shared/board_data";
import { Kpi, KPI_NAMES } from "../../../views/board/kpis";
import { AlarmTotal } from "../../../views/shared/alarm/alarm_table";
import { elementId } from "../../../views/shared/element_id";
import type { Alarm } from "../../domain/alarm/alarm";
import { alarmOfEvent } from "../../domain/alarm/alarm_event";
import type { AnomalyDetected, AnomalyUpdated } from "../../domain/event";
import type { PlantState } from "../state/plant_state";
import { type Fragment, replaceById } from "../frame";
import type { Page } from "../audiences";

const TEN_MINUTES_MS = 600_000;
/** ISA-18.2: more than ten alarms in ten minutes is a flood that nobody can answer. */
const ALARM_LIMIT = 10;
const SAMPLES = 100;
/** Ids remembered against counting an alarm twice. */
const KNOWN_AT_MOST = 10_000;
const ALL = "";
const BOARD: readonly Page[] = ["board", "kiosk"];
const WITH_ROWS: readonly Page[] = ["board", "anomalies", "machine", "kiosk"];

/** What others know about the day; energy in kWh, cost in the tariff's currency. */
export type Today = { energyKwh: number | null; cost: number | null };

/** The figures over the board, and how many alarms there are in all (so that a page can say "n more"). */
export type KpiTracker = {
  count(event: AnomalyDetected | AnomalyUpdated): void;
  /** How long events took from being recorded to being sent, milliseconds each. */
  seen(ms: readonly number[]): void;
  setToday(today: Today): void;
  figures(): KpiFigures;
  /** Alarms of these machines (none named: of all). */
  total(machineIds: readonly string[]): number;
  /** The figures that have changed since they were last drawn. */
  due(): Fragment[];
  /** As `due`, only of the alarms' totals: rows and how many there are go together. */
  dueTotals(): Fragment[];
  all(): Fragment[];
};

type Known = Pick<Alarm, "id" | "opened_at" | "acknowledged_at" | "origin">;

type KpiTrackerDeps = {
  plantState: PlantState;
  /** Alarms in history per machine; key "" holds those of no machine. */
  totals: ReadonlyMap<string, number>;
  /** Recent alarms, so that a repeat is not counted twice and a restart changes no figure. */
  recent: readonly Known[];
  now(): number;
};

export function createKpiTracker({ plantState, totals, recent, now }: KpiTrackerDeps): KpiTracker {
  const byMachine = new Map(totals);
  const known = new Set(recent.map(({ id }) => id));
  let opened = recent.map(({ opened_at }) => opened_at);
  let seenMs: number[] = [];
  let answeredMs = recent
    .toSorted((a, b) => (a.acknowledged_at ?? 0) - (b.acknowledged_at ?? 0))
    .flatMap(answerMs)
    .slice(-SAMPLES);
  /** Machines whose totals have changed since they were last drawn. */
  let counted = new Set<string>();
  let today: Today = { energyKwh: null, cost: null };
  const drawn = new Map<string, string>();

  function figures(): KpiFigures {
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
  }

  function total(machineIds: readonly string[]): number {
    const ids = machineIds.length > 0 ? machineIds : [...byMachine.keys()];
    return ids.reduce((sum, id) => sum + (byMachine.get(id) ?? 0), 0);
  }

  function kpiFragments(): Fragment[] {
    const now = figures();
    return KPI_NAMES.map((name) =>
      replaceById(`kpi-${name}`, String(<Kpi name={name} figures={now} />), null, BOARD),
    );
  }

  /** Of all machines, and of each of these. */
  function totalFragments(machineIds: Iterable<string>): Fragment[] {
    const sums = [...machineIds].flatMap((id) => {
      const html = String(<AlarmTotal machineId={id} total={total([id])} />);
      return id === ALL ? [] : replaceById(elementId("alarm-total", id), html, id, WITH_ROWS);
    });
    return [replaceById("alarm-total", String(<AlarmTotal total={total([])} />), null, WITH_ROWS), ...sums];
  }

  function dueTotals(): Fragment[] {
    if (counted.size === 0) return [];
    const fragments = totalFragments(counted);
    counted = new Set();
    return fragments;
  }

  return {
    count(event) {
      const alarm = alarmOfEvent(event);
      const { id, machine_id, opened_at } = alarm;
      if (event.event_type === "anomaly_updated") {
        if (alarm.acknowledged_at === alarm.updated_at)
          answeredMs = [...answeredMs, ...answerMs(alarm)].slice(-SAMPLES);
        return;
      }
      if (known.has(id) || event.repeated === true) return;
      known.add(id);
      if (known.size > KNOWN_AT_MOST) known.delete(known.values().next().value ?? "");
      opened.push(opened_at);
      byMachine.set(machine_id ?? ALL, (byMachine.get(machine_id ?? ALL) ?? 0) + 1);
      counted.add(machine_id ?? ALL);
    },
    seen: (ms) => void (seenMs = [...seenMs, ...ms].slice(-SAMPLES)),
    setToday: (figures) => void (today = figures),
    figures,
    total,
    due() {
      const changed = kpiFragments().filter(({ id, html }) => drawn.get(id) !== html);
      for (const { id, html } of changed) drawn.set(id, html);
      return [...changed, ...dueTotals()];
    },
    dueTotals,
    all: () => [...kpiFragments(), ...totalFragments(byMachine.keys())],
  };
}

/** How long an alarm waited. What a detect call found in the past was not waiting for an answer all that time. */
function answerMs({ opened_at, acknowledged_at, origin }: Known): number[] {
  return acknowledged_at === null || origin === "detect" ? [] : [acknowledged_at - opened_at];
}

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? null;
}
