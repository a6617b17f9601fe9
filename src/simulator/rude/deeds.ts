import type { Glitch } from "./manner";

/** What is done to a machine for some minutes; a value beyond its limit can come with a mode of its own. */
export type Deed =
  | { does: "fault"; kind: string; severity: number; minutes: number }
  | { does: "exceed"; metric: string; value: number; mode?: string; minutes: number }
  | { does: "mode"; mode: string; minutes: number }
  | { does: "away"; minutes: number }
  /** One reading with a value that cannot be true. */
  | ({ does: "glitch" } & Glitch)
  /** One reading with a value that is odd and true: it alone is no alarm. */
  | { does: "odd"; metric: string; factor: number };

/** The limits that a machine of this plant has. */
export type PlantLimit = { metric: string; high: number };

/** A machine's deeds, by turns: some early in each span of the plan, and some late. */
export type Repertoire = {
  limit: PlantLimit;
  silentMinutes?: number;
  early: readonly Deed[];
  late: readonly Deed[];
};

const fault = (kind: string, severity = 2, minutes = 15): Deed => ({
  does: "fault",
  kind,
  severity,
  minutes,
});
/** A quarter more power whatever its severity, on a machine of five modes that is read each half minute. */
const hydraulicLeak = fault("hydraulic_leak", 2, 20);
const exceed = (metric: string, value: number, mode?: string): Deed =>
  mode === undefined
    ? { does: "exceed", metric, value, minutes: 5 }
    : { does: "exceed", metric, value, mode, minutes: 5 };
const odd = (metric: string, factor: number): Deed => ({ does: "odd", metric, factor });
const glitch = (metric: string, value: number): Deed => ({ does: "glitch", metric, value });

/** By name of the machine. */
export const REPERTOIRES: Readonly<Record<string, Repertoire>> = {
  "Compressor-1": {
    limit: { metric: "vibration_mm_s", high: 12 },
    early: [exceed("vibration_mm_s", 25), fault("efficiency_loss")],
    late: [odd("machine_temp_c", 1.6)],
  },
  "HVAC-Main": {
    limit: { metric: "supply_air_temp_c", high: 40 },
    early: [exceed("supply_air_temp_c", 55), fault("compressor_fault")],
    late: [odd("indoor_temp_c", 1.4)],
  },
  "Conveyor-A": {
    limit: { metric: "machine_temp_c", high: 95 },
    early: [fault("overload"), exceed("machine_temp_c", 120)],
    late: [odd("vibration_mm_s", 6)],
  },
  "Hydraulic-Pump-1": {
    limit: { metric: "machine_temp_c", high: 90 },
    early: [exceed("machine_temp_c", 110), fault("valve_fault", 2.5)],
    late: [],
  },
  "Injection-Molding-1": {
    limit: { metric: "indoor_temp_c", high: 70 },
    early: [hydraulicLeak, exceed("indoor_temp_c", 85)],
    late: [
      glitch("power_kw", 4_294_967.295),
      glitch("machine_temp_c", -32_768),
      glitch("energy_kwh", 1e308),
      glitch("current_a", 4_294_967.295),
    ],
  },
  "Boiler-1": {
    limit: { metric: "flue_gas_temp_c", high: 250 },
    silentMinutes: 5,
    early: [{ does: "away", minutes: 9 }, exceed("flue_gas_temp_c", 320)],
    late: [{ does: "away", minutes: 3 }],
  },
  "Compressor-EU-1": {
    limit: { metric: "machine_temp_c", high: 110 },
    early: [fault("efficiency_loss"), exceed("machine_temp_c", 140), fault("bearing_fault")],
    late: [{ does: "away", minutes: 20 }],
  },
  "HVAC-EU-North": {
    limit: { metric: "supply_air_temp_c", high: 40 },
    early: [
      { does: "mode", mode: "fault", minutes: 4 },
      exceed("supply_air_temp_c", 55, "maintenance"),
      fault("refrigerant_leak"),
    ],
    late: [{ does: "mode", mode: "maintenance", minutes: 6 }],
  },
};
