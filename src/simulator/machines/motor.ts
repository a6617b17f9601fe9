import { shiftFactor } from "../shift";
import { clamp, electrical, energy, lagged, type MachineModel, measured, rounded } from "./model";

const RAMP_POINTS_PER_SECOND = 0.5;
const FULL_BELT_M_PER_MIN = 30;
const ITEMS_PER_METRE = 2;
const DEFECT_SHARE = 0.02;
const IDLE_BELOW_PERCENT = 25;
const WARM_UP_SECONDS = 600;

/** `part` is the fraction of the unfinished item. */
type State = { speed: number; temperature: number; part: number };

/** A conveyor's motor: its speed follows the shift, its power is speed to the power of 2.5. */
export const motor: MachineModel<State> = {
  faults: ["bearing_wear", "belt_slip", "overload"],

  start: ({ at }) => ({ speed: wantedSpeed(at), temperature: 50, part: 0 }),

  step(before, { at, seconds, random, fault, rated_kw }) {
    const ramp = RAMP_POINTS_PER_SECOND * seconds;
    const speed = before.speed + clamp(wantedSpeed(at) - before.speed, -ramp, ramp);
    const turning = clamp(speed + random.uniform(-2, 2), 20, 100);
    const load = clamp(40 + 0.6 * turning + random.uniform(-5, 5), 0, 100);
    const temperature = lagged(before.temperature, 25 + 0.4 * load, seconds, WARM_UP_SECONDS);
    const belt = FULL_BELT_M_PER_MIN * (turning / 100) * (fault?.kind === "belt_slip" ? 0.85 : 1);
    const made = before.part + (belt * ITEMS_PER_METRE * seconds) / 60;
    const count = Math.floor(made);

    const nominal = (rated_kw * (turning / 100) ** 2.5 * (load / 100)) / efficiency(load);
    const power = rounded(Math.min(1.1 * rated_kw, measured(nominal, 0.03, random)) * extraPower(fault));
    const shaking = (1 + (2 * turning) / 100) * (fault?.kind === "bearing_wear" ? 4 : 1);
    return {
      state: { speed, temperature, part: made - count },
      mode: turning < IDLE_BELOW_PERCENT ? "idle" : "running",
      metrics: {
        power_kw: power,
        energy_kwh: rounded(energy(power, seconds), 6),
        speed_percent: rounded(turning),
        throughput_units_per_hour: rounded(belt * ITEMS_PER_METRE * 60),
        production_count: count,
        production_count_bad: random.binomial(count, DEFECT_SHARE),
        machine_temp_c: measured(temperature, 0.01, random),
        vibration_mm_s: measured(shaking, 0.15, random),
        current_a: electrical(power, random).current_a,
      },
    };
  },
};

function wantedSpeed(at: number): number {
  return 80 * shiftFactor(at) + 20;
}

function efficiency(loadPercent: number): number {
  return loadPercent > 70 ? 0.95 : loadPercent > 40 ? 0.92 : 0.85;
}

function extraPower(fault: { kind: string; severity: number } | undefined): number {
  if (fault?.kind === "bearing_wear") return 1.2;
  if (fault?.kind === "belt_slip") return 1.15;
  return fault?.kind === "overload" ? fault.severity : 1;
}
