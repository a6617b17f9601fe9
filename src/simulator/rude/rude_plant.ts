import type { Reading } from "../../domain/machine/reading";
import { SECOND_MS } from "../../domain/time_units";
import type { Plant } from "../plant";
import { createRandom } from "../random";
import { SEED_MACHINES, type SeedMachine } from "../seed_machines";
import type { Glitch, Said } from "./manner";
import { MANNERS } from "./manners/table";
import type { Act, Plan, Planted } from "./plan";

/** The demo plant with faults that are known, and machines that do not send as they should. */
export type RudePlant = {
  readonly plan: Plan;
  /** What a machine really measures next. @throws {RangeError} when it is no demo machine */
  next(machineId: string, at: number): Reading;
  /** What it sends of that. Readings of a machine must come oldest first. */
  say(measured: Reading): Said;
};

export type RudeStart = {
  seed: number;
  plan: Plan;
  /** Its readings are the truth; faults of the plan are injected into it. */
  plant: Plant;
  /** Called once for each planted fault, when it begins. */
  onPlanted?(planted: Planted): void;
};

/** The same seed, plan and instants give the same messages. */
export function createRudePlant({ seed, plan, plant, onPlanted }: RudeStart): RudePlant {
  const speakers = new Map(
    SEED_MACHINES.map((machine, place) => [machine.id, speakerOf(machine, plan, seed * 100 + place)]),
  );
  const coming = [...plan.planted];
  for (const { machine_id, from, to, deed } of plan.acts)
    if (deed.does === "fault")
      plant.inject({ machine_id, from, to, kind: deed.kind, severity: deed.severity });

  return {
    plan,
    next(machineId, at) {
      for (let [first] = coming; first && first.from <= at; [first] = coming) {
        coming.shift();
        onPlanted?.(first);
      }
      const acts = speakers.get(machineId)?.actsAt(at) ?? [];
      return acts.reduce(done, plant.next(machineId, at));
    },
    say: (measured) => speakers.get(measured.machine_id)?.say(measured) ?? { messages: [], good: [] },
  };
}

function speakerOf(machine: SeedMachine, { acts }: Plan, seed: number) {
  const own = acts.filter(({ machine_id }) => machine_id === machine.id);
  const actsAt = (at: number) => own.filter(({ from, to }) => from <= at && at < to);
  const manner = MANNERS[machine.name];
  const say = manner?.({
    name: machine.name,
    intervalMs: machine.data_interval_seconds * SECOND_MS,
    random: createRandom(seed),
    isAway: (at) => actsAt(at).some(({ deed }) => deed.does === "away"),
    glitchOf: ({ at }): Glitch | undefined =>
      actsAt(at).flatMap(({ deed }) => (deed.does === "glitch" ? [deed] : []))[0],
  });
  return { actsAt, say: say ?? (() => ({ messages: [], good: [] })) };
}

/** A reading with what a deed does to what is measured. */
function done(measured: Reading, { deed }: Act): Reading {
  const { metrics } = measured;
  if (deed.does === "mode") return { ...measured, mode: deed.mode };
  if (deed.does === "exceed")
    return {
      ...measured,
      metrics: { ...metrics, [deed.metric]: deed.value },
      mode: deed.mode ?? measured.mode,
    };
  if (deed.does !== "odd") return measured;
  return { ...measured, metrics: { ...metrics, [deed.metric]: deed.factor * (metrics[deed.metric] ?? 0) } };
}
