import type { Machine } from "../domain/machine/machine";
import { arrivalOf, type Mark, MAX_AHEAD_MS, type Reading } from "../domain/machine/reading";
import { cut } from "../domain/text";
import { implausible, type MetricKnowledge } from "./plausible";
import { quoted } from "./quoted";
import { createRefusals, type Refusal, type ValueRefusal } from "./refusals";
import type { CheckedRow, Rejected, Row } from "./row";
import { badKind, badReason } from "./value";

export type KnownMachine = Pick<
  Machine,
  "id" | "name" | "is_active" | "data_interval_seconds" | "rated_power_kw"
>;

/** The knowledge that validation needs. `machine` finds by id or name; `now` in epoch milliseconds. */
export type KnownMachines = {
  machine(idOrName: string): KnownMachine | undefined;
  now: number;
  metrics?: MetricKnowledge;
};

/** A value that does not count, by the place of its reading in the body; the reason as a sentence. */
export type DroppedValue = { index: number; metric: string; reason: string };

export type Validated = {
  readings: Reading[];
  rejected: Rejected[];
  /** The first of those that do not count, and how many there are. */
  dropped: DroppedValue[];
  droppedCount: number;
  /** All of both, by machine, metric and reason. */
  refusals: Refusal[];
};

/** Most dropped values that are named one by one. */
const NAMED_AT_MOST = 100;
const SHOWN_CHARACTERS = 120;

/**
 * Accepts rows of known machines that are not from the future, and rejects the others one by one. A value that
 * is no good one costs only itself: it is marked, and named with its reason.
 */
export function validate(rows: readonly Row[], known: KnownMachines): Validated {
  const notes = createNotes(known.now);
  const readings: Reading[] = [];
  const rejected: Rejected[] = [];
  rows.forEach((row, index) => {
    if ("error" in row) {
      rejected.push(row);
      return notes.reject(row, null);
    }
    const machine = known.machine(row.machine_id);
    const wrong = wrongRow(row, index, machine, known.now);
    if (wrong || !machine) {
      if (!wrong) return;
      rejected.push(wrong);
      return notes.reject(wrong, machine?.name ?? cut(row.machine_id, SHOWN_CHARACTERS));
    }
    const reading = readingOf(row, machine, known);
    if (reading.marked || row.dropped) notes.values(index, machine, reading, row, known.metrics);
    readings.push(reading);
  });
  return { readings, rejected, ...notes.taken() };
}

function wrongRow(
  row: CheckedRow,
  index: number,
  machine: KnownMachine | undefined,
  now: number,
): Rejected | undefined {
  const { at, machine_id } = row;
  if (!machine) {
    const error = `machine_id: no machine has the id or name ${quoted(machine_id)}`;
    return { index, error, reason: "unknown_machine" };
  }
  if (!machine.is_active)
    return { index, error: `machine_id: ${quoted(machine_id)} is retired`, reason: "retired" };
  if (at <= now + MAX_AHEAD_MS) return undefined;
  const [stamp, clock] = [at, now].map((time) => new Date(time).toISOString());
  const error = `timestamp: ${stamp} is more than ${MAX_AHEAD_MS / 60_000} min ahead of ${clock}`;
  return { index, error, reason: "ahead" };
}

function readingOf(
  row: CheckedRow,
  machine: KnownMachine,
  { now, metrics: knowledge }: KnownMachines,
): Reading {
  const { at, mode, metrics } = row;
  const reading: Reading = { machine_id: machine.id, at, metrics, mode };
  const arrived = arrivalOf(at, now, machine.data_interval_seconds);
  if (arrived !== undefined) reading.arrived_at = arrived;
  const marked = markImplausible(metrics, machine, knowledge);
  if (marked || row.marked) reading.marked = { ...row.marked, ...marked };
  if (marked)
    reading.metrics = Object.fromEntries(
      Object.entries(metrics).filter(([metric]) => !Object.hasOwn(marked, metric)),
    );
  return reading;
}

function markImplausible(
  metrics: CheckedRow["metrics"],
  machine: KnownMachine,
  knowledge: MetricKnowledge | undefined,
): Record<string, Mark> | undefined {
  let marked: Record<string, Mark> | undefined;
  for (const metric in metrics) {
    const value = metrics[metric]!;
    if (implausible(value, metric, machine, knowledge))
      (marked ??= {})[metric] = { quality: "implausible", value };
  }
  return marked;
}

/** Names and counts what is not taken, none of it twice. */
function createNotes(now: number) {
  const dropped: DroppedValue[] = [];
  let droppedCount = 0;
  let refusals: ReturnType<typeof createRefusals> | undefined;
  const counted = () => (refusals ??= createRefusals());

  function value(index: number, machine: string, metric: string, kind: ValueRefusal, reason: string) {
    droppedCount++;
    if (dropped.length < NAMED_AT_MOST)
      dropped.push({ index, metric: cut(metric, SHOWN_CHARACTERS), reason });
    const seen = { machine, metric: cut(metric, SHOWN_CHARACTERS), count: 1, example: reason, at: now };
    counted().add({ of: "value", reason: kind, ...seen });
  }

  return {
    reject({ error, reason }: Rejected, machine: string | null) {
      counted().add({ of: "reading", machine, metric: null, reason, count: 1, example: error, at: now });
    },
    values(
      index: number,
      machine: KnownMachine,
      { marked = {} }: Reading,
      row: CheckedRow,
      knowledge: MetricKnowledge | undefined,
    ) {
      for (const [metric, mark] of Object.entries(marked)) {
        if (mark.quality === "bad")
          value(index, machine.name, metric, badKind(mark.sent), badReason(mark.sent));
        else {
          const found = implausible(mark.value, metric, machine, knowledge);
          if (found) value(index, machine.name, metric, found.reason, found.why);
        }
      }
      for (const { metric, kind, reason } of row.dropped ?? [])
        value(index, machine.name, metric, kind, reason);
    },
    taken: () => ({ dropped, droppedCount, refusals: refusals?.list() ?? [] }),
  };
}
