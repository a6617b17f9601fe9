import { outdoorTemperature, shiftFactor } from "../shift";
import { type Cycle, meanPower, type Phase, walked } from "./cycle";
import { electrical, energy, lagged, type MachineModel, measured, rounded, type ActiveFault } from "./model";

const TARGET_BAR = 180;
const LIMIT_BAR = 200;
const START_CHANCE = 0.6;
const WARM_UP_SECONDS = 900;

type PumpPhase = "build" | "hold" | "release";
const PHASES: readonly Phase<PumpPhase>[] = [
  { name: "build", seconds: 60 },
  { name: "hold", seconds: 90 },
  { name: "release", seconds: 30 },
];

type State = { cycle: Cycle<PumpPhase>; temperature: number };

/** A hydraulic pump that builds up 180 bar, holds and releases it, then waits for the next cycle. */
export const pump: MachineModel<State> = {
  faults: ["seal_leak", "pump_wear", "valve_fault", "overheating"],

  start: () => ({ cycle: { phase: "idle", elapsed: 0 }, temperature: 40 }),

  step(before, moment) {
    const { at, seconds, random, fault, rated_kw } = moment;
    const { cycle, spent, finished } = walked(before.cycle, PHASES, START_CHANCE * shiftFactor(at), moment);
    const pressure = pressureIn(cycle);
    const pause = (spent.get("idle") ?? 0) / (seconds || 1);
    const temperature = lagged(before.temperature, 25 + 30 - 20 * pause, seconds, WARM_UP_SECONDS);

    const noise = random.normal(1, 0.04) * extraPower(fault);
    const powerNow = rated_kw * powerShare(cycle.phase, pressure) * noise;
    const meanKw = meanPower(spent, (phase) =>
      phase === cycle.phase ? powerNow : rated_kw * powerShare(phase, TARGET_BAR / 2) * noise,
    );
    return {
      state: { cycle, temperature },
      mode: cycle.phase,
      metrics: {
        power_kw: rounded(powerNow),
        energy_kwh: rounded(energy(meanKw, seconds), 6),
        pressure_bar: measured(fault?.kind === "seal_leak" ? pressure * 0.9 : pressure, 0.005, random),
        machine_temp_c: measured(temperature + (fault?.kind === "overheating" ? 20 : 0), 0.01, random),
        outdoor_temp_c: rounded(outdoorTemperature(at)),
        production_count: finished,
        voltage_v: electrical(powerNow, random).voltage_v,
        current_a: electrical(powerNow, random).current_a,
      },
    };
  },
};

function pressureIn({ phase, elapsed }: Cycle<PumpPhase>): number {
  if (phase === "build") return (TARGET_BAR * elapsed) / 60;
  if (phase === "hold") return TARGET_BAR;
  return phase === "release" ? TARGET_BAR * (1 - elapsed / 30) : 0;
}

function powerShare(phase: PumpPhase | "idle", pressure: number): number {
  if (phase === "build") return 0.85 + (0.15 * pressure) / LIMIT_BAR;
  return { hold: 0.3, release: 0.15, idle: 0.05 }[phase];
}

function extraPower(fault: ActiveFault | undefined): number {
  if (fault?.kind === "seal_leak") return 1.3;
  if (fault?.kind === "pump_wear") return 1.2;
  return fault?.kind === "valve_fault" ? fault.severity : 1;
}
