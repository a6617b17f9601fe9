import type { Mark } from "../domain/machine/reading";
import { cut } from "../domain/text";
import type { Dropped } from "./metrics";
import { implausible } from "./plausible";
import { createRefusals, type ReadingRefusal, type ValueRefusal } from "./refusals";
import type { KnownMachine, KnownMachines } from "./validate";
import { badKind, badReason } from "./value";

/** A value that does not count, by the place of its reading in the body; the reason as a sentence. */
export type DroppedValue = { index: number; metric: string; reason: string };

/** Most dropped values that are named one by one. */
const NAMED_AT_MOST = 100;
const SHOWN_CHARACTERS = 120;
/** Most metrics and reasons of one body that are told apart: a body may name a million metrics. */
const TOLD_APART_AT_MOST = 1000;

/** Why a value does not count: for counters, and in words once they are needed. */
type Flaw = { kind: ValueRefusal; why(): string };
type Tally = Flaw & { count: number };

/**
 * Names and counts what is not taken of one body, none of it twice. A body may hold a million bad values, so
 * each costs two look-ups, and only those that are named are put in words.
 */
export function createNotes({ now, metrics: knowledge }: Pick<KnownMachines, "now" | "metrics">) {
  const dropped: DroppedValue[] = [];
  const tallies = new Map<KnownMachine, Map<string, Tally[]>>();
  const refusals = createRefusals();
  /** By reason alone: of those beyond the bound. */
  const others: Tally[] = [];
  let droppedCount = 0;
  let toldApart = 0;

  function flawOf(mark: Mark, metric: string, machine: KnownMachine): Flaw {
    if (mark.quality === "bad") return { kind: badKind(mark.sent), why: () => badReason(mark.sent) };
    const found = implausible(mark.value, metric, machine, knowledge);
    return { kind: found?.reason ?? "range", why: () => found?.why ?? `${mark.value} is implausible` };
  }

  function note(index: number, byMetric: Map<string, Tally[]>, metric: string, flaw: Flaw) {
    droppedCount++;
    if (dropped.length < NAMED_AT_MOST)
      dropped.push({ index, metric: cut(metric, SHOWN_CHARACTERS), reason: flaw.why() });
    const known = byMetric.get(metric);
    if (known && count(known, flaw)) return;
    if (toldApart === TOLD_APART_AT_MOST)
      return void (count(others, flaw) || others.push({ ...flaw, count: 1 }));
    toldApart++;
    if (known) known.push({ ...flaw, count: 1 });
    else byMetric.set(metric, [{ ...flaw, count: 1 }]);
  }

  return {
    reject(machine: string | null, reason: ReadingRefusal, example: string) {
      refusals.add({ of: "reading", machine, metric: null, reason, count: 1, example, at: now });
    },
    drop(
      index: number,
      machine: KnownMachine,
      marked: Record<string, Mark> | undefined,
      others: Dropped[] | undefined,
    ) {
      const byMetric = tallies.get(machine) ?? new Map<string, Tally[]>();
      tallies.set(machine, byMetric);
      for (const metric in marked) note(index, byMetric, metric, flawOf(marked[metric]!, metric, machine));
      for (const { metric, kind, reason } of others ?? [])
        note(index, byMetric, metric, { kind, why: () => reason });
    },
    taken() {
      for (const [{ name }, byMetric] of tallies)
        for (const [metric, flaws] of byMetric)
          for (const { kind, count, why } of flaws) {
            const seen = { machine: name, metric: cut(metric, SHOWN_CHARACTERS), example: why(), at: now };
            refusals.add({ of: "value", reason: kind, count, ...seen });
          }
      for (const { kind: reason, count, why } of others)
        refusals.add({ of: "value", machine: null, metric: null, reason, count, example: why(), at: now });
      return { dropped, droppedCount, refusals: refusals.list() };
    },
  };
}

/** Counts one more of a kind; or returns false when there is none yet. */
function count(tallies: readonly Tally[], { kind, why }: Flaw): boolean {
  const tally = tallies.find((each) => each.kind === kind);
  if (!tally) return false;
  tally.count++;
  tally.why = why;
  return true;
}
