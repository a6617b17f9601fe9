import type { KpiFigures } from "../../views/board_data";
import { Kpi, KPI_NAMES } from "../../views/parts/kpis";
import { AlarmTotal } from "../../views/parts/alarm_table";
import { elementId } from "../../views/parts/element_id";
import type { Alarm } from "../model/alarm";
import { alarmOf } from "../model/alarm_event";
import type { AnomalyDetected, AnomalyUpdated } from "../model/event";
import type { Floor } from "./floor";
import { type Piece, part } from "./frames";
import type { Page } from "./topics";

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
export type Counters = {
  count(event: AnomalyDetected | AnomalyUpdated): void;
  /** How long events took from being recorded to being sent, milliseconds each. */
  seen(ms: readonly number[]): void;
  setToday(today: Today): void;
  figures(): KpiFigures;
  /** Alarms of these machines (none named: of all). */
  total(machineIds: readonly string[]): number;
  /** The figures that have changed since they were last drawn. */
  due(): Piece[];
  /** As `due`, only of the alarms' totals: rows and how many there are go together. */
  dueTotals(): Piece[];
  all(): Piece[];
};

type Known = Pick<Alarm, "id" | "opened_at" | "acknowledged_at" | "origin">;

type CountersDeps = {
  floor: Floor;
  /** Alarms in history per machine; key "" holds those of no machine. */
  totals: ReadonlyMap<string, number>;
  /** Recent alarms, so that a repeat is not counted twice and a restart changes no figure. */
  recent: readonly Known[];
  now(): number;
};

export function createCounters({ floor, totals, recent, now }: CountersDeps): Counters {
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
      powerKw: floor.powerKw(now()),
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

  function kpiPieces(): Piece[] {
    const now = figures();
    return KPI_NAMES.map((name) =>
      part(`kpi-${name}`, String(<Kpi name={name} figures={now} />), null, BOARD),
    );
  }

  /** Of all machines, and of each of these. */
  function totalPieces(machineIds: Iterable<string>): Piece[] {
    const sums = [...machineIds].flatMap((id) => {
      const html = String(<AlarmTotal machineId={id} total={total([id])} />);
      return id === ALL ? [] : part(elementId("alarm-total", id), html, id, WITH_ROWS);
    });
    return [part("alarm-total", String(<AlarmTotal total={total([])} />), null, WITH_ROWS), ...sums];
  }

  function dueTotals(): Piece[] {
    if (counted.size === 0) return [];
    const pieces = totalPieces(counted);
    counted = new Set();
    return pieces;
  }

  return {
    count(event) {
      const alarm = alarmOf(event);
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
      const changed = kpiPieces().filter(({ id, html }) => drawn.get(id) !== html);
      for (const { id, html } of changed) drawn.set(id, html);
      return [...changed, ...dueTotals()];
    },
    dueTotals,
    all: () => [...kpiPieces(), ...totalPieces(byMachine.keys())],
  };
}

/** How long an alarm waited. What a detect call found in the past was not waiting for an answer all that time. */
function answerMs({ opened_at, acknowledged_at, origin }: Known): number[] {
  return acknowledged_at === null || origin === "detect" ? [] : [acknowledged_at - opened_at];
}

function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? null;
}
