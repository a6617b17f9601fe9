import type { Limits } from "../../domain/alarm/machine_limits";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "../../domain/time_units";
import { createRandom } from "../random";
import { SEED_MACHINES, type SeedMachine } from "../seed_machines";
import { type Deed, REPERTOIRES } from "./deeds";

/** What an alarm has to say of a planted fault. */
export type Expected = "limit" | "learned" | "silence" | "fault" | "implausible";

/**
 * A fault that was planted: its truth. `kind` is its metric where it has one. Times in epoch milliseconds.
 */
export type Planted = { machine_id: string; kind: string; from: number; to: number; expected: Expected };

/** A deed with its place in time. */
export type Act = { machine_id: string; from: number; to: number; deed: Deed };

/** All that will be done to the plant, the faults among it, and the limits that its machines have. */
export type Plan = {
  acts: readonly Act[];
  planted: readonly Planted[];
  limits: ReadonlyMap<string, Limits>;
};

/** Each machine is left alone for most of a span, so that what is a false alarm is known. */
const SPAN_MS = 2 * HOUR_MS;
const EARLY_MS = 5 * MINUTE_MS;
const LATE_MS = 33 * MINUTE_MS;
/** So that not all machines fail in one minute. */
const APART_MS = MINUTE_MS;

export type PlanStart = { seed: number; from: number; hours: number };

/**
 * The same seed and start give the same plan. A fault a machine is in the first half hour, and in every two
 * hours.
 */
export function planDeeds({ seed, from, hours }: PlanStart): Plan {
  const random = createRandom(seed);
  const spans = Math.ceil((hours * HOUR_MS) / SPAN_MS);
  const acts = SEED_MACHINES.flatMap((machine, place) =>
    Array.from({ length: spans }, (_, span) => {
      const begun = from + span * SPAN_MS + place * APART_MS + random.uniform(0, MINUTE_MS);
      const { early = [], late = [] } = REPERTOIRES[machine.name] ?? {};
      return [
        ...actOf(machine, early[span % early.length], begun + EARLY_MS),
        ...actOf(machine, late[span % late.length], begun + LATE_MS),
      ];
    }).flat(),
  ).filter(({ to }) => to < from + hours * HOUR_MS);
  return {
    acts,
    planted: acts.flatMap(plantedBy).toSorted((a, b) => a.from - b.from),
    limits: new Map(SEED_MACHINES.flatMap(limitsOf)),
  };
}

function actOf(machine: SeedMachine, deed: Deed | undefined, from: number): Act[] {
  if (!deed) return [];
  const isOnce = deed.does === "glitch" || deed.does === "odd";
  // Exactly one reading falls into an interval.
  const ms = isOnce ? machine.data_interval_seconds * SECOND_MS : deed.minutes * MINUTE_MS;
  return [{ machine_id: machine.id, from: Math.round(from), to: Math.round(from + ms), deed }];
}

function plantedBy({ machine_id, from, to, deed }: Act): Planted[] {
  const planted = (kind: string, expected: Expected) => [{ machine_id, kind, from, to, expected }];
  if (deed.does === "fault") return planted(deed.kind, "learned");
  if (deed.does === "exceed") return planted(deed.metric, "limit");
  if (deed.does === "glitch") return planted(deed.metric, "implausible");
  if (deed.does === "mode" && deed.mode === "fault") return planted("fault", "fault");
  const { silentMinutes = Infinity } = REPERTOIRES[nameOf(machine_id)] ?? {};
  return deed.does === "away" && deed.minutes > silentMinutes ? planted("silence", "silence") : [];
}

function limitsOf({ id, name }: SeedMachine): [string, Limits][] {
  const repertoire = REPERTOIRES[name];
  if (!repertoire) return [];
  const { limit, silentMinutes } = repertoire;
  const metrics = [{ ...limit, severity: "critical" as const }];
  return [[id, silentMinutes === undefined ? { metrics } : { metrics, silent_minutes: silentMinutes }]];
}

function nameOf(machineId: string): string {
  return SEED_MACHINES.find(({ id }) => id === machineId)?.name ?? "";
}
