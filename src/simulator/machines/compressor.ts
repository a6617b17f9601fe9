import { outdoorTemperature, shiftFactor } from "../shift";
import { clamp, electrical, energy, lagged, type MachineModel, measured, rounded, wandered } from "./model";

const FULL_FLOW_M3H = 500;
const MEAN_DEMAND = 0.7;
const DEMAND = { mean: 1, sd: 0.06, memorySeconds: 600 };
const LOAD_BELOW_BAR = 6.5;
const UNLOAD_ABOVE_BAR = 7.5;
const TANK_M3 = 2;
const WARM_UP_SECONDS = 300;

type State = { loaded: boolean; pressure: number; demand: number; temperature: number };

/**
 * A compressor that loads below 6.5 bar and unloads above 7.5 bar, so its power steps between about 85 % and
 * 25 % of its rating. The tank obeys dp/dt = (delivered − drawn) / volume.
 */
export const compressor: MachineModel<State> = {
  faults: ["leak", "efficiency_loss", "bearing_fault"],

  start: ({ at, random }) => ({
    loaded: true,
    pressure: random.uniform(LOAD_BELOW_BAR, UNLOAD_ABOVE_BAR),
    demand: DEMAND.mean,
    temperature: outdoorTemperature(at) + 30,
  }),

  step(before, moment) {
    const { at, seconds, random, fault, rated_kw } = moment;
    const demand = clamp(wandered(before.demand, DEMAND, moment), 0.8, 1.2);
    const flow = MEAN_DEMAND * shiftFactor(at) * demand * FULL_FLOW_M3H;
    const { loaded, pressure, loadedSeconds } = cycled(before, flow, seconds);
    const outdoor = outdoorTemperature(at);
    const share = seconds > 0 ? loadedSeconds / seconds : Number(loaded);
    const temperature = lagged(before.temperature, outdoor + 15 + 25 * share, seconds, WARM_UP_SECONDS);

    const factor = fault?.kind === "leak" ? 1.3 : fault?.kind === "efficiency_loss" ? fault.severity : 1;
    const noise = factor * (loaded ? random.normal(1, 0.02) : random.normal(1, 0.05));
    const loadedKw = rated_kw * (0.7 + (0.25 * flow) / FULL_FLOW_M3H);
    const unloadedKw = rated_kw * 0.25;
    const power = (loaded ? loadedKw : unloadedKw) * noise;
    const meanKw = (loadedKw * share + unloadedKw * (1 - share)) * noise;
    return {
      state: { loaded, pressure, demand, temperature },
      mode: loaded ? "running" : "idle",
      metrics: {
        power_kw: rounded(power),
        energy_kwh: rounded(energy(meanKw, seconds), 6),
        pressure_bar: measured(fault?.kind === "leak" ? pressure * 0.9 : pressure, 0.003, random),
        flow_rate_m3h: measured(flow, 0.01, random),
        machine_temp_c: measured(temperature, 0.01, random),
        vibration_mm_s: measured((loaded ? 2 : 0.5) * (fault?.kind === "bearing_fault" ? 3 : 1), 0.2, random),
        outdoor_temp_c: rounded(outdoor),
        speed_percent: rounded((100 * flow) / FULL_FLOW_M3H),
        production_count: rounded((flow * seconds) / 3600),
        current_a: electrical(power, random).current_a,
      },
    };
  },
};

/**
 * Loads and unloads until the end of the span; pressure is linear between two switchings, so any span is
 * exact.
 */
function cycled(before: Pick<State, "loaded" | "pressure">, flow: number, seconds: number) {
  let { loaded, pressure } = before;
  let left = seconds;
  let loadedSeconds = 0;
  while (left > 0) {
    const barPerSecond = ((loaded ? FULL_FLOW_M3H : 0) - flow) / 3600 / TANK_M3;
    const limit = loaded ? UNLOAD_ABOVE_BAR : LOAD_BELOW_BAR;
    const untilSwitch = Math.max(0, (limit - pressure) / barPerSecond);
    const span = Math.min(left, untilSwitch);
    if (loaded) loadedSeconds += span;
    left -= span;
    pressure = span === untilSwitch ? limit : pressure + barPerSecond * span;
    if (span === untilSwitch) loaded = !loaded;
  }
  return { loaded, pressure, loadedSeconds };
}
