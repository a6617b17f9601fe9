import { shiftFactor } from "../shift";
import { type Cycle, meanPower, type Phase, walked } from "./cycle";
import { electrical, energy, lagged, type MachineModel, measured, rounded, type ActiveFault } from "./model";

const WANTED_BARREL_C = 220;
const HEATER_AIMS_AT_C = 224;
const STANDBY_BARREL_C = 205;
const HEATING_SECONDS = 60;
const COOLING_DOWN_SECONDS = 900;
const START_CHANCE = 0.7;

type MoldingPhase = "heating" | "injection" | "cooling" | "ejection";
const PHASES: readonly Phase<MoldingPhase>[] = [
  { name: "heating", seconds: 60 },
  { name: "injection", seconds: 30 },
  { name: "cooling", seconds: 90 },
  { name: "ejection", seconds: 30 },
];

type State = { cycle: Cycle<MoldingPhase>; barrel: number };

/** An injection molding machine: heats, injects, cools and ejects one part a cycle. */
export const injection: MachineModel<State> = {
  faults: ["heater_fault", "cooling_insufficient", "hydraulic_leak"],

  start: () => ({ cycle: { phase: "idle", elapsed: 0 }, barrel: WANTED_BARREL_C }),

  step(before, moment) {
    const { at, seconds, random, fault, rated_kw } = moment;
    const { cycle, spent, finished } = walked(before.cycle, PHASES, START_CHANCE * shiftFactor(at), moment);
    const heated = spent.get("heating") ?? 0;
    const cooler = lagged(before.barrel, STANDBY_BARREL_C, seconds - heated, COOLING_DOWN_SECONDS);
    const barrel = lagged(cooler, HEATER_AIMS_AT_C, heated, HEATING_SECONDS);

    const noise = random.normal(1, 0.04);
    const powerIn = (phase: MoldingPhase | "idle") =>
      rated_kw * Math.min(1.1, powerShare(phase, barrel) * noise) * extraPower(fault, phase);
    const offTemperature = Math.abs(barrel - WANTED_BARREL_C) > 0.05 * WANTED_BARREL_C;
    const power = powerIn(cycle.phase);
    return {
      state: { cycle, barrel },
      mode: cycle.phase,
      metrics: {
        power_kw: rounded(power),
        energy_kwh: rounded(energy(meanPower(spent, powerIn), seconds), 6),
        machine_temp_c: measured(barrel, 0.002, random),
        indoor_temp_c: measured(40, 0.02, random),
        production_count: finished,
        production_count_bad: random.binomial(finished, fault || offTemperature ? 0.2 : 0.02),
        power_factor: electrical(power, random).power_factor,
        current_a: electrical(power, random).current_a,
      },
    };
  },
};

function powerShare(phase: MoldingPhase | "idle", barrel: number): number {
  if (phase === "heating") return 0.85 * (1 + (WANTED_BARREL_C - barrel) / 100);
  return { injection: 0.95, cooling: 0.35, ejection: 0.15, idle: 0.12 }[phase];
}

function extraPower(fault: ActiveFault | undefined, phase: MoldingPhase | "idle"): number {
  if (fault?.kind === "heater_fault" && phase === "heating") return 1.4;
  if (fault?.kind === "cooling_insufficient" && phase === "cooling") return 1.2;
  return fault?.kind === "hydraulic_leak" ? 1.25 : 1;
}
