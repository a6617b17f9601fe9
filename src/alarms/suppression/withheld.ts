import { nextSpan, spanAt } from "./spans";
import type { Suppression } from "./suppression";

/** A suppression with the ids of the machines that it is about. */
export type Withholding = { suppression: Suppression; machineIds: Iterable<string> };

/** What is kept only: neither learned nor, while it is out of service or in maintenance, missed. Epoch milliseconds. */
export type Withheld = {
  /** Whether the values of a machine at an instant are to be learned. */
  isLearned(machineId: string, metrics: Readonly<Record<string, unknown>>, at: number): boolean;
  /** Whether a silence of a machine (null), or of a metric of it, is news at an instant. */
  isMissed(machineId: string, metric: string | null, at: number): boolean;
};

type Held = { suppression: Suppression; isInForce(at: number): boolean };

/** Looks suppressions up by machine: it is asked with every reading. */
export function createWithheld(all: Iterable<Withholding>): Withheld {
  const byMachine = new Map<string, Held[]>();
  for (const { suppression, machineIds } of all) {
    const held = { suppression, isInForce: inForce(suppression) };
    for (const id of machineIds) byMachine.set(id, [...(byMachine.get(id) ?? []), held]);
  }

  return {
    isLearned(machineId, metrics, at) {
      const held = byMachine.get(machineId);
      if (!held) return true;
      return !held.some(({ suppression, isInForce }) => isAbout(suppression, metrics) && isInForce(at));
    },
    isMissed(machineId, metric, at) {
      const held = byMachine.get(machineId);
      if (!held) return true;
      return !held.some(
        ({ suppression, isInForce }) =>
          suppression.kind !== "shelved" &&
          (suppression.metric === null || suppression.metric === metric) &&
          isInForce(at),
      );
    },
  };
}

/** A shelved silence or fault says nothing of the values. */
function isAbout({ metric, anomaly_type }: Suppression, metrics: Readonly<Record<string, unknown>>): boolean {
  return anomaly_type === null && (metric === null || Object.hasOwn(metrics, metric));
}

/** Remembers for how long an answer holds: local times cost more than all else that is done with a reading. */
function inForce(suppression: Suppression): Held["isInForce"] {
  let known = { from: 0, to: 0, is: false };
  return (at) => {
    if (at >= known.from && at < known.to) return known.is;
    const span = spanAt(suppression, at);
    known = span
      ? { ...span, is: true }
      : { from: at, to: nextSpan(suppression, at)?.from ?? Infinity, is: false };
    return known.is;
  };
}
