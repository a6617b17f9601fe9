import { outdoorTemperature, shiftFactor } from "../shift";
import { clamp, electrical, energy, lagged, type MachineModel, measured, rounded } from "./model";

const WANTED_C = 22;
const FROST_GUARD_C = 16;
const BUILDING_SECONDS = 900;
const COOLED_SECONDS = 95;
const DRIFT_SECONDS = 995;
const FANS_SHARE = 0.02;
const KW_PER_TON = 3.517;
/** Loads are given for a machine of 150 kW. */
const REFERENCE_RATED_KW = 150;

type State = { indoor: number; load: number };

/**
 * A chiller. Power is cooling load / COP plus the fans; it is not multiplied by the
 * stages as well, which would make two thirds of the cooling free.
 */
export const hvac: MachineModel<State> = {
  faults: ["refrigerant_leak", "dirty_coils", "compressor_fault"],

  start: ({ at, rated_kw }) => ({ indoor: WANTED_C, load: wantedLoad(at, rated_kw) }),

  step(before, { at, seconds, random, fault, rated_kw }) {
    const outdoor = outdoorTemperature(at);
    const load = lagged(before.load, wantedLoad(at, rated_kw), seconds, BUILDING_SECONDS);
    const cools = load > 0.01 * rated_kw;
    const indoor = cools
      ? lagged(before.indoor, WANTED_C, seconds, COOLED_SECONDS)
      : lagged(before.indoor, Math.max(outdoor, FROST_GUARD_C), seconds, DRIFT_SECONDS);
    const part = 0.85 + (0.15 * load) / rated_kw;
    const cop = clamp(4 * (1 - (outdoor - 25) / 100) * part, 2, 4.5);

    const power = measured((FANS_SHARE * rated_kw + load / cop) * extraPower(fault), 0.03, random);
    const tons = load / KW_PER_TON;
    return {
      state: { indoor, load },
      mode: cools ? "running" : "idle",
      metrics: {
        power_kw: power,
        energy_kwh: rounded(energy(power, seconds), 6),
        cop: measured(fault?.kind === "refrigerant_leak" ? cop * 0.7 : cop, 0.01, random),
        supply_air_temp_c: measured(cools ? 12 : indoor, 0.02, random),
        indoor_temp_c: measured(indoor, 0.005, random),
        outdoor_temp_c: rounded(outdoor),
        throughput_units_per_hour: rounded(tons * 360),
        production_count: rounded((tons * seconds) / 10),
        power_factor: electrical(power, random).power_factor,
      },
    };
  },
};

function wantedLoad(at: number, ratedKw: number): number {
  const load = 80 * shiftFactor(at) + 2 * (outdoorTemperature(at) - WANTED_C);
  return (Math.max(0, load) * ratedKw) / REFERENCE_RATED_KW;
}

function extraPower(fault: { kind: string; severity: number } | undefined): number {
  if (fault?.kind === "refrigerant_leak") return 1.4;
  if (fault?.kind === "dirty_coils") return 1.2;
  return fault?.kind === "compressor_fault" ? fault.severity : 1;
}
