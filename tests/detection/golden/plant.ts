import { createRandom } from "../../../src/math/random";
import { createPlant } from "../../../src/simulator/plant";
import { SEED_MACHINES } from "../../../src/simulator/seed_machines";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "../../../src/domain/time_units";
import type { Limits } from "../../../src/domain/alarm/machine_limits";
import type { Reading } from "../../../src/domain/machine/reading";

export const START = Date.UTC(2026, 10, 23);
export const END = START + 3.5 * DAY_MS;
const STEP_MS = 30_000;

const named = (name: string) => SEED_MACHINES.find((machine) => machine.name === name)!.id;
export const COMPRESSOR = named("Compressor-1");
export const HVAC = named("HVAC-Main");
export const CONVEYOR = named("Conveyor-A");
export const PUMP = named("Hydraulic-Pump-1");
export const MOLDING = named("Injection-Molding-1");
export const BOILER = named("Boiler-1");
/** Begins to send shortly before the first restart, which comes in the middle of its learning period. */
export const LATE = named("Compressor-EU-1");
const SIMULATED = [COMPRESSOR, HVAC, CONVEYOR, PUMP, MOLDING, BOILER, LATE];
export const MACHINES: readonly string[] = [...SIMULATED, "gate", "fan", "press"];

/** Machine, kind, severity, and hours since the start: from, and to. */
const FAULTS: readonly [string, string, number, number, number][] = [
  [COMPRESSOR, "leak", 1.6, 12, 13],
  [COMPRESSOR, "efficiency_loss", 2, 34, 35.5],
  [COMPRESSOR, "bearing_fault", 2, 60, 61],
  [HVAC, "refrigerant_leak", 2, 14, 15],
  [HVAC, "dirty_coils", 2.5, 62, 64],
  [CONVEYOR, "overload", 2, 11, 12],
  [CONVEYOR, "belt_slip", 2, 37, 39],
  [CONVEYOR, "bearing_wear", 2.5, 58, 59],
  [PUMP, "seal_leak", 2, 30, 31],
  [PUMP, "valve_fault", 3, 32, 46],
  [PUMP, "overheating", 2, 66, 67],
  [MOLDING, "heater_fault", 2, 33, 34],
  [MOLDING, "hydraulic_leak", 2, 56, 57],
  [LATE, "leak", 2, 50, 51],
];

/** The limits that an operator has set at an instant. */
export function limitsOf(id: string, at: number): Limits | undefined {
  if (id === COMPRESSOR && at < START + 60.5 * HOUR_MS)
    return { metrics: [{ metric: "pressure_bar", severity: "critical", low: 6.43, high: 7.6 }] };
  if (id === PUMP)
    return {
      metrics: [{ metric: "power_kw", severity: "warning", rate_per_minute: 150 }],
      silent_minutes: 5,
    };
  if (id === "press")
    return { metrics: [{ metric: "force_kn", severity: "warning", flat_minutes: 20 }], silent_minutes: 15 };
  return undefined;
}

/** Every reading of three and a half days, in the order of time. */
export function plantReadings(): Reading[] {
  const plant = createPlant({ seed: 11, faultsPerDay: 0 });
  for (const [machine_id, kind, severity, from, to] of FAULTS)
    plant.inject({ machine_id, kind, severity, from: START + from * HOUR_MS, to: START + to * HOUR_MS });
  const noise = createNoise();
  const all: Reading[] = [];
  for (let at = START; at < END; at += STEP_MS) {
    const hours = (at - START) / HOUR_MS;
    for (const id of SIMULATED) {
      const reading = plant.next(id, at);
      if (id === HVAC && hours >= 40 && hours < 41) reading.mode = "maintenance";
      // The boiler runs in another way from here on, for good.
      if (id === BOILER && hours >= 55) reading.metrics.power_kw! *= 1.6;
      if (!isSilent(id, hours)) all.push(reading);
    }
    all.push(...gate(at, hours, noise), ...fan(at, hours, noise), ...press(at, hours, noise));
  }
  return all;
}

function isSilent(id: string, hours: number): boolean {
  if (id === LATE) return hours < 30;
  if (id === BOILER) return hours >= 70 && hours < 72;
  return id === PUMP && hours >= 47 && hours < 48;
}

/** Seeded noise about 0, of about `size` to both sides; each source has a chance of its own. */
type Noise = (source: string, size: number) => number;

function createNoise(): Noise {
  const chances = new Map<string, () => number>();
  return (source, size) => {
    const chance = chances.get(source) ?? createRandom(source.length * 977 + source.charCodeAt(0));
    chances.set(source, chance);
    return size * (chance() + chance() + chance() - 1.5);
  };
}

/** One metric each five minutes: high by day. For half a day it counts too many, which becomes the normal. */
function gate(at: number, hours: number, noise: Noise): Reading[] {
  if (at % (5 * MINUTE_MS) !== 0) return [];
  const byDay = hours % 24 >= 8 && hours % 24 < 20;
  const extra = hours >= 57 && hours < 71 ? 900 : hours >= 29 && hours < 29.5 ? 700 : 0;
  return reading("gate", at, { visitors: (byDay ? 500 : 100) + extra + noise("gate", 20) });
}

/** One metric each half minute. */
function fan(at: number, hours: number, noise: Noise): Reading[] {
  const usual = hours >= 20 && hours < 21 ? 6 : 3;
  return reading("fan", at, { vibration_mm_s: usual + noise("fan", 0.5) });
}

/** Metrics in turn, each in a reading of its own: one stands still for a while, and later all are silent. */
function press(at: number, hours: number, noise: Noise): Reading[] {
  if (hours >= 65 && hours < 66) return [];
  const turn = (at / STEP_MS) % 3;
  const isStuck = hours >= 44 && hours < 45;
  if (turn === 0) return reading("press", at, { force_kn: isStuck ? 210 : 200 + noise("force", 3) });
  const isHot = hours > 50 && hours < 51;
  if (turn === 1) return reading("press", at, { oil_temp_c: (isHot ? 75 : 60) + noise("oil", 1) }, "press");
  return reading("press", at, { stroke_count: at / STEP_MS, outdoor_temp_c: 10 });
}

function reading(
  machine_id: string,
  at: number,
  metrics: Record<string, number>,
  mode: string | null = null,
) {
  return [{ machine_id, at, mode, metrics }];
}
