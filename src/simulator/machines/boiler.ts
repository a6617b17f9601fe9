import { isDay, outdoorTemperature } from "../shift";
import { energy, type MachineModel, measured, rounded, wandered } from "./model";

const DAY_LOAD = { mean: 0.7, sd: 0.0375, memorySeconds: 900 };
const NIGHT_LOAD = { mean: 0.4, sd: 0.025, memorySeconds: 900 };
const THERMAL_KW_PER_RATED = 50;
const GAS_KWH_PER_M3 = 10.55;
const NOMINAL_EFFICIENCY = 0.85;
const REFERENCE_KWH_PER_KG = 2.26;

type State = { load: number };

/**
 * A steam boiler. One sample of load and efficiency an instant, so electricity, gas and steam agree. Its
 * steam formula takes MJ for kWh, on purpose: existing clients know these figures.
 */
export const boiler: MachineModel<State> = {
  faults: [],

  start: ({ at }) => ({ load: loadOf(at).mean }),

  step(before, moment) {
    const { at, seconds, random, rated_kw } = moment;
    const load = wandered(before.load, loadOf(at), moment);
    const efficiency = random.normal(NOMINAL_EFFICIENCY, 0.0075);
    const thermalKw = THERMAL_KW_PER_RATED * rated_kw * load;
    const steam = (thermalKw * NOMINAL_EFFICIENCY) / REFERENCE_KWH_PER_KG;
    const power = measured(rated_kw * load, 0.03, random);
    return {
      state: { load },
      mode: "running",
      metrics: {
        power_kw: power,
        energy_kwh: rounded(energy(power, seconds), 6),
        gas_flow_m3h: rounded(thermalKw / efficiency / GAS_KWH_PER_M3),
        steam_kgh: rounded(steam),
        pressure_bar: measured(10, 0.0125, random),
        steam_temp_c: measured(184, 0.004, random),
        flue_gas_temp_c: measured(180, 0.02, random),
        efficiency_percent: rounded(100 * efficiency),
        outdoor_temp_c: rounded(outdoorTemperature(at)),
        production_count: rounded((steam * seconds) / 3600),
      },
    };
  },
};

function loadOf(at: number) {
  return isDay(at) ? DAY_LOAD : NIGHT_LOAD;
}
